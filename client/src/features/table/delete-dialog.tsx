import { Modal } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { DetachForm } from './detach-form.tsx';
import { DropForm } from './drop-form.tsx';
import { formatDrop } from './format-drop.ts';

/** Dropping a table that was made here; a table that was there before is only detached, unless somebody insists. */
export function DeleteDialog({ table, opened, onClose }: { table: Table; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t(table.attached ? 'detach.title' : 'table.deleteTitle', { name: table.name })}
    >
      {table.attached ? (
        <DetachForm table={table} onClose={onClose} />
      ) : (
        <DropForm table={table} onClose={onClose} text={formatDrop(table, t, 'delete')} />
      )}
    </Modal>
  );
}
