import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import {
  type Column,
  type ColumnType,
  findPatternError,
  MAX_LIST_VALUES,
  readPattern,
  type Table,
} from '@sheetport/contract';
import { useId, useState } from 'react';
import { formatPatternError } from '../../i18n/format-pattern.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { TYPE_FACTS } from '../../ui/column-types.ts';
import css from './columns.module.css';
import type { Draft } from './drafts.ts';

/** The fields of one rule. Those without any say all in their name. */
export function RuleFields({
  draft,
  column,
  tables,
  onChange,
}: {
  draft: Draft;
  column: Column;
  tables: readonly Table[];
  onChange: (fields: Partial<Draft>) => void;
}) {
  const { t } = useTranslation();
  switch (draft.kind) {
    case 'list':
      return (
        <div className="stack">
          <Textarea
            label={t('rules.list.values')}
            value={draft.values}
            minRows={3}
            maxRows={9}
            rows={Math.min(9, Math.max(3, draft.values.split('\n').length))}
            maxLength={MAX_LIST_VALUES * 201}
            onChange={(event) => onChange({ values: event.currentTarget.value })}
          />
          {column.type === 'text' && (
            <Checkbox
              size="xs"
              label={t('rules.list.ignoreCase')}
              checked={draft.ignoreCase}
              onChange={(event) => onChange({ ignoreCase: event.currentTarget.checked })}
            />
          )}
        </div>
      );
    case 'pattern':
      return <PatternFields draft={draft} onChange={onChange} />;
    case 'length':
    case 'range':
      return <BoundFields draft={draft} type={draft.kind === 'length' ? 'integer' : column.type} onChange={onChange} />;
    case 'reference':
      return <ReferenceFields draft={draft} column={column} tables={tables} onChange={onChange} />;
    default:
      return null;
  }
}

type Fields = { draft: Draft; onChange: (fields: Partial<Draft>) => void };

function PatternFields({ draft, onChange }: Fields) {
  const { t } = useTranslation();
  const [tried, setTried] = useState('');
  const chosen = useId();
  const problem = draft.pattern === '' ? null : findPatternError(draft.pattern);
  const fits =
    draft.pattern !== '' && problem === null && tried !== '' ? readPattern(draft.pattern).matches(tried) : null;
  return (
    <div className="stack">
      <TextInput
        label={t('rules.pattern.label')}
        description={t('rules.pattern.help')}
        value={draft.pattern}
        maxLength={200}
        spellCheck={false}
        autoCapitalize="off"
        classNames={{ input: css.mono ?? '' }}
        error={problem === null ? undefined : t('rules.pattern.bad', { problem: formatPatternError(problem, t) })}
        onChange={(event) => onChange({ pattern: event.currentTarget.value })}
      />
      <div className={css.try}>
        <TextInput
          size="xs"
          label={t('rules.pattern.try')}
          value={tried}
          maxLength={1000}
          aria-describedby={chosen}
          onChange={(event) => setTried(event.currentTarget.value)}
        />
        <span id={chosen} role="status" className={fits === null ? '' : fits ? css.fits : css.fitsNot}>
          {fits === null ? '' : fits ? `✓ ${t('rules.pattern.fits')}` : `✗ ${t('rules.pattern.fitsNot')}`}
        </span>
      </div>
    </div>
  );
}

function BoundFields({ draft, type, onChange }: Fields & { type: ColumnType }) {
  const { t } = useTranslation();
  const { input, inputMode: mode } = TYPE_FACTS[type];
  const group = draft.kind === 'length' ? 'rules.length' : 'rules.range';
  return (
    <div className={css.bounds}>
      {(['min', 'max'] as const).map((end) => (
        <TextInput
          key={end}
          label={t(`${group}.${end}`)}
          type={input}
          step={input === 'time' ? 1 : undefined}
          {...(mode ? { inputMode: mode } : {})}
          value={draft[end]}
          maxLength={40}
          rightSectionWidth={80}
          rightSection={
            draft.kind === 'length' ? <span className="muted small">{t('rules.length.characters')}</span> : undefined
          }
          onChange={(event) => onChange({ [end]: event.currentTarget.value })}
        />
      ))}
    </div>
  );
}

const MAX_NAMES = 5;

function nameSome(names: readonly string[]): string {
  return names.slice(0, MAX_NAMES).join(', ') + (names.length > MAX_NAMES ? ', …' : '');
}

function ReferenceFields({ draft, column, tables, onChange }: Fields & { column: Column; tables: readonly Table[] }) {
  const { t } = useTranslation();
  const open = tables
    .map((table) => ({
      ...table,
      fit: table.columns.filter(
        ({ name, type, unique }) =>
          type === column.type && (unique || (table.key.length === 1 && table.key[0] === name)),
      ),
    }))
    .filter(({ fit }) => fit.length > 0);
  const keyless = tables.filter(({ id }) => !open.some((table) => table.id === id)).map(({ name }) => name);
  const notListed = keyless.length > 0 && (
    <p className="muted small">{t('rules.reference.notListed', { tables: nameSome(keyless) })}</p>
  );
  if (open.length === 0)
    return (
      <div className="stack">
        <p className="muted small">{t('rules.reference.noTables')}</p>
        {notListed}
      </div>
    );
  const chosen = open.find(({ id }) => id === draft.table);
  return (
    <div className="stack">
      <div className={css.bounds}>
        <NativeSelect
          label={t('rules.reference.table')}
          value={draft.table}
          data={[
            { value: '', label: t('rules.reference.choose') },
            ...open.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => {
            const table = event.currentTarget.value;
            const fit = open.find(({ id }) => id === table)?.fit ?? [];
            onChange({ table, column: fit[0]?.name ?? '' });
          }}
        />
        <NativeSelect
          label={t('rules.reference.column')}
          value={draft.column}
          disabled={!chosen}
          data={(chosen?.fit ?? []).map(({ name, label }) => ({ value: name, label }))}
          onChange={(event) => onChange({ column: event.currentTarget.value })}
        />
      </div>
      {notListed}
      <Checkbox
        size="xs"
        label={t('rules.reference.create')}
        description={t('rules.reference.createHelp')}
        checked={draft.create}
        onChange={(event) => onChange({ create: event.currentTarget.checked })}
      />
    </div>
  );
}
