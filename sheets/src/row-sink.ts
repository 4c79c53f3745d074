import type { Merge, Warning } from './model.ts';
import type { FastPath } from './wasm-fast-path/fast-path.ts';
import type { NumberDisplay } from './xlsx/number-display.ts';

/**
 * The seam between a scanner (which knows a file format) and whatever consumes rows (which does not).
 * A scanner makes no JavaScript value for a cell: it names the bytes. They are only valid until the call returns.
 */

/** What a cell holds. A `const` object rather than an enum so that it erases. */
export const Kind = {
  /** UTF-8 text, unescaped. */
  text: 1,
  /** The bytes of a number as XML or csv wrote it, e.g. `-1.5E-3`. In csv every cell is `text`. */
  number: 2,
  /** A number whose style shows a date, a date and time, or a time: the bytes are the serial; epoch by `RowSink.date1904`. */
  date: 3,
  datetime: 4,
  time: 5,
  /** Elapsed time such as `[h]:mm`; the bytes are the serial. */
  duration: 6,
  /** One byte, `0` or `1`. */
  boolean: 7,
  /** An error's text such as `#DIV/0!`. */
  error: 8,
  /** ISO 8601 text of a cell stored with `t="d"`. */
  isoDate: 9,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** What a scanner saw beside the cells. */
export interface Remark {
  code: Warning['code'];
  row: number;
  column: number;
  /** Rows or cells that are meant. */
  count: number;
  sample?: string;
}

export interface RowSink {
  /**
   * Offered by a sink that plain rows of a workbook can reach without calling it: the xlsx scanner opens the fast path before its first row.
   * `textBytes` is the size of the shared strings' XML.
   */
  openFastPath?(textBytes: number): FastPath | null;
  /**
   * A non-empty cell of the current row; columns come in any order, each at most once. `shared` is the shared string's index, or of a number
   * that its format shows otherwise than General the reference of that format (`displayReference`), or -1.
   */
  cell(column: number, kind: Kind, bytes: Uint8Array, start: number, end: number, shared: number): void;
  /** The row ends. `row` is 1-based. Return false to stop reading (inspection has seen enough). */
  row(row: number): boolean;
  /** Set by a scanner before its first cell: how number formats of the workbook show numbers. */
  displays?: readonly NumberDisplay[];
  /** A text cell of format `@` follows: somebody made it a text. */
  holdText?(column: number): void;
  /** A day follows whose number format is this code: said of the first `FORMATTED_ROWS` rows, for those that are headings. */
  formatDay?(column: number, code: string): void;
  /** Set by a scanner before its first cell: does the workbook count days from 1904? */
  date1904?: boolean;
  /**
   * True while the sink holds more than it wants to: a scanner looks after each row and, where it is set, awaits `report` before
   * the next one. So a small input that grows (one long shared string in every cell) cannot fill memory.
   */
  full?: boolean;
  /**
   * Set by a scanner whose bytes stay as they are until the row ends, or until it calls `spill` in the middle of a row. It lets a sink
   * remember places instead of copying bytes. Scanners that promise less leave it unset.
   */
  lasting?: boolean;
  /** The current row is hidden. Called before its `row`. Scanners look for hidden rows only where a sink has this method. */
  hideRow?(): void;
  /** Columns `first` to `last` are hidden; said before the first cell. */
  hideColumns?(first: number, last: number): void;
  /** Cells were merged; said before the first row or behind the last, as the format has it. */
  merge?(merge: Merge): void;
  /** Something in the current row that a person should know. Called before its `row`. Scanners look for remarks only where a sink has this method. */
  remark?(remark: Remark): void;
  /** See `lasting`: what was handed over since the last row end is about to be overwritten. */
  spill?(): void;
}

/** Headings are looked for in these first rows. */
export const FORMATTED_ROWS = 200;

/** What `cell` gets as `shared` for a number that is shown by `displays[index]`. */
export function displayReference(index: number): number {
  return -2 - index;
}

/** The display that `shared` refers to; undefined where it is none. */
export function findDisplay(displays: readonly NumberDisplay[] | undefined, shared: number): NumberDisplay | undefined {
  return shared < -1 ? displays?.[-2 - shared] : undefined;
}
