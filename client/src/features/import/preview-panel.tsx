import { Checkbox, Skeleton } from '@mantine/core';
import { columnLetters, type Preview } from '@sheetport/contract';
import { useMemo } from 'react';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { columnWidth } from '../../ui/grid/column-width.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import type { GridColumn } from '../../ui/grid/grid-model.ts';
import { useRovingFocus } from '../../ui/use-roving-focus.ts';
import css from './import.module.css';
import type { Plan } from './plan.ts';

const RIGHT = new Set(['integer', 'decimal']);

/** The first rows as the sheet shows them. A press on a row's number, or Enter in it, makes the row the headings. */
export function PreviewPanel({
  plan,
  preview,
  error,
  onHeader,
}: {
  plan: Plan;
  preview: Preview | undefined;
  error: unknown;
  onHeader: (row: number, rows: number) => void;
}) {
  const { t, i18n } = useTranslation();
  const head = useRovingFocus<HTMLDivElement>();
  const rows = preview?.sheet === plan.sheet.index ? preview.rows : undefined;
  const columns = useMemo(() => {
    const most = Math.max(
      0,
      ...(rows ?? []).map((row) => row.cells.length),
      ...plan.columns.map((column) => column.index + 1),
    );
    return Array.from({ length: most }, (_, index): GridColumn => {
      const planned = plan.columns.find((column) => column.index === index);
      return {
        key: String(index),
        heading: columnLetters(index),
        label: planned?.heading ?? columnLetters(index),
        width: columnWidth(
          planned?.heading ?? '',
          (rows ?? []).map((row) => row.cells[index] ?? null),
        ),
        right: planned !== undefined && RIGHT.has(planned.type),
      };
    });
  }, [rows, plan.columns]);
  const ignored = useMemo(
    () => new Set(plan.columns.filter((column) => !column.include).map((column) => column.index)),
    [plan.columns],
  );

  return (
    <>
      <div className={css.previewHead} ref={head}>
        <h2>{t('import.preview')}</h2>
        <p className="muted small">{t('import.previewHint')}</p>
        <Checkbox
          size="xs"
          wrapperProps={{ 'data-roving-row': true }}
          className={css.noHeader}
          label={t('import.noHeaderChosen')}
          checked={plan.headerRow === 0}
          onChange={(event) =>
            event.currentTarget.checked
              ? onHeader(0, 1)
              : onHeader(Math.max(1, plan.sheet.headerRow), plan.sheet.headerRows)
          }
        />
        <Checkbox
          size="xs"
          wrapperProps={{ 'data-roving-row': true }}
          className={css.twoRows}
          label={t('mapping.manyRows', { count: Math.max(2, plan.headerRows) })}
          title={t('mapping.twoRowsHint')}
          disabled={plan.headerRow === 0}
          checked={plan.headerRows > 1}
          onChange={(event) =>
            event.currentTarget.checked ? onHeader(Math.max(2, plan.headerRow), 2) : onHeader(plan.headerRow, 1)
          }
        />
      </div>
      {error && !rows ? (
        <div style={{ padding: 14 }}>
          <Note tone="bad">{formatError(error, t, i18n)}</Note>
        </div>
      ) : rows ? (
        <Grid
          label={t('import.previewGrid', { sheet: plan.sheet.name })}
          columns={columns}
          rowCount={rows.length}
          height="min(46vh, 360px)"
          onEnter={(row) => {
            const number = rows[row]?.row ?? 0;
            if (number > 0) onHeader(number, Math.min(plan.headerRows, number));
          }}
          cell={(row, column) => ({ text: textAt(rows[row], column, plan.headerRow), faint: ignored.has(column) })}
          marked={(row) => {
            const number = rows[row]?.row ?? 0;
            if (plan.headerRow === 0) return undefined;
            if (number > plan.headerRow) return undefined;
            return number > plan.headerRow - plan.headerRows ? 'titles' : 'above';
          }}
          rowNumber={(row) => {
            const number = rows[row]?.row ?? 0;
            const isHeader = number <= plan.headerRow && number > plan.headerRow - plan.headerRows;
            return (
              <button
                type="button"
                tabIndex={-1}
                className={css.rowButton}
                aria-pressed={isHeader}
                aria-label={
                  isHeader
                    ? t('import.headerRow', { row: String(number) })
                    : t('import.makeHeader', { row: String(number) })
                }
                title={
                  isHeader
                    ? t('import.headerRow', { row: String(number) })
                    : t('import.makeHeader', { row: String(number) })
                }
                onClick={() => onHeader(number, Math.min(plan.headerRows, number))}
              >
                {number}
              </button>
            );
          }}
        />
      ) : (
        <div style={{ padding: 14, display: 'grid', gap: 12 }}>
          {[1, 2, 3, 4, 5].map((line) => (
            <Skeleton key={line} height={18} />
          ))}
        </div>
      )}
    </>
  );
}

/** What a cell shows: days in the rows of the headings as their formats show them. */
function textAt(row: Preview['rows'][number] | undefined, column: number, headerRow: number): string | null {
  if (row === undefined) return null;
  return (row.row <= headerRow ? row.headings?.[column] : undefined) ?? row.cells[column] ?? null;
}
