import { Button, MultiSelect, NativeSelect, Radio, SegmentedControl, Select, TextInput } from '@mantine/core';
import { Blank, Duplicates, type ImportMode, type Table } from '@sheetport/contract';
import { IconDatabaseImport, IconTestPipe } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatError, formatRestriction } from '../../i18n/format-error.ts';
import { Note } from '../../ui/alert.tsx';
import type { Choices, SettledChoices } from './choices.ts';
import css from './import.module.css';
import { mayRepeat } from './make-import.ts';
import type { Plan } from './plan.ts';

const MODES = [
  ['insert', 'import.modes.insert'],
  ['upsert', 'import.modes.upsert'],
  ['update', 'import.modes.update'],
  ['replace', 'import.modes.replace'],
] as const satisfies [ImportMode, string][];

const BLANK_WORDS = { null: 'blankNull', keep: 'blankKeep', default: 'blankDefault' } as const;

/** Where the rows go, and what happens with those that do not fit. */
export function TargetPanel({
  plan,
  choices,
  tables,
  onChange,
  onStart,
  starting,
  error,
  moreSheets,
  alsoCount,
}: {
  plan: Plan;
  choices: SettledChoices;
  tables: readonly Table[];
  onChange: (fields: Partial<Choices>) => void;
  onStart: (what: 'import' | 'dryRun') => void;
  /** Which of the two is on its way. */
  starting: 'import' | 'dryRun' | null;
  error: unknown;
  /** What else may go in the same way, and how many of it are chosen. */
  moreSheets: ReactNode;
  alsoCount: number;
}) {
  const { t, i18n } = useTranslation();
  const existing = choices.goes === 'existing';
  // What is wrong with one column is said beside it.
  const problems = plan.problems.filter(
    (problem) =>
      problem.index === undefined &&
      problem.code !== 'noName' &&
      problem.code !== 'nameTaken' &&
      problem.code !== 'cannotWrite' &&
      problem.code !== 'noTable',
  );
  const wrongName = plan.problems.find((problem) => problem.code === 'noName' || problem.code === 'nameTaken');
  const namesake = tables.find((table) => table.name.trim().toLowerCase() === plan.name.trim().toLowerCase());
  const isEmpty = plan.rows === 0;
  return (
    <aside className={css.aside}>
      <form
        className={`${css.target} panel`}
        onSubmit={(event) => {
          event.preventDefault();
          if (!plan.pending && plan.problems.length === 0 && !isEmpty && !starting) onStart('import');
        }}
      >
        <div className="stack">
          <h2>{t('import.where')}</h2>
          <SegmentedControl
            fullWidth
            aria-label={t('import.where')}
            value={choices.goes}
            onChange={(goes) => onChange({ goes: goes === 'existing' ? 'existing' : 'new' })}
            data={[
              { value: 'new', label: t('import.newTable') },
              { value: 'existing', label: t('import.existingTable'), disabled: tables.length === 0 },
            ]}
          />
          {existing ? (
            <Select
              label={t('import.table')}
              placeholder={t('import.chooseTable')}
              data={tables.map((table) => ({ value: table.id, label: table.name }))}
              value={choices.tableId}
              onChange={(tableId) => onChange({ tableId, tableKey: null })}
              searchable={tables.length > 6}
              nothingFoundMessage={t('import.noTables')}
              allowDeselect={false}
            />
          ) : (
            <TextInput
              label={t('import.tableName')}
              value={plan.name}
              maxLength={120}
              error={wrongName ? t(`problem.${wrongName.code}`) : undefined}
              onChange={(event) => onChange({ name: event.currentTarget.value })}
            />
          )}
          {existing && plan.table?.restriction && (
            <Note tone="warn" title={t('attach.cannotImport')}>
              {formatRestriction(plan.table.restriction, t)}
            </Note>
          )}
          {existing && plan.table?.triggers && (
            <p className="muted small">
              {t('attach.triggers', { count: plan.table.triggers.length, names: plan.table.triggers.join(', ') })}
            </p>
          )}
          {!existing && namesake && (
            <Button
              variant="light"
              size="xs"
              onClick={() => onChange({ goes: 'existing', tableId: namesake.id, tableKey: null })}
            >
              {t('import.useTable')}
            </Button>
          )}
        </div>
        {existing && plan.table && (
          <Radio.Group
            label={t('import.mode')}
            value={choices.mode}
            onChange={(mode) => onChange({ mode: mode as ImportMode })}
          >
            <div className={css.options}>
              {MODES.map(([mode, words]) => (
                <Radio key={mode} value={mode} label={t(words)} description={formatModeHint(mode, plan, t)} />
              ))}
            </div>
          </Radio.Group>
        )}
        {existing && choices.mode === 'replace' && plan.table && plan.table.rowCount > 0 && (
          <Note tone="warn">{t('import.modeReplaceWarning')}</Note>
        )}
        {existing && plan.table ? (
          <MultiSelect
            label={t('import.key')}
            description={t('import.keyHintExisting')}
            placeholder={plan.key.length === 0 ? t('import.keyNone') : ''}
            data={plan.table.columns.map((column) => ({ value: column.name, label: column.label }))}
            value={plan.key}
            onChange={(tableKey) => onChange({ tableKey })}
            clearable
            hidePickedOptions
          />
        ) : (
          !existing && (
            <MultiSelect
              label={t('import.key')}
              description={t('import.keyHint')}
              placeholder={choices.newKey.length === 0 ? t('import.keyNone') : ''}
              data={plan.columns
                .filter((column) => column.include)
                .map((column) => ({ value: String(column.index), label: column.label.trim() || column.heading }))}
              value={choices.newKey.map(String)}
              onChange={(newKey) => onChange({ newKey: newKey.map(Number) })}
              clearable
              hidePickedOptions
            />
          )
        )}
        {existing && plan.table && (
          <NativeSelect
            label={t('mapping.blankCells')}
            description={t('tableSuggestion.blankHint')}
            value={choices.blank}
            onChange={(event) => onChange({ blank: Blank.parse(event.currentTarget.value) })}
            data={Blank.options.map((does) => ({ value: does, label: t(`mapping.${BLANK_WORDS[does]}`) }))}
          />
        )}
        {mayRepeat(plan) && (
          <NativeSelect
            label={t('duplicates.label')}
            description={t('duplicates.hint')}
            value={choices.duplicates}
            onChange={(event) => onChange({ duplicates: Duplicates.parse(event.currentTarget.value) })}
            data={Duplicates.options.map((which) => ({ value: which, label: t(`duplicates.${which}`) }))}
          />
        )}
        <Radio.Group
          label={t('import.onReject')}
          value={choices.onReject}
          onChange={(value) => onChange({ onReject: value === 'abort' ? 'abort' : 'skip' })}
        >
          <div className={css.options}>
            <Radio value="skip" label={t('import.skip')} description={t('import.skipHint')} />
            <Radio value="abort" label={t('import.abort')} description={t('import.abortHint')} />
          </div>
        </Radio.Group>
        {moreSheets}
        <div className={css.go}>
          {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
          {problems.map((problem) => (
            <p key={`${problem.code}${problem.column ?? ''}`} className={css.problem}>
              {t(`problem.${problem.code}`, { column: problem.column ?? '' })}
            </p>
          ))}
          {existing &&
            absentButWarned(plan).map((column) => (
              <p key={column} className="muted small">
                {t('tableSuggestion.absentWarned', { column })}
              </p>
            ))}
          {isEmpty && <p className={css.problem}>{t('import.emptySheet')}</p>}
          <Button
            type="submit"
            size="md"
            fullWidth
            loading={starting === 'import'}
            disabled={plan.pending || plan.problems.length > 0 || isEmpty || starting === 'dryRun'}
            leftSection={<IconDatabaseImport size={18} stroke={1.8} />}
          >
            {alsoCount > 0
              ? t('mapping.importBatch', { count: alsoCount + 1 })
              : plan.rows === null
                ? t('import.buttonUnknown')
                : t('import.button', { count: plan.rows })}
          </Button>
          <Button
            variant="default"
            fullWidth
            loading={starting === 'dryRun'}
            disabled={plan.pending || plan.problems.length > 0 || isEmpty || starting === 'import'}
            leftSection={<IconTestPipe size={17} stroke={1.8} />}
            aria-describedby="dry-run-hint"
            onClick={() => onStart('dryRun')}
          >
            {t('dryRun.button')}
          </Button>
          <p id="dry-run-hint" className="muted small">
            {t('dryRun.hint')}
          </p>
        </div>
      </form>
    </aside>
  );
}

/** What a mode does to the rows of this very table, by the columns that identify one. */
function formatModeHint(mode: ImportMode, { key, table }: Plan, t: TFunction): string {
  if (mode === 'replace') return t('tableSuggestion.replaceHint');
  const labels = key.map((name) => table?.columns.find((column) => column.name === name)?.label ?? name).join(' + ');
  if (mode === 'insert')
    return labels ? t('tableSuggestion.insertKey', { key: labels }) : t('tableSuggestion.insertNoKey');
  if (!labels) return t('tableSuggestion.needsKey');
  return t(mode === 'upsert' ? 'tableSuggestion.upsertKey' : 'tableSuggestion.updateKey', { key: labels });
}

/** Columns of the table that a rule wants filled, though it only warns, and that nothing goes into. */
function absentButWarned({ table, columns, pending }: Plan): string[] {
  if (!table || pending) return [];
  const filled = new Set(columns.map(({ target }) => target));
  return table.columns
    .filter(({ rules }) => rules.some(({ kind, severity }) => kind === 'required' && severity === 'warning'))
    .filter(({ name }) => !filled.has(name))
    .map(({ label }) => label);
}
