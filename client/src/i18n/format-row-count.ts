import type { Table } from '@sheetport/contract';
import type { Translate } from './translate.ts';

type Counted = Pick<Table, 'rowCount' | 'rowCountExact'>;

const ROWS = { exact: 'rows', about: 'rowsAbout', unknown: 'rowsUnknown' } as const;

/** Digits of an estimate that say something. */
const ESTIMATED_DIGITS = 2;

/** How well the rows of a table are known, and how many to say: an estimate is rounded, and rows that cannot be read are not counted. */
export function roundRowCount({ rowCount, rowCountExact }: Counted): { known: keyof typeof ROWS; count: number } {
  if (rowCountExact) return { known: 'exact', count: rowCount };
  if (rowCount === 0) return { known: 'unknown', count: 0 };
  return { known: 'about', count: Number(rowCount.toPrecision(ESTIMATED_DIGITS)) };
}

/** How many rows a table has, in words. */
export function formatRowCount(table: Counted, t: Translate): string {
  const { known, count } = roundRowCount(table);
  return known === 'unknown' ? t(ROWS.unknown) : t(ROWS[known], { count });
}
