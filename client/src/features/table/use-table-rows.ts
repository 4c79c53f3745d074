import type { Filter, RowCount, Sort, Table } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { getRows, rowCountQuery } from '../../api/rows.ts';
import { RowStore, type RowStoreState } from './row-store.ts';

export interface TableRows extends RowStoreState {
  store: RowStore;
  /** How many rows there are, and what pages of them cost; undefined before it is known. */
  counted: RowCount | undefined;
  refetch(): void;
}

/** The rows of a table in an order and under a filter, as far as they are looked at. They are read anew when a job has changed them. */
export function useTableRows(table: Table, sort: Sort, filter: Filter | undefined): TableRows {
  const count = useQuery(rowCountQuery(table.id, sort, filter));
  const known = useRef(table);
  known.current = table;
  const store = useMemo(() => {
    const { rowCount, rowCountExact } = known.current;
    const total = filter === undefined && (rowCountExact || rowCount > 0) ? rowCount : undefined;
    return new RowStore(
      { read: ({ offset, limit }, signal) => getRows(table.id, { offset, limit, sort, filter }, { signal }) },
      total,
    );
  }, [table.id, sort, filter]);
  const state = useSyncExternalStore(store.subscribe, store.getState);
  useEffect(() => () => store.dispose(), [store]);

  const { data: counted, dataUpdatedAt } = count;
  const readAt = useRef({ store, at: dataUpdatedAt });
  useEffect(() => {
    if (counted) store.setTotal(counted.count);
    // Counted again: a job on the table has ended, or the page was left and has come back.
    if (readAt.current.store === store && readAt.current.at !== 0 && readAt.current.at !== dataUpdatedAt)
      store.reload();
    readAt.current = { store, at: dataUpdatedAt };
  }, [counted, dataUpdatedAt, store]);
  return { ...state, store, counted, refetch: () => store.reload() };
}
