import { useViewportSize } from '@mantine/hooks';
import type { Issue, IssueCode, Job, Reject } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { tableQuery } from '../../api/queries.ts';
import { formatIssue } from '../../i18n/format-error.ts';
import { columnWidth } from '../../ui/grid/column-width.ts';
import { Grid, type GridCell, type GridColumn } from '../../ui/grid/grid.tsx';
import type { GridEditing } from '../../ui/grid/grid-editing.ts';
import { checkCell, type Rule, ruleFor } from './check-cell.ts';
import { checkRules } from './check-rules.ts';
import css from './corrections.module.css';
import { type Change, type CorrectionsDraft, correctionsOf } from './edits.ts';
import { badFirst, formatReasons } from './reject-labels.ts';

/** On a phone less, so that a marked cell is seen beside it. */
const WIDEST_REASON = 340;

/** Only the bad rows, as in a sheet: the reason in front, the marked cells to type into. */
export function CorrectionsGrid({
  job,
  rows,
  columns: known,
  draft,
  total,
  onChange,
  onBack,
  onEnd,
  loading,
}: {
  job: Job;
  rows: readonly Reject[];
  columns: readonly string[];
  draft: Pick<CorrectionsDraft, 'edits' | 'bulk'>;
  total: number;
  onChange: (changes: Change[]) => void;
  onBack: () => void;
  onEnd: () => void;
  loading: boolean;
}) {
  const { t, i18n } = useTranslation();
  const { data: table } = useQuery({ ...tableQuery(job.tableId ?? ''), enabled: job.tableId !== null });
  const headings = useMemo(() => badFirst(known, rows), [known, rows]);
  const rules = useMemo(() => rulesOf(headings, rows, table), [headings, rows, table]);

  // Not known before the first effect.
  const width = useViewportSize().width || innerWidth;
  const columns = useMemo<GridColumn[]>(() => {
    const sample = rows.slice(0, 80);
    const bad = new Set(sample.flatMap((row) => row.issues.map((issue) => issue.column)));
    const reasons = sample.map((row) => formatReasons(row, t, i18n));
    return [
      {
        key: '\u0000why',
        heading: t('rejects.why'),
        label: t('rejects.why'),
        width: Math.min(WIDEST_REASON, width * 0.42, columnWidth(t('rejects.why'), reasons) + 20),
      },
      ...headings.map((heading) => ({
        key: heading,
        heading: bad.has(heading) ? <strong className={css.badHeading}>{heading}</strong> : heading,
        label: heading,
        width: Math.max(
          110,
          columnWidth(
            heading,
            sample.map((row) => row.cells[heading] ?? null),
          ),
        ),
      })),
    ];
  }, [headings, rows, width, t, i18n]);

  const check = useCallback(
    (heading: string, text: string): string | undefined => {
      const rule = rules.get(heading) ?? { type: 'text', required: false };
      const code: IssueCode | null = checkCell(text, rule);
      const broken = code === null ? checkRules(text, rule.rules ?? [], rule.type) : { code };
      return broken === null ? undefined : formatIssue({ column: heading, message: '', ...broken }, t, i18n);
    },
    [rules, t, i18n],
  );
  const cell = useCallback(
    (at: number, column: number): GridCell => {
      const row = rows[at];
      if (!row) return { text: null };
      const corrected = correctionsOf(row, draft);
      if (column === 0) return { text: formatReasons(row, t, i18n), faint: isCorrected(row, corrected, check) };
      const heading = headings[column - 1] as string;
      const before = row.cells[heading] ?? '';
      const after = corrected?.get(heading);
      if (after !== undefined)
        return {
          text: after === '' ? null : after,
          edited: true,
          bad: check(heading, after),
          note: before === '' ? t('corrections.wasEmpty') : t('corrections.was', { value: before }),
        };
      const issues: Issue[] = row.issues.filter((issue) => issue.column === heading);
      return {
        text: before === '' ? null : before,
        bad: issues.length > 0 ? issues.map((issue) => formatIssue(issue, t, i18n)).join('; ') : undefined,
      };
    },
    [rows, headings, draft, check, t, i18n],
  );
  const editing: GridEditing = {
    canEdit: (_, column) => column > 0,
    textOf: (at, column) => {
      const row = rows[at];
      const heading = headings[column - 1] as string;
      return row ? (correctionsOf(row, draft)?.get(heading) ?? row.cells[heading] ?? '') : '';
    },
    check: (_, column, text) => check(headings[column - 1] as string, text),
    onChange: (changes) =>
      onChange(
        changes.flatMap(({ row, column, text }) => {
          const at = rows[row];
          return at ? [{ row: at.row, heading: headings[column - 1] as string, text }] : [];
        }),
      ),
    onUndo: onBack,
  };
  return (
    <Grid
      label={t('corrections.grid', { title: job.title })}
      columns={columns}
      rowCount={rows.length}
      total={total}
      cell={cell}
      rowNumber={(at) => rows[at]?.row}
      rowNumberLength={String(rows.at(-1)?.row ?? 0).length}
      onEnd={onEnd}
      loading={loading}
      height="min(50vh, 560px)"
      reader
      editing={editing}
      initial={{ row: 0, column: firstBad(rows[0], headings) }}
    />
  );
}

/** The column of the grid in which the first row wants mending. */
function firstBad(row: Reject | undefined, headings: readonly string[]): number {
  const bad = new Set(row?.issues.map(({ column }) => column));
  const at = headings.findIndex((heading) => bad.has(heading));
  return Math.max(0, at) + 1;
}

/** Whether every cell that was refused has a text now that may be right. */
function isCorrected(
  row: Reject,
  corrected: ReadonlyMap<string, string> | undefined,
  check: (heading: string, text: string) => string | undefined,
): boolean {
  if (!corrected) return false;
  return row.issues.every(({ column }) => {
    const text = corrected.get(column);
    return column === '' || (text !== undefined && check(column, text) === undefined);
  });
}

function rulesOf(
  headings: readonly string[],
  rows: readonly Reject[],
  table: Parameters<typeof ruleFor>[1],
): Map<string, Rule> {
  const codes = new Map<string, Set<string>>();
  for (const row of rows)
    for (const { column, code } of row.issues) codes.set(column, (codes.get(column) ?? new Set()).add(code));
  return new Map(headings.map((heading) => [heading, ruleFor(heading, table, codes.get(heading) ?? new Set())]));
}
