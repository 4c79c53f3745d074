import { Checkbox, Modal, MultiSelect, SegmentedControl, TextInput } from '@mantine/core';
import { type NewWebhook, WEBHOOK_EVENTS, type Webhook, type WebhookSecret } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { tablesQuery } from '../../api/queries.ts';
import { changeWebhook, makeWebhook } from '../../api/webhooks.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { FormEnd } from '../../ui/form-end.tsx';
import { useEventNames } from './webhook-words.tsx';
import css from './webhooks.module.css';

type Events = NewWebhook['events'];
const USUAL: Events = ['import.succeeded', 'import.failed', 'export.succeeded', 'export.failed'];

/** Asks where a webhook leads and what it is told of: a new one, or one that is changed. */
export function WebhookDialog({
  webhook,
  onSaved,
  onClose,
}: {
  webhook?: Webhook;
  onSaved: (saved: WebhookSecret | { webhook: Webhook }) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const nameOfEvent = useEventNames();
  const tables = useQuery(tablesQuery).data?.tables ?? [];
  const [name, setName] = useState(webhook?.name ?? '');
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [events, setEvents] = useState<Events>(
    webhook ? WEBHOOK_EVENTS.filter((event) => webhook.events.includes(event)) : USUAL,
  );
  const [tableIds, setTableIds] = useState<string[] | null>(webhook?.tableIds ?? null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const address = url.trim();
  const isUrl = /^https?:\/\/\S+$/i.test(address) && URL.canParse(address);
  const isWhole = name.trim() !== '' && isUrl && events.length > 0 && tableIds?.length !== 0;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || !isWhole) return;
    setBusy(true);
    setError(null);
    const wanted = { name: name.trim(), url: address, events, tableIds };
    try {
      onSaved(webhook ? { webhook: await changeWebhook(webhook.id, wanted) } : await makeWebhook(wanted));
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={webhook ? t('webhooks.changeTitle', { name: webhook.name }) : t('webhooks.makeTitle')}
      size="lg"
    >
      <form className="stack" onSubmit={submit}>
        <TextInput
          label={t('webhooks.name')}
          placeholder={t('webhooks.namePlaceholder')}
          value={name}
          maxLength={120}
          required
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('webhooks.url')}
          description={t('webhooks.urlText')}
          placeholder="https://example.com/hooks/sheetport"
          type="url"
          inputMode="url"
          value={url}
          maxLength={2000}
          required
          error={address !== '' && !isUrl && address.length > 8 ? t('webhooks.urlWrong') : undefined}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        {isUrl && /^http:/i.test(address) && <p className="muted small">{t('webhooks.plain')}</p>}
        <Checkbox.Group
          label={t('webhooks.events')}
          error={events.length === 0 ? t('webhooks.noEvents') : undefined}
          value={events}
          onChange={(chosen) => setEvents(WEBHOOK_EVENTS.filter((event) => chosen.includes(event)))}
        >
          <div className={css.events} style={{ marginTop: 8 }}>
            {WEBHOOK_EVENTS.map((event) => (
              <Checkbox key={event} value={event} label={nameOfEvent(event)} />
            ))}
          </div>
        </Checkbox.Group>
        <fieldset className="stack" style={{ border: 0, margin: 0, padding: 0, gap: 10 }}>
          <legend style={{ padding: '0 0 6px', fontWeight: 600 }}>{t('webhooks.tables')}</legend>
          <SegmentedControl
            style={{ alignSelf: 'flex-start' }}
            aria-label={t('webhooks.tables')}
            value={tableIds ? 'some' : 'all'}
            data={[
              { value: 'all', label: t('webhooks.allTables') },
              { value: 'some', label: t('webhooks.someTables') },
            ]}
            onChange={(which) => setTableIds(which === 'some' ? [] : null)}
          />
          {tableIds && (
            <MultiSelect
              aria-label={t('webhooks.someTables')}
              placeholder={t('webhooks.chooseTables')}
              searchable
              value={tableIds}
              data={tables.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={setTableIds}
            />
          )}
          {tableIds && events.some((event) => event.startsWith('file.')) && (
            <p className="muted small">{t('webhooks.filesOfAll')}</p>
          )}
        </fieldset>
        <FormEnd
          label={t(webhook ? 'webhooks.save' : 'webhooks.make')}
          error={error}
          busy={busy}
          disabled={!isWhole}
          onCancel={onClose}
        />
      </form>
    </Modal>
  );
}
