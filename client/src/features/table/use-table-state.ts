import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { readTableSearch } from '../../routing/filter-params.ts';
import { changeSearch, useSearch } from '../../routing/router.ts';
import { type ColumnArrangement, readArrangement, type TableState } from './table-state.ts';

/** A column that is drawn wider changes with each pixel; the address follows when it rests. Safari refuses more than 100 in 30 s. */
const REST_MS = 250;

const NO_SORT: TableState['sort'] = [];
const keyOf = (tableId: string): string => `sheetport.columns.${tableId}`;

/**
 * How a table is looked at, as the address says; how its columns stand is remembered by the browser, too. The one way to change it,
 * so that whatever keeps it under a name reads and sets this object.
 */
export function useTableState(tableId: string): [TableState, (change: Partial<TableState>) => void] {
  const search = useSearch('/tables/$tableId');
  const said = useMemo(() => readTableSearch(search), [search]);
  const [columns, setColumns] = useState<ColumnArrangement>(() => readArrangement(said.columns ?? remembered(tableId)));
  // The same objects while the address says the same of them: rows are read anew when they change.
  const sort = useSame(said.sort ?? NO_SORT);
  const filter = useSame(said.filter);
  const state = useMemo((): TableState => ({ sort, filter, columns }), [sort, filter, columns]);
  const latest = useRef(state);
  latest.current = state;
  const rest = useRef<number>(undefined);
  useEffect(() => () => clearTimeout(rest.current), []);

  const change = useCallback(
    (fields: Partial<TableState>) => {
      const next = { ...latest.current, ...fields };
      latest.current = next;
      clearTimeout(rest.current);
      if (fields.columns) {
        setColumns(fields.columns);
        remember(tableId, fields.columns);
      }
      // A filter and an order are in the address alone: with columns beside them, as of a view, they do not wait either.
      const isColumnsAlone = fields.columns !== undefined && Object.keys(fields).length === 1;
      if (!isColumnsAlone) return write(next);
      rest.current = window.setTimeout(() => write(latest.current), REST_MS);
    },
    [tableId],
  );
  return [state, change];
}

function useSame<T>(value: T): T {
  const text = JSON.stringify(value);
  const kept = useRef({ text, value });
  if (kept.current.text !== text) kept.current = { text, value };
  return kept.current.value;
}

function write({ sort, filter, columns }: TableState): void {
  changeSearch('/tables/$tableId', () => ({
    ...(sort.length > 0 && { sort }),
    ...(filter && { filter }),
    ...(Object.keys(columns).length > 0 && { columns }),
  }));
}

function remembered(tableId: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(keyOf(tableId)) ?? 'null');
  } catch {
    return null;
  }
}

function remember(tableId: string, columns: ColumnArrangement): void {
  try {
    localStorage.setItem(keyOf(tableId), JSON.stringify(columns));
  } catch {
    // A browser that keeps nothing: the address still does.
  }
}
