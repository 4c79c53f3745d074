import type { Table } from '@sheetport/contract';
import type { Translate } from './translate.ts';

type Counted = Pick<Table, 'rowCount' | 'rowCountExact'>;

const WORDS = {
  rows: { exact: 'rows', about: 'rowsAbout', unknown: 'rowsUnknown' },
  delete: { exact: 'table.deleteText', about: 'table.deleteAbout', unknown: 'table.deleteUnknown' },
  drop: { exact: 'detach.dropText', about: 'detach.dropAbout', unknown: 'detach.dropUnknown' },
} as const;

/** Digits of an estimate that say something. */
const ESTIMATED_DIGITS = 2;

/**
 * How many rows a table has, in words: an estimate is rounded and said to be one, and rows that cannot be read are not counted.
 * @param words what is said of them
 */
export function formatRowCount(
  { rowCount, rowCountExact }: Counted,
  t: Translate,
  words: keyof typeof WORDS = 'rows',
): string {
  const { exact, about, unknown } = WORDS[words];
  if (rowCountExact) return t(exact, { count: rowCount });
  if (rowCount === 0) return t(unknown);
  return t(about, { count: Number(rowCount.toPrecision(ESTIMATED_DIGITS)) });
}
