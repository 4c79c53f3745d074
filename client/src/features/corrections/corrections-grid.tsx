import { useViewportSize } from '@mantine/hooks';
import type { Job, Reject } from '@sheetport/contract';
import { useCallback, useMemo } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { columnWidth } from '../../ui/grid/column-width.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import type { GridEditing } from '../../ui/grid/grid-editing.ts';
import type { GridCell, GridColumn } from '../../ui/grid/grid-model.ts';
import type { Cell } from '../../ui/grid/grid-navigation.ts';
import type { CorrectionCells } from './correction-cells.ts';
import css from './corrections.module.css';
import type { Change } from './edits.ts';
import { formatReasons } from './reject-labels.ts';

/** On a phone less, so that a marked cell is seen beside it. */
const WIDEST_REASON = 340;

/** Only the rejected rows, as in a sheet: the reason first, then the marked cells to type into. */
export function CorrectionsGrid({
  job,
  rows,
  cells,
  total,
  target,
  onChange,
  onChoose,
  onUndo,
  onEnd,
  loading,
}: {
  job: Job;
  rows: readonly Reject[];
  cells: CorrectionCells;
  total: number;
  /** The cell to go to; its column counts the headings from 0. */
  target: Cell | null;
  onChange: (changes: Change[]) => void;
  onChoose: (cell: Cell) => void;
  onUndo: () => void;
  onEnd: () => void;
  loading: boolean;
}) {
  const { t, i18n } = useTranslation();
  const { headings } = cells;
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
      ...headings.map((heading) => {
        const texts = sample.map((row) => row.cells[heading] ?? null);
        return {
          key: heading,
          heading: bad.has(heading) ? <strong className={css.badHeading}>{heading}</strong> : heading,
          label: heading,
          width: Math.max(110, columnWidth(heading, texts)),
        };
      }),
    ];
  }, [headings, rows, width, t, i18n]);

  const cell = useCallback(
    (index: number, column: number): GridCell => {
      const row = rows[index];
      if (!row) return { text: null };
      if (column === 0) return { text: formatReasons(row, t, i18n), faint: cells.isCorrected(row) };
      return cells.cell(index, headings[column - 1] as string);
    },
    [rows, headings, cells, t, i18n],
  );
  const editing: GridEditing = {
    canEdit: (_, column) => column > 0,
    textOf: (index, column) => cells.textOf(index, headings[column - 1] as string),
    check: (_, column, text) => cells.check(headings[column - 1] as string, text),
    onChange: (changes) =>
      onChange(
        changes.flatMap(({ row: index, column, text }) => {
          const row = rows[index];
          return row ? [{ row: row.row, heading: headings[column - 1] as string, text }] : [];
        }),
      ),
    onUndo,
  };
  const shifted = useMemo(() => target && { row: target.row, column: target.column + 1 }, [target]);
  return (
    <Grid
      label={t('corrections.grid', { title: job.title })}
      columns={columns}
      rowCount={rows.length}
      total={total}
      cell={cell}
      rowNumber={(index) => rows[index]?.row}
      rowNumberLength={String(rows.at(-1)?.row ?? 0).length}
      onEnd={onEnd}
      loading={loading}
      height="min(50vh, 560px)"
      reader
      editing={editing}
      initial={{ row: 0, column: firstIssueColumn(rows[0], headings) }}
      target={shifted}
      onChoose={({ row, column }) => onChoose({ row, column: column - 1 })}
    />
  );
}

/** The column of the grid in which the first row has an issue. */
function firstIssueColumn(row: Reject | undefined, headings: readonly string[]): number {
  const bad = new Set(row?.issues.map(({ column }) => column));
  return (
    Math.max(
      0,
      headings.findIndex((heading) => bad.has(heading)),
    ) + 1
  );
}
