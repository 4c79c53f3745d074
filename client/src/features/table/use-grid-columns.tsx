import { type Column, isNumber, type Table } from '@sheetport/contract';
import { useMemo, useRef } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { columnWidth } from '../../ui/grid/column-width.ts';
import type { GridArranging, GridColumn } from '../../ui/grid/grid-model.ts';
import type { ShowValue } from '../formats/use-shown-values.ts';
import { ColumnHeading } from './column-heading.tsx';
import type { RowStore } from './row-store.ts';
import { fitColumn, moveColumn, resizeColumn, type TableState, turnSort } from './table-state.ts';

/** The columns of a table's grid as they are arranged, with their headings and widths, and what changes them. */
export function useGridColumns(
  table: Table,
  store: RowStore,
  shown: readonly Column[],
  show: ShowValue,
  { sort, columns: arrangement }: TableState,
  onChange: (change: Partial<TableState>) => void,
  openMenu: (column: number, at: DOMRect) => void,
): { columns: readonly GridColumn[]; arranging: GridArranging } {
  const { i18n } = useTranslation();
  const { formats, groupBy } = arrangement;
  // Widths are fitted to the first rows that arrive, and kept: columns must not move while a person scrolls.
  const fitted = useRef(new Map<string, number>());
  const sampled = useRef(store);
  if (sampled.current !== store) {
    sampled.current = store;
    if (store.sample(1).length > 0) fitted.current = new Map();
  }
  const widthOf = (column: Column): number => {
    const own = arrangement.widths?.[column.name];
    // A column with another format needs another width.
    const kept = `${column.name} ${JSON.stringify(formats?.[column.name])}`;
    const known = own ?? fitted.current.get(kept);
    if (known !== undefined) return known;
    const sample = store.sample(60);
    const heading = `${column.label}${column.currency ? ` ${column.currency}` : ''}${table.key.includes(column.name) ? '   ' : ''}`;
    const width = columnWidth(
      `${heading}  `,
      sample.map((row) => show(row[column.name] ?? null, column).text),
    );
    if (sample.length > 0) fitted.current.set(kept, width);
    return width;
  };
  const columns = shown.map((column, place): GridColumn => {
    const sorted = sort.find((one) => one.column === column.name);
    return {
      key: column.name,
      label: column.label,
      right: isNumber(column.type),
      sorted: sorted ? (sorted.desc ? 'descending' : 'ascending') : undefined,
      width: widthOf(column),
      heading: (
        <ColumnHeading
          column={column}
          isKey={table.key.includes(column.name)}
          sort={sorted}
          onSort={() => onChange({ sort: turnSort(sort, column.name) })}
          onMenu={(at) => openMenu(place, at)}
        />
      ),
    };
  });
  const kept = useRef<readonly GridColumn[]>(columns);
  // The same list while nothing of it changed, so that rows are not drawn again for each column.
  const drawnBy = JSON.stringify([
    columns.map(({ key, width }) => [key, width]),
    sort,
    formats,
    groupBy,
    i18n.language,
  ]);
  const keptBy = useRef('');
  if (keptBy.current !== drawnBy) {
    keptBy.current = drawnBy;
    kept.current = columns;
  }

  const arranging = useMemo(
    (): GridArranging => ({
      resize: (column, width) => {
        const name = shown[column]?.name;
        if (name) onChange({ columns: resizeColumn(arrangement, name, width) });
      },
      fit: (column) => {
        const name = shown[column]?.name;
        if (!name) return;
        for (const kept of fitted.current.keys()) if (kept.startsWith(`${name} `)) fitted.current.delete(kept);
        onChange({ columns: fitColumn(arrangement, name) });
      },
      move: (from, to) => onChange({ columns: moveColumn(table.columns, arrangement, from, to) }),
      openMenu,
    }),
    [shown, arrangement, table.columns, onChange, openMenu],
  );
  return { columns: kept.current, arranging };
}
