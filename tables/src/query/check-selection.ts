import { findColumn } from '../catalog/find-column.ts';
import type { Table } from '../catalog/table.ts';
import { compileFilter, type Filter } from './filter.ts';
import { type Sort, sortSteps } from './keyset.ts';
import { boundParams } from './params.ts';

/** Whether a filter, an order and columns fit a table, without reading a row. Throws as `browse` does where they do not. */
export function checkSelection(
  table: Table,
  selection: { filter?: Filter | undefined; sort?: readonly Sort[] | undefined; columns?: readonly string[] },
): void {
  compileFilter(table, selection.filter, boundParams([]));
  sortSteps(table, selection.sort ?? []);
  for (const name of selection.columns ?? []) findColumn(table, name);
}
