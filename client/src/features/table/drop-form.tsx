import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Table } from '@sheetport/contract';
import { type FormEvent, type ReactNode, useState } from 'react';
import { deleteTable } from '../../api/api.ts';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { navigate } from '../../routing/router.ts';
import { Note } from '../../ui/alert.tsx';

/** There is no way back from this one, so the name must be typed. */
export function DropForm({
  table,
  onClose,
  text,
  back,
}: {
  table: Table;
  onClose: () => void;
  text: string;
  /** Something gentler to do instead. */
  back?: ReactNode;
}) {
  const { t, i18n } = useTranslation();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isConfirmed = typed.trim() === table.name.trim();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isConfirmed || busy) return;
    setBusy(true);
    setError(null);
    try {
      await deleteTable(table.id, table.attached ? { drop: true } : {});
      await navigate({ to: '/tables' });
      forgetTable(table.id);
      notifications.show({ color: 'gray', message: t('table.deleted', { name: table.name }) });
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={submit}>
      <p>{text}</p>
      <TextInput
        label={t('table.deleteType', { name: table.name })}
        value={typed}
        autoComplete="off"
        data-autofocus
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
        {back}
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" color="red" disabled={!isConfirmed} loading={busy}>
          {t(table.attached ? 'detach.dropDo' : 'table.deleteDo')}
        </Button>
      </div>
    </form>
  );
}

/** What is gone from the service goes from the page. */
export function forgetTable(id: string): void {
  queryClient.removeQueries({ queryKey: KEYS.table(id) });
  queryClient.removeQueries({ queryKey: KEYS.rowsOf(id) });
  void queryClient.invalidateQueries({ queryKey: KEYS.tables });
  void queryClient.invalidateQueries({ queryKey: KEYS.allAttachable });
}
