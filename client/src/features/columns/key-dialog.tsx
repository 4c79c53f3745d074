import { Button, Checkbox, Modal } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { changeTable } from '../../api/api.ts';
import { keyCheckQuery, queryClient, tableQuery } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { formatKeyCheck } from '../keys/make-key-note.tsx';
import css from './columns.module.css';

export function KeyDialog({ table, opened, onClose }: { table: Table; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t('rules.keyTitle')}>
      <KeyForm table={table} onClose={onClose} />
    </Modal>
  );
}

function KeyForm({ table, onClose }: { table: Table; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [key, setKey] = useState<readonly string[]>(table.key);
  const [ignoresCase, setIgnoresCase] = useState(table.keyMatching === 'ignore_case');
  const isNew = key.join('\0') !== table.key.join('\0');
  const { data: check } = useQuery({ ...keyCheckQuery(table.id, key), enabled: isNew });
  const hasText = table.columns.some(({ name, type }) => key.includes(name) && type === 'text');
  const keyMatching = ignoresCase && hasText ? 'ignore_case' : 'exact';
  const isUnchanged = !isNew && keyMatching === (table.keyMatching ?? 'exact');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const { violations: _, ...changed } = await changeTable(table.id, {
        ...(isNew && { key: [...key] }),
        keyMatching,
      });
      queryClient.setQueryData(tableQuery(table.id).queryKey, changed);
      void queryClient.invalidateQueries({ queryKey: KEYS.rowsOf(table.id) });
      onClose();
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={submit}>
      <p className="muted small">{t('rules.keyExplain')}</p>
      <div className={css.keyColumns}>
        {table.columns.map(({ name, label }) => (
          <Checkbox
            key={name}
            label={label}
            checked={key.includes(name)}
            onChange={(event) => {
              const on = event.currentTarget.checked;
              setKey((now) => (on ? [...now, name] : now.filter((one) => one !== name)));
            }}
          />
        ))}
      </div>
      {hasText && (
        <Checkbox
          label={t('keys.ignoreCase')}
          description={t('keys.ignoreCaseHint')}
          checked={ignoresCase}
          onChange={(event) => setIgnoresCase(event.currentTarget.checked)}
        />
      )}
      {isNew && check && key.length > 0 && (
        <div className="muted small" role="status">
          {formatKeyCheck(check, table, key, t).map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      )}
      {isNew && key.length === 0 && check && check.notUndoable > 0 && (
        <p className="muted small">{t('keys.undoLost', { count: check.notUndoable })}</p>
      )}
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" loading={busy} disabled={isUnchanged}>
          {t('rules.save')}
        </Button>
      </div>
    </form>
  );
}
