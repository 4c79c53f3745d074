import { Checkbox, Modal, NativeSelect, Select, TextInput } from '@mantine/core';
import { ExportFormat, type FileDelivery, isRemoteKind } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { changeDelivery, makeDelivery } from '../../api/deliveries.ts';
import { tablesQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { FormEnd } from '../../ui/form-end.tsx';
import { draftOf, isWhole, type TargetDraft, toTarget } from './target-draft.ts';
import { TargetFields } from './target-fields.tsx';

/** Asks what is exported and where it goes: a new delivery, or one that is changed. */
export function DeliveryDialog({
  delivery,
  onSaved,
  onClose,
}: {
  delivery?: FileDelivery;
  onSaved: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const tables = useQuery(tablesQuery).data?.tables ?? [];
  const [name, setName] = useState(delivery?.name ?? '');
  const [tableId, setTableId] = useState<string | null>(delivery?.export.tableId ?? null);
  const [format, setFormat] = useState<ExportFormat>(delivery?.export.format ?? 'xlsx');
  const [target, setTarget] = useState<TargetDraft>(() => draftOf(delivery?.target));
  const [authorization, setAuthorization] = useState('');
  const [skipUnchanged, setSkipUnchanged] = useState(delivery?.skipUnchanged ?? false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  // One of several tables, or of a view, was made by a program: it is kept as it is.
  const isFixed = delivery !== undefined && delivery.export.tableId === undefined;
  const kept = delivery?.hasSecret ? delivery.target : undefined;
  const isReady = name.trim() !== '' && (isFixed || tableId !== null) && isWhole(target, kept);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || !isReady) return;
    setBusy(true);
    setError(null);
    const before = delivery?.export;
    // Columns and filters of the same table stay.
    const same = before && before.tableId === tableId ? before : {};
    const wanted = toTarget(target);
    const isMoved = !delivery || JSON.stringify(delivery.target) !== JSON.stringify(wanted);
    const change = {
      name: name.trim(),
      skipUnchanged,
      ...(!isFixed && { export: { ...same, tableId: tableId!, format } }),
      ...(isMoved && { target: wanted }),
      ...(target.kind === 'http' &&
        authorization.trim() !== '' && { headers: { Authorization: authorization.trim() } }),
      ...(isRemoteKind(target.kind) && target.remote.secret !== '' && { secret: target.remote.secret }),
    };
    try {
      if (delivery) await changeDelivery(delivery.id, change);
      else await makeDelivery({ ...change, target: wanted, export: { tableId: tableId!, format } });
      onSaved();
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={delivery ? t('deliveries.changeTitle', { name: delivery.name }) : t('deliveries.makeTitle')}
      size="lg"
    >
      <form className="stack" onSubmit={submit}>
        <TextInput
          label={t('deliveries.name')}
          placeholder={t('deliveries.namePlaceholder')}
          value={name}
          maxLength={120}
          required
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {!isFixed && (
          <div className="row wrap" style={{ alignItems: 'flex-end' }}>
            <Select
              style={{ flex: '1 1 220px' }}
              label={t('deliveries.table')}
              placeholder={t('deliveries.chooseTable')}
              searchable
              required
              value={tableId}
              data={tables.map((one) => ({ value: one.id, label: one.name }))}
              onChange={setTableId}
            />
            <NativeSelect
              style={{ flex: '1 1 200px' }}
              label={t('deliveries.format')}
              value={format}
              data={ExportFormat.options.map((value) => ({ value, label: t(`table.format.${value}`) }))}
              onChange={({ currentTarget: { value } }) =>
                setFormat(ExportFormat.options.find((one) => one === value) ?? 'xlsx')
              }
            />
          </div>
        )}
        <TargetFields
          draft={target}
          authorization={authorization}
          isAuthorizationKept={delivery?.headerNames.some((one) => /^authorization$/i.test(one)) ?? false}
          isSecretKept={kept !== undefined && kept.kind === target.kind}
          error={error}
          onChange={setTarget}
          onAuthorization={setAuthorization}
        />
        <Checkbox
          label={t('deliveries.skip')}
          checked={skipUnchanged}
          onChange={(event) => setSkipUnchanged(event.currentTarget.checked)}
        />
        <FormEnd
          label={t(delivery ? 'deliveries.save' : 'deliveries.make')}
          error={error}
          busy={busy}
          disabled={!isReady}
          onCancel={onClose}
        />
      </form>
    </Modal>
  );
}
