import { ActionIcon, Button, Menu, Modal, SegmentedControl, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Column, Table } from '@sheetport/contract';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { changeTable } from '../../api/api.ts';
import { queryClient, tableQuery } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import css from './columns.module.css';
import { changeOf, type Draft, draftsOf, kindsLeft, newDraft, violationOf } from './drafts.ts';
import { ExistingViolations, useExistingViolations } from './existing-violations.tsx';
import { RuleFields } from './rule-fields.tsx';

export function ColumnDialog({
  table,
  tables,
  column,
  onClose,
}: {
  table: Table;
  tables: readonly Table[];
  column: Column | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={column !== undefined}
      onClose={onClose}
      size={640}
      title={column && t('rules.editTitle', { column: column.label })}
    >
      {column && <ColumnForm key={column.name} table={table} tables={tables} column={column} onClose={onClose} />}
    </Modal>
  );
}

function ColumnForm({
  table,
  tables,
  column,
  onClose,
}: {
  table: Table;
  tables: readonly Table[];
  column: Column;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const [label, setLabel] = useState(column.label);
  const [drafts, setDrafts] = useState<readonly Draft[]>(() => draftsOf(column));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isKey = table.key.includes(column.name);
  const { change, open } = changeOf(column, label, drafts);
  const existing = useExistingViolations(table.id, change && JSON.stringify({ columns: [change] }));
  const set = (at: number, fields: Partial<Draft>) =>
    setDrafts((now) => now.map((draft, n) => (n === at ? { ...draft, ...fields } : draft)));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!change || busy) return;
    setBusy(true);
    setError(null);
    try {
      const { violations: _, ...changed } = await changeTable(table.id, { columns: [change] });
      queryClient.setQueryData(tableQuery(table.id).queryKey, changed);
      void queryClient.invalidateQueries({ queryKey: KEYS.tables });
      notifications.show({ message: t('rules.saved') });
      onClose();
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  const left = kindsLeft(column.type, drafts);
  return (
    <form className="stack" onSubmit={submit}>
      <div className={css.bounds}>
        <TextInput
          label={t('rules.label')}
          value={label}
          maxLength={1000}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <div className={css.type}>
          <span className={css.typeLabel}>{t('rules.type')}</span>
          <span>{t(`type.${column.type}`)}</span>
        </div>
      </div>
      <h2>{t('rules.rules')}</h2>
      {drafts.length === 0 && (
        <p className="muted small">
          {t('rules.noneYet', { type: t(`type.${column.type}`).toLocaleLowerCase(i18n.language) })}
        </p>
      )}
      {drafts.map((draft, at) => {
        const fixed = isKey && draft.kind === 'required';
        const name = t(`rules.kind.${draft.kind}`);
        return (
          <section key={draft.kind} className={css.rule} aria-label={name}>
            <div className={css.ruleHead}>
              <strong>{name}</strong>
              {fixed ? (
                <span className="muted small">{t('rules.heldByKey')}</span>
              ) : (
                <span className={css.ruleActs}>
                  <SegmentedControl
                    size="xs"
                    aria-label={t('rules.severity', { rule: name })}
                    value={draft.severity}
                    data={[
                      { value: 'error', label: t('rules.error') },
                      { value: 'warning', label: t('rules.warning') },
                    ]}
                    onChange={(severity) => set(at, { severity: severity === 'warning' ? 'warning' : 'error' })}
                  />
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t('rules.remove', { rule: name })}
                    onClick={() => setDrafts((now) => now.filter((_, n) => n !== at))}
                  >
                    <IconTrash size={16} stroke={1.6} />
                  </ActionIcon>
                </span>
              )}
            </div>
            <RuleFields draft={draft} column={column} tables={tables} onChange={(fields) => set(at, fields)} />
            {!fixed && (
              <ExistingViolations
                table={table}
                violation={violationOf(draft, column.name, existing.violations)}
                counting={existing.counting}
              />
            )}
          </section>
        );
      })}
      {left.length > 0 && (
        <Menu position="bottom-start" shadow="md">
          <Menu.Target>
            <Button variant="light" size="xs" leftSection={<IconPlus size={15} />} style={{ alignSelf: 'flex-start' }}>
              {t('rules.add')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {left.map((kind) => (
              <Menu.Item key={kind} onClick={() => setDrafts((now) => [...now, newDraft(kind)])}>
                {t(`rules.kind.${kind}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {existing.error !== null && error === null && <Note tone="bad">{formatError(existing.error, t, i18n)}</Note>}
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <div className={css.end}>
        {open && <p className="muted small">{t('rules.incomplete', { rule: t(`rules.kind.${open.kind}`) })}</p>}
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" disabled={!change || label.trim() === ''} loading={busy}>
          {t('rules.save')}
        </Button>
      </div>
    </form>
  );
}
