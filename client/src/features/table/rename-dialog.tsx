import { Button, Modal, TextInput } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { type FormEvent, useState } from 'react';
import { renameTable } from '../../api/api.ts';
import { queryClient, tableQuery } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useStep } from '../../ui/use-step.ts';

export function RenameDialog({ table, opened, onClose }: { table: Table; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t('table.renameTitle')} size="sm">
      <RenameForm table={table} onClose={onClose} />
    </Modal>
  );
}

function RenameForm({ table, onClose }: { table: Table; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [name, setName] = useState(table.name);
  const { busy, error, run } = useStep();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const renamed = await renameTable(table.id, name.trim());
      queryClient.setQueryData(tableQuery(table.id).queryKey, renamed);
      void queryClient.invalidateQueries({ queryKey: KEYS.tables });
      onClose();
    });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextInput
        label={t('tables.newName')}
        value={name}
        maxLength={120}
        data-autofocus
        error={error === null ? undefined : formatError(error, t, i18n)}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" loading={busy} disabled={!name.trim() || name.trim() === table.name}>
          {t('table.rename')}
        </Button>
      </div>
    </form>
  );
}
