import { Button, Modal, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Table } from '@sheetport/contract';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deleteTable } from '../../api.ts';
import { sayError } from '../../i18n/say-fault.ts';
import { Note } from '../../parts/note.tsx';
import { queryClient } from '../../queries.ts';

/** There is no way back from this one, so the name must be typed. */
export function DeleteDialog({ table, opened, onClose }: { table: Table; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t('table.deleteTitle', { name: table.name })}>
      <DeleteForm table={table} onClose={onClose} />
    </Modal>
  );
}

function DeleteForm({ table, onClose }: { table: Table; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const sure = typed.trim() === table.name.trim();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!sure || busy) return;
    setBusy(true);
    setRefusal(null);
    try {
      await deleteTable(table.id);
      await navigate({ to: '/tables' });
      queryClient.removeQueries({ queryKey: ['table', table.id] });
      queryClient.removeQueries({ queryKey: ['rows', table.id] });
      void queryClient.invalidateQueries({ queryKey: ['tables'] });
      notifications.show({ color: 'gray', message: t('table.deleted', { name: table.name }) });
    } catch (error) {
      setRefusal(error);
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={submit}>
      <p>{t('table.deleteText', { count: table.rowCount })}</p>
      <TextInput
        label={t('table.deleteType', { name: table.name })}
        value={typed}
        autoComplete="off"
        data-autofocus
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {refusal !== null && <Note tone="bad">{sayError(refusal, t, i18n)}</Note>}
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          {t('act.cancel')}
        </Button>
        <Button type="submit" color="red" disabled={!sure} loading={busy}>
          {t('table.deleteDo')}
        </Button>
      </div>
    </form>
  );
}
