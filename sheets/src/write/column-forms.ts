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

export const COLUMN_FORMS: Readonly<Record<ColumnType, ColumnForm>> = {
  text: { cell: Cell.text, format: '@', width: NARROWEST },
  integer: { cell: Cell.number, format: '0', width: NARROWEST },
  decimal: { cell: Cell.number, format: 'General', width: NARROWEST },
  boolean: { cell: Cell.boolean, format: null, width: NARROWEST },
  date: { cell: Cell.moment, read: readDate, format: 'yyyy-mm-dd', width: 12 },
  datetime: { cell: Cell.moment, read: readDateTime, format: 'yyyy-mm-dd hh:mm:ss', width: 20 },
  time: { cell: Cell.moment, read: readTime, format: 'hh:mm:ss', width: 10 },
};
