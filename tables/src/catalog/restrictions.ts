import type { MergeMode } from '../merge/merge-plan.ts';
import type { Table } from './table.ts';

/** What stands in the way of reading a table or of putting rows into it. */
export type Restriction = 'no_select' | 'row_security' | 'no_columns' | 'no_insert' | 'rewrite_rules';

/** Why a table's rows cannot be shown or exported whole, or nothing. */
export function readRestriction(table: Pick<Table, 'access' | 'columns'>): Restriction | undefined {
  if (!table.access.select) return 'no_select';
  // Some rows would be missing, and nothing would say so.
  if (table.access.rowSecurity) return 'row_security';
  return table.columns.length === 0 ? 'no_columns' : undefined;
}

/** Why no rows can be put into a table, or nothing. */
export function writeRestriction(table: Pick<Table, 'access' | 'columns'>): Restriction | undefined {
  const unread = readRestriction(table);
  if (unread) return unread;
  if (!table.access.insert) return 'no_insert';
  // A rule does something else in an insert's place, and COPY does not heed it.
  return table.access.rewritten ? 'rewrite_rules' : undefined;
}

/** The privilege that a mode of merging needs beside INSERT and that the database user lacks, or nothing. */
export function lackingPrivilege(table: Pick<Table, 'access'>, mode: MergeMode): 'UPDATE' | 'DELETE' | undefined {
  if ((mode === 'upsert' || mode === 'update') && !table.access.update) return 'UPDATE';
  return mode === 'replace' && !table.access.delete ? 'DELETE' : undefined;
}
