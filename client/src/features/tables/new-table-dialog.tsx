import { ActionIcon, Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core';
import { ColumnType } from '@sheetport/contract';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { makeTable } from '../../api/api.ts';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { randomId } from '../../api/random-id.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { navigate } from '../../routing/router.ts';
import { Note } from '../../ui/alert.tsx';
import css from './new-table-dialog.module.css';
import { TablePlaceFields } from './table-place-fields.tsx';
import { sendPlace, settlePlace, type TablePlace } from './table-places.ts';
import { useTablePlaces } from './use-table-places.ts';

interface Draft {
  key: string;
  label: string;
  type: ColumnType;
  required: boolean;
  isKey: boolean;
}

function emptyDraft(): Draft {
  return { key: randomId(), label: '', type: 'text', required: false, isKey: false };
}

/** Lay out an empty table by hand. */
export function NewTableDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t('tables.newTitle')} size={760}>
      <NewTableForm onClose={onClose} />
    </Modal>
  );
}

function NewTableForm({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [name, setName] = useState('');
  const places = useTablePlaces();
  const [chosen, setPlace] = useState<TablePlace>({ folderId: null, restricted: false });
  const place = settlePlace(chosen, places);
  const [drafts, setDrafts] = useState<Draft[]>(() => [emptyDraft(), emptyDraft(), emptyDraft()]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const named = drafts.filter((draft) => draft.label.trim() !== '');
  const repeated = (draft: Draft) =>
    draft.label.trim() !== '' &&
    drafts.findIndex((one) => one.label.trim().toLowerCase() === draft.label.trim().toLowerCase()) !==
      drafts.indexOf(draft);
  const ready = name.trim() !== '' && named.length > 0 && !drafts.some(repeated);
  const set = (key: string, fields: Partial<Draft>) =>
    setDrafts((all) => all.map((one) => (one.key === key ? { ...one, ...fields } : one)));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    setError(null);
    try {
      const table = await makeTable(
        {
          name: name.trim(),
          ...sendPlace(place),
          columns: named.map((draft) => ({
            label: draft.label.trim(),
            type: draft.type,
            required: draft.required || draft.isKey,
            unique: false,
          })),
          key: named.filter((draft) => draft.isKey).map((draft) => draft.label.trim()),
        },
        randomId(),
      );
      void queryClient.invalidateQueries({ queryKey: KEYS.tables });
      onClose();
      await navigate({ to: '/tables/$tableId', params: { tableId: table.id } });
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };

  return (
    <form onSubmit={submit} className="stack">
      <TextInput
        label={t('tables.newName')}
        value={name}
        maxLength={120}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <fieldset className={css.columns}>
        <legend>{t('tables.newColumns')}</legend>
        {drafts.map((draft, at) => (
          <div key={draft.key} className={css.column}>
            <TextInput
              size="xs"
              className={css.name}
              aria-label={t('tables.columnName', { number: String(at + 1) })}
              placeholder={t('tables.columnName', { number: String(at + 1) })}
              value={draft.label}
              maxLength={120}
              error={repeated(draft) ? t('problem.sameLabel') : undefined}
              onChange={(event) => set(draft.key, { label: event.currentTarget.value })}
            />
            <NativeSelect
              size="xs"
              className={css.type}
              aria-label={t('tables.columnType', { number: String(at + 1) })}
              value={draft.type}
              onChange={(event) => set(draft.key, { type: ColumnType.parse(event.currentTarget.value) })}
              data={ColumnType.options.map((type) => ({ value: type, label: t(`type.${type}`) }))}
            />
            <Checkbox
              size="xs"
              className={css.check}
              label={t('tables.required')}
              checked={draft.required || draft.isKey}
              disabled={draft.isKey}
              onChange={(event) => set(draft.key, { required: event.currentTarget.checked })}
            />
            <Checkbox
              size="xs"
              className={css.check}
              label={t('tables.keyColumn')}
              checked={draft.isKey}
              onChange={(event) => set(draft.key, { isKey: event.currentTarget.checked })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              className={css.remove}
              aria-label={t('tables.removeColumn', { number: String(at + 1) })}
              disabled={drafts.length === 1}
              onClick={() => setDrafts((all) => all.filter((one) => one.key !== draft.key))}
            >
              <IconTrash size={16} stroke={1.6} />
            </ActionIcon>
          </div>
        ))}
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconPlus size={15} />}
          onClick={() => setDrafts((all) => [...all, emptyDraft()])}
        >
          {t('tables.addColumn')}
        </Button>
      </fieldset>
      <TablePlaceFields places={places} place={place} onChange={setPlace} />
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" disabled={!ready} loading={busy}>
          {t('tables.create')}
        </Button>
      </div>
    </form>
  );
}
