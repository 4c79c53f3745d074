/** The changes of a dry run, laid out for a table: which columns, and what of each cell changes. Pure. */
import type { Change, Row, Value } from '@sheetport/contract';

export interface ShownColumn {
  name: string;
  label: string;
  /** Rows in which its value changes. */
  changed: number;
}

/** Whether a cell's value would be another one. Nothing and a missing cell are the same. */
export function differs(change: Pick<Change, 'before' | 'after'>, column: string): boolean {
  if (!change.before || !change.after) return false;
  return (change.before[column] ?? null) !== (change.after[column] ?? null);
}

export function valueIn(row: Row | null, column: string): Value {
  return row?.[column] ?? null;
}

/** Of a table that exists: the key's columns first, then those in which something changes, then the others, each in the given order. */
export function orderColumns<T extends ShownColumn>(columns: readonly T[], key: readonly string[]): T[] {
  const rank = ({ name, changed }: ShownColumn) => (key.includes(name) ? 0 : changed > 0 ? 1 : 2);
  return [...columns].sort((a, b) => rank(a) - rank(b));
}
