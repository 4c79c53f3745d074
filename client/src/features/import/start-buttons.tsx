import { Button } from '@mantine/core';
import { IconDatabaseImport, IconTestPipe } from '@tabler/icons-react';
import { formatError } from '../../i18n/format-error.ts';
import { formatRowCount } from '../../i18n/format-row-count.ts';
import type { Translate } from '../../i18n/translate.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { earlierImportOf, RepeatNote } from '../repeats/repeat-note.tsx';
import css from './import.module.css';
import type { Plan, ProblemCode } from './plan.ts';
import type { StartKind } from './use-import-start.ts';

/** Problems that are shown beside their field. */
const BESIDE: ReadonlySet<ProblemCode> = new Set(['noName', 'nameTaken', 'cannotWrite', 'noTable', 'keyNotUnique']);

/** The buttons that start the import or its dry run, and what keeps them from it. */
export function StartButtons({
  plan,
  starting,
  error,
  moreCount,
  onDryRun,
  onRepeat,
  onUpdate,
}: {
  plan: Plan;
  starting: StartKind | null;
  error: unknown;
  /** How many other sheets and files are imported with it. */
  moreCount: number;
  onDryRun: () => void;
  /** Import rows that were imported before. */
  onRepeat: () => void;
  /** Change to the mode that updates them. */
  onUpdate: () => void;
}) {
  const { t, i18n } = useTranslation();
  const problems = plan.problems.filter(({ index, code }) => index === undefined && !BESIDE.has(code));
  const isEmpty = plan.rows === 0;
  const earlier = earlierImportOf(error);
  return (
    <div className={css.go}>
      {earlier ? (
        <RepeatNote earlier={earlier} busy={starting === 'import'} onAnyway={onRepeat} onUpdate={onUpdate} />
      ) : (
        error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>
      )}
      {problems.map((problem) => (
        <p key={`${problem.code}${problem.column ?? ''}`} className={css.problem}>
          {t(`problem.${problem.code}`, { column: problem.column ?? '' })}
        </p>
      ))}
      {findAbsentColumns(plan).map((column) => (
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
        {moreCount > 0
          ? t('mapping.importBatch', { count: moreCount + 1 })
          : plan.rows === null || !plan.sheet.complete
            ? formatStart(plan, t)
            : t('import.button', { count: plan.rows })}
      </Button>
      <Button
        variant="default"
        fullWidth
        loading={starting === 'dryRun'}
        disabled={plan.pending || plan.problems.length > 0 || isEmpty || starting === 'import'}
        leftSection={<IconTestPipe size={17} stroke={1.8} />}
        aria-describedby="dry-run-hint"
        onClick={onDryRun}
      >
        {t('dryRun.button')}
      </Button>
      <p id="dry-run-hint" className="muted small">
        {t('dryRun.hint')}
      </p>
    </div>
  );
}

/** While rows are still counted, their number is an estimate and said to be one. */
function formatStart({ rows }: Plan, t: Translate): string {
  if (rows === null || rows === 0) return t('import.buttonUnknown');
  return t('import.buttonAbout', { rows: formatRowCount({ rowCount: rows, rowCountExact: false }, t) });
}

/** Columns of the table that a rule wants filled, though it only warns, and that nothing goes into. */
function findAbsentColumns({ table, columns, pending }: Plan): string[] {
  if (!table || pending) return [];
  const filled = new Set(columns.map(({ target }) => target));
  return table.columns
    .filter(({ rules }) => rules.some(({ kind, severity }) => kind === 'required' && severity === 'warning'))
    .filter(({ name }) => !filled.has(name))
    .map(({ label }) => label);
}
