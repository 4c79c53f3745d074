import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { KeyCheck, Table } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changeTable } from '../../api/api.ts';
import { keyCheckQuery, queryClient, tableQuery, tablesQuery } from '../../api/queries.ts';
import { formatError } from '../../i18n/format-error.ts';
import type { Translate } from '../../i18n/translate.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';

/** The table cannot match rows by the chosen key: what making it the key takes and costs, and the button that does it. */
export function MakeKeyNote({
  table,
  wanted,
  onMade,
}: {
  table: Table;
  /** Names of columns. */
  wanted: readonly string[];
  onMade: (key: string[]) => void;
}) {
  const { t, i18n } = useTranslation();
  const { data: check, error: checkError } = useQuery(keyCheckQuery(table.id, wanted));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const key = labelsOf(table, wanted);
  const stands = check === undefined || check.repeated + check.blank > 0;
  const make = async () => {
    setBusy(true);
    setError(null);
    try {
      const { violations: _, ...changed } = await changeTable(table.id, { key: [...wanted] });
      queryClient.setQueryData(tableQuery(table.id).queryKey, changed);
      await queryClient.invalidateQueries({ queryKey: tablesQuery.queryKey });
      notifications.show({ message: t('keys.made', { key }) });
      onMade([...wanted]);
    } catch (error) {
      setError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Note
      tone="warn"
      title={t('keys.notUniqueTitle', { key })}
      actions={
        !stands && (
          <Button size="xs" loading={busy} onClick={() => void make()}>
            {t('keys.make', { key })}
          </Button>
        )
      }
    >
      <p>{t('keys.notUniqueText', { key })}</p>
      {(checkError ?? error) ? <p>{formatError(checkError ?? error, t, i18n)}</p> : null}
      {check ? (
        formatKeyCheck(check, table, wanted, t).map((line) => <p key={line}>{line}</p>)
      ) : (
        <p className="muted">{t('keys.checking')}</p>
      )}
    </Note>
  );
}

/** What stands in the way of a key, or else what it replaces and which imports could not be undone any more: a sentence each. */
export function formatKeyCheck(
  { repeated, blank, notUndoable }: KeyCheck,
  table: Table,
  wanted: readonly string[],
  t: Translate,
): string[] {
  const key = labelsOf(table, wanted);
  if (repeated + blank > 0)
    return [
      repeated > 0 ? t('keys.repeated', { key, count: repeated }) : '',
      blank > 0 ? t('keys.blank', { key, count: blank }) : '',
    ].filter(Boolean);
  return [
    t('keys.unique', { key }),
    table.key.length > 0 ? t('keys.replaces', { before: labelsOf(table, table.key) }) : '',
    notUndoable > 0 ? t('keys.undoLost', { count: notUndoable }) : t('keys.undoKept'),
  ].filter(Boolean);
}

function labelsOf(table: Table, names: readonly string[]): string {
  return names.map((name) => `“${table.columns.find((column) => column.name === name)?.label ?? name}”`).join(' + ');
}
