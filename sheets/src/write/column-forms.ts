/** How the values of each column type are written into a workbook. */
import { readTime } from '../convert/time-of-day.ts';
import type { ColumnType } from '../model.ts';
import { readDate, readDateTime, type Serial } from './serial-date.ts';

/** What a cell holds: an inline string, the digits of a number, 0 or 1, or the serial number of a moment. */
export const Cell = { text: 0, number: 1, boolean: 2, moment: 3 } as const;

/** Reads a field of COPY TEXT from `at` to `end` into a serial number; false where no serial number says the same. */
export type ReadSerial = (bytes: Uint8Array, at: number, end: number, serial: Serial) => boolean;

interface ColumnForm {
  cell: (typeof Cell)[keyof typeof Cell];
  read?: ReadSerial;
  /** Number format; `@` keeps text as it is even when someone edits the cell. Booleans need none. */
  format: string | null;
  /** Least width in characters. A narrower column shows a moment as `#####`. */
  width: number;
}

const NARROWEST = 8;

/** Without a smaller unit (ISO 4217). */
const WHOLE_CURRENCIES: ReadonlySet<string> = new Set(
  'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '),
);

/** What a currency is written as: a sign, or three capital letters. Others would be letters of a format. */
const CURRENCY = /^(?:\p{Sc}|[A-Z]{3})$/u;

/**
 * The number format of a column of amounts: the currency, then the number with as many decimals as it has, at least two where it may have
 * any and the currency has a smaller unit (ECMA-376 part 1 §18.8.31). Null where no currency is known, or the values are no numbers.
 */
export function currencyFormat({ type, currency }: { type: ColumnType; currency?: string }): string | null {
  if (currency === undefined || !CURRENCY.test(currency) || COLUMN_FORMS[type].cell !== Cell.number) return null;
  const hasDecimals = type === 'decimal' && !WHOLE_CURRENCIES.has(currency);
  return `[$${currency}] #,##0${hasDecimals ? '.00##########' : ''}`;
}

/** Characters that such a format adds to a number, besides a blank for each thousand. */
export const CURRENCY_WIDTH = 7;

export const COLUMN_FORMS: Readonly<Record<ColumnType, ColumnForm>> = {
  text: { cell: Cell.text, format: '@', width: NARROWEST },
  integer: { cell: Cell.number, format: '0', width: NARROWEST },
  decimal: { cell: Cell.number, format: 'General', width: NARROWEST },
  boolean: { cell: Cell.boolean, format: null, width: NARROWEST },
  date: { cell: Cell.moment, read: readDate, format: 'yyyy-mm-dd', width: 12 },
  datetime: { cell: Cell.moment, read: readDateTime, format: 'yyyy-mm-dd hh:mm:ss', width: 20 },
  time: { cell: Cell.moment, read: readTime, format: 'hh:mm:ss', width: 10 },
};
