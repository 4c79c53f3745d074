/** The sample of changes of a dry run, laid out for a table: which columns, and what of each cell changes. Pure. */
import type { JobResult, Row, Table, Value } from '@sheetport/contract';

export type Change = NonNullable<JobResult['sample']>[number];

export type ChangeKind = 'added' | 'updated' | 'removed';

export interface SampleColumn {
  name: string;
  label: string;
}

export function kindOf(change: Change): ChangeKind {
  return change.before === null ? 'added' : change.after === null ? 'removed' : 'updated';
}

/** Whether a cell's value would be another one. Nothing and a missing cell are the same. */
export function differs(change: Change, column: string): boolean {
  if (!change.before || !change.after) return false;
  return (change.before[column] ?? null) !== (change.after[column] ?? null);
}

export function valueIn(row: Row | null, column: string): Value {
  return row?.[column] ?? null;
}

/** The key's columns first, then those in which something changes, then the others, each in the table's order. */
export function sampleColumns(sample: readonly Change[], table: Table | undefined): SampleColumn[] {
  const names = new Set(table?.columns.map((column) => column.name));
  for (const { before, after } of sample) for (const name of Object.keys(after ?? before ?? {})) names.add(name);
  const shown = new Set(
    sample.flatMap(({ before, after }) => [before, after].flatMap((row) => Object.keys(row ?? {}))),
  );
  const key = new Set(sample.flatMap((change) => Object.keys(change.key)));
  const labels = new Map(table?.columns.map((column) => [column.name, column.label]));
  const rank = (name: string) => (key.has(name) ? 0 : sample.some((change) => differs(change, name)) ? 1 : 2);
  return [...names]
    .filter((name) => shown.has(name) || key.has(name))
    .map((name) => ({ name, label: labels.get(name) ?? name, rank: rank(name) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ name, label }) => ({ name, label }));
}
