/** The values of a column that a person may want to be others, the ones that do not fit first. Pure. */
import type { Column, ColumnType, SheetColumn } from '@sheetport/contract';
import { checkCell } from '../corrections/check-cell.ts';

export interface ValueLine {
  value: string;
  /** How often it is there; null where that is not known. */
  count: number | null;
  /** It is not of the column's type, or not in its list. */
  wrong: boolean;
}

/** Values to become others; null makes the cell blank. */
export type ValueMap = Readonly<Record<string, string | null>>;

/** Whether a value goes into a column of this type, and is in the column's list where it has one. */
export function fitsColumn(value: string, type: ColumnType, column: Column | undefined): boolean {
  if (checkCell(value, { type, required: false }) !== null) return false;
  return (column?.rules ?? []).every((rule) => {
    if (rule.kind !== 'list' || value.trim() === '') return true;
    const plain = (text: string) => (rule.ignoreCase ? text.toLowerCase() : text);
    return rule.values.some((one) => plain(one) === plain(value.trim()));
  });
}

/** The lines of the dialog: what the sheet holds most, and what is mapped although it was not seen there. */
export function listValues(
  source: Pick<SheetColumn, 'samples' | 'profile'>,
  type: ColumnType,
  column: Column | undefined,
  mapped: ValueMap,
): ValueLine[] {
  const counts = new Map<string, number | null>();
  for (const { value, count } of source.profile?.top ?? []) counts.set(value, count);
  for (const sample of source.samples) if (!counts.has(sample)) counts.set(sample, null);
  for (const value of Object.keys(mapped)) if (!counts.has(value)) counts.set(value, null);
  return [...counts]
    .map(([value, count]) => ({ value, count, wrong: !fitsColumn(value, type, column) }))
    .sort((a, b) => Number(b.wrong) - Number(a.wrong) || (b.count ?? 0) - (a.count ?? 0));
}

/** Only what becomes something else is sent. */
export function changedValues(map: ValueMap): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(map)
      .map(([from, to]) => [from.trim(), to === null || to.trim() === '' ? null : to] as const)
      .filter(([from, to]) => from !== '' && to !== from),
  );
}
