import { Button, Modal, Select } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { foldersQuery } from '../../api/queries.ts';
import { forgetRights, moveTable } from '../../api/sharing.ts';
import { useMay } from '../../api/use-may.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';

/** No folder, in a list of folders. */
const NONE = 'none';

/** Moves a table into a folder that one may edit, or out of its own. */
export function MoveDialog({ table, onClose }: { table: Table; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const { data } = useQuery(foldersQuery);
  const now = table.folderId ?? NONE;
  const [place, setPlace] = useState(now);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const folders = (data?.folders ?? []).filter((folder) => folder.id === now || may('folder.fill', folder));
  const from = folders.find(({ id }) => id === now);
  const isOpened = from?.restricted && place !== now && !folders.find(({ id }) => id === place)?.restricted;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await moveTable(table.id, place === NONE ? null : place);
      await forgetRights();
      onClose();
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('folders.moveTitle', { name: table.name })}>
      <form className="stack" onSubmit={submit}>
        <Select
          label={t('folders.title')}
          data={[
            { value: NONE, label: t('folders.none') },
            ...folders.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={place}
          onChange={(value) => setPlace(value ?? NONE)}
          allowDeselect={false}
          searchable={folders.length > 6}
          data-autofocus
        />
        <p className="muted small">{t('folders.moveText')}</p>
        {isOpened && <Note tone="warn">{t('folders.moveOpens', { folder: from.name })}</Note>}
        {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
        <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={place === now}>
            {t('folders.moveDo')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
