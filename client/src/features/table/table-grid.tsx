import { type Column, type Filter, isNumber, type Rows, type Sort, type Table } from '@sheetport/contract';
import { IconArrowDown, IconArrowUp, IconKey } from '@tabler/icons-react';
import { useCallback, useMemo } from 'react';
import { formatRowCount } from '../../i18n/format-row-count.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { columnWidth } from '../../ui/grid/column-width.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import type { GridCell, GridColumn } from '../../ui/grid/grid-model.ts';
import { formatValue } from './format-value.ts';
import css from './table.module.css';

/** What the grid needs of the query for the rows. */
interface RowsQuery {
  fetchNextPage(): Promise<unknown>;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  /** The rows are those of the sort and filter before. */
  isPlaceholderData: boolean;
}

/** The rows of a table, sorted by a press on a heading. */
export function TableGrid({
  table,
  rows,
  query,
  sort,
  filter,
  onSort,
}: {
  table: Table;
  rows: readonly Rows['rows'][number][];
  query: RowsQuery;
  sort: Sort;
  filter: Filter | undefined;
  onSort: (sort: Sort) => void;
}) {
  const { t } = useTranslation();
  const format = useFormats();
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const columns = useMemo(
    () =>
      table.columns.map((column): GridColumn => {
        const at = sort.find((one) => one.column === column.name);
        const right = isNumber(column.type);
        const texts = rows
          .slice(0, 60)
          .map((row) => formatValue(row[column.name] ?? null, column, format, t('value.yes'), t('value.no')));
        const next: Sort = !at ? [{ column: column.name }] : at.desc ? [] : [{ column: column.name, desc: true }];
        return {
          key: column.name,
          label: column.label,
          right,
          sorted: at ? (at.desc ? 'descending' : 'ascending') : undefined,
          width: columnWidth(
            `${column.label}${column.currency ? ` ${column.currency}` : ''}${table.key.includes(column.name) ? '   ' : ''}`,
            texts,
          ),
          heading: (
            <button
              type="button"
              className={css.sort}
              title={`${column.label} · ${t(`type.${column.type}`)}${column.currency ? ` · ${column.currency}` : ''}${column.required ? ` · ${t('table.required')}` : ''}`}
              aria-label={[
                t('table.sortBy', { column: column.label }),
                column.currency,
                at && (at.desc ? t('table.sortedDown') : t('table.sortedUp')),
              ]
                .filter(Boolean)
                .join(', ')}
              onClick={() => onSort(next)}
            >
              {table.key.includes(column.name) && (
                <IconKey size={13} stroke={2} aria-label={t('table.key')} className={css.key} />
              )}
              <span className="one-line">{column.label}</span>
              {column.currency && <span className={css.currency}>{column.currency}</span>}
              {at &&
                (at.desc ? (
                  <IconArrowDown size={14} stroke={2.2} aria-hidden="true" />
                ) : (
                  <IconArrowUp size={14} stroke={2.2} aria-hidden="true" />
                ))}
            </button>
          ),
        };
      }),
    [table, rows, sort, format, t, onSort],
  );
  const cell = useCallback(
    (row: number, column: number): GridCell => {
      const one = table.columns[column] as Column;
      return { text: formatValue(rows[row]?.[one.name] ?? null, one, format, t('value.yes'), t('value.no')) };
    },
    [rows, table.columns, format, t],
  );
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const found = hasNextPage
    ? t('table.loadedMore', { count: rows.length })
    : t('table.loadedFiltered', { count: rows.length });
  return (
    <div className={`${css.gridPanel} panel ${query.isPlaceholderData ? css.stale : ''}`}>
      <Grid
        label={t('table.rows', { name: table.name })}
        columns={columns}
        rowCount={rows.length}
        total={filter || !table.rowCountExact ? undefined : Math.max(table.rowCount, rows.length)}
        cell={cell}
        rowNumber={(row) => format.count(row + 1)}
        rowNumberLength={format.count(rows.length).length}
        onEnd={onEnd}
        loading={isFetchingNextPage}
        height="none"
        reader
      />
      <p className={`${css.foot} digits`} role="status">
        {isFetchingNextPage
          ? t('grid.loading')
          : filter
            ? found
            : t('table.loaded', {
                loaded: format.count(rows.length),
                total: formatRowCount({ ...table, rowCount: Math.max(table.rowCount, rows.length) }, t),
              })}
      </p>
    </div>
  );
}
