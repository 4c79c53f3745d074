/** The cells of the correction grid: each with its original or corrected text and what is wrong with it. */
import type { Issue, Job, Reject } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { tableQuery } from '../../api/queries.ts';
import { formatIssue } from '../../i18n/format-issue.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { GridCell } from '../../ui/grid/grid-model.ts';
import { checkCell, type Rule, ruleFor } from './check-cell.ts';
import { checkRules } from './check-rules.ts';
import { type CorrectionsDraft, correctionsOf } from './edits.ts';
import { badFirst } from './reject-labels.ts';

export interface CorrectionCells {
  /** The columns of the sheet, those with issues first. */
  headings: readonly string[];
  cell(row: number, heading: string): GridCell;
  /** What stands in a cell now; empty where nothing does. */
  textOf(row: number, heading: string): string;
  /** What is wrong with a text, as far as the page can tell. */
  check(heading: string, text: string): string | undefined;
  /** Whether every issue of a row has a text now that may be right. */
  isCorrected(row: Reject): boolean;
}

export function useCorrectionCells(
  job: Job,
  rows: readonly Reject[],
  columns: readonly string[],
  draft: Pick<CorrectionsDraft, 'edits' | 'bulk'>,
): CorrectionCells {
  const { t, i18n } = useTranslation();
  const { data: table } = useQuery({ ...tableQuery(job.tableId ?? ''), enabled: job.tableId !== null });
  const headings = useMemo(() => badFirst(columns, rows), [columns, rows]);
  const rules = useMemo(() => rulesOf(headings, rows, table), [headings, rows, table]);
  const check = useCallback(
    (heading: string, text: string): string | undefined => {
      const rule = rules.get(heading) ?? { type: 'text', required: false };
      const code = checkCell(text, rule);
      const violation = code === null ? checkRules(text, rule.rules ?? [], rule.type) : { code };
      return violation === null ? undefined : formatIssue({ column: heading, message: '', ...violation }, t, i18n);
    },
    [rules, t, i18n],
  );
  const cell = useCallback(
    (index: number, heading: string): GridCell => {
      const row = rows[index];
      if (!row) return { text: null };
      const before = row.cells[heading] ?? '';
      const after = correctionsOf(row, draft)?.get(heading);
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
    [rows, draft, check, t, i18n],
  );
  const textOf = useCallback(
    (index: number, heading: string): string => {
      const row = rows[index];
      return row ? (correctionsOf(row, draft)?.get(heading) ?? row.cells[heading] ?? '') : '';
    },
    [rows, draft],
  );
  const isCorrected = useCallback(
    (row: Reject): boolean => {
      const corrected = correctionsOf(row, draft);
      if (!corrected) return false;
      return row.issues.every(({ column }) => {
        const text = corrected.get(column);
        return column === '' || (text !== undefined && check(column, text) === undefined);
      });
    },
    [draft, check],
  );
  return { headings, cell, textOf, check, isCorrected };
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
