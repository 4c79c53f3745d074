import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Table } from '@sheetport/contract';
import { useState } from 'react';
import { deleteTable } from '../../api/api.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { navigate } from '../../routing/router.ts';
import { Note } from '../../ui/alert.tsx';
import { DropForm, forgetTable } from './drop-form.tsx';
import { formatDrop } from './format-drop.ts';

/** A table that was there before is only forgotten, unless somebody insists. */
export function DetachForm({ table, onClose }: { table: Table; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [dropping, setDropping] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const detach = async () => {
    setBusy(true);
    setError(null);
    try {
      await deleteTable(table.id, { keep: true });
      await navigate({ to: '/tables' });
      forgetTable(table.id);
      notifications.show({ color: 'gray', message: t('detach.done', { name: table.name }) });
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  if (dropping)
    return (
      <DropForm
        table={table}
        onClose={onClose}
        text={formatDrop(table, t, 'drop')}
        back={
          <Button variant="subtle" onClick={() => setDropping(false)}>
            {t('detach.back')}
          </Button>
        }
      />
    );
  return (
    <div className="stack">
      <p>{t('detach.text')}</p>
      <p className="muted">{t('detach.loses')}</p>
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <div className="row wrap between">
        <Button variant="subtle" color="red" onClick={() => setDropping(true)}>
          {t('detach.rather')}
        </Button>
        <div className="row">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button data-autofocus loading={busy} onClick={() => void detach()}>
            {t('detach.do')}
          </Button>
        </div>
      </div>
    </div>
  );
}
