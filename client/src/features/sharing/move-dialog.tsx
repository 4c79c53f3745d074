import { Modal, Select } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { foldersQuery } from '../../api/queries.ts';
import { forgetRights, moveTable } from '../../api/sharing.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { FormEnd } from '../../ui/form-end.tsx';
import { useStep } from '../../ui/use-step.ts';

/** No folder, in a list of folders. */
const NONE = 'none';

/** Moves a table into a folder that one may edit, or out of its own. */
export function MoveDialog({ table, onClose }: { table: Table; onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery(foldersQuery);
  const now = table.folderId ?? NONE;
  const [place, setPlace] = useState(now);
  const { busy, error, run } = useStep();
  const folders = (data?.folders ?? []).filter((folder) => folder.id === now || may('folder.fill', folder));
  const from = folders.find(({ id }) => id === now);
  const isOpened = from?.restricted && place !== now && !folders.find(({ id }) => id === place)?.restricted;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await moveTable(table.id, place === NONE ? null : place);
      await forgetRights();
      onClose();
    });
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
        <FormEnd label={t('folders.moveDo')} error={error} busy={busy} disabled={place === now} onCancel={onClose} />
      </form>
    </Modal>
  );
}
