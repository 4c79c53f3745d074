/** How wide the columns of a sheet should be, from its first rows. */
import type { ExportColumn } from '../model.ts';
import { Cell, COLUMN_FORMS, CURRENCY_WIDTH, currencyFormat } from './column-forms.ts';
import type { Rows } from './copy-reader.ts';
import { fieldEnd, isNull, LF } from './row-encoder.ts';

const SAMPLE_ROWS = 200;
const MAX_WIDTH = 60;
/** The filter's button covers the end of a header. */
const FILTER_BUTTON_WIDTH = 3;

/** @returns widths in characters of the standard font */
export function measureColumns(columns: readonly ExportColumn[], sample: Rows | null): number[] {
  const widths: number[] = columns.map(({ header, type }) =>
    Math.max(COLUMN_FORMS[type].width, header.length + FILTER_BUTTON_WIDTH),
  );
  const { bytes, from, end } = sample ?? { bytes: new Uint8Array(), from: 0, end: 0 };
  let column = 0;
  for (let at = from, rows = 0; at < end && rows < SAMPLE_ROWS; at++) {
    const stop = fieldEnd(bytes, at);
    const type = columns[column]?.type;
    if (type !== undefined && COLUMN_FORMS[type].cell !== Cell.moment && !isNull(bytes, at)) {
      widths[column] = Math.max(widths[column]!, charactersOf(bytes, at, stop) + 2);
    }
    column++;
    if (bytes[stop] === LF) {
      column = 0;
      rows++;
    }
    at = stop;
  }
  return widths.map((width, i) => columns[i]!.width ?? Math.min(MAX_WIDTH, width + extraWidth(columns[i]!)));
}

/** What a number format adds to the digits of a number: separators, decimals, a sign. A format of moments may need more than the usual one. */
function extraWidth(column: ExportColumn): number {
  const { cell, format } = COLUMN_FORMS[column.type];
  if (column.format === undefined) return currencyFormat(column) ? CURRENCY_WIDTH : 0;
  if (cell === Cell.number) return Math.min(12, column.format.split(';')[0]!.replace(/[#"\\]/g, '').length);
  return cell === Cell.moment ? Math.max(0, column.format.length - format!.length + 2) : 0;
}

/** Characters of UTF-8 text, wide ones (from U+1100 on: three bytes and more) counted twice as they show. */
function charactersOf(bytes: Uint8Array, at: number, end: number): number {
  let count = 0;
  for (; at < end && count < MAX_WIDTH; at++) {
    const byte = bytes[at]!;
    if (byte < 128 || byte >= 0xc0) count += byte >= 0xe1 ? 2 : 1;
  }
  return count;
}
