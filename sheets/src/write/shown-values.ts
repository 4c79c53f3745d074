/** Cells of columns with a number format, as people see them. Only these become texts of JavaScript. */
import { makeShow } from '@sheetport/contract/formats';
import type { ExportColumn } from '../model.ts';

/** Longest name of a month or a day in any language, in bytes, for each letter of a pattern. */
const BYTES_PER_LETTER = 24;

/** What a cell shows, from its COPY TEXT: of numbers and moments, which have no escapes. */
export type ShowCell = (bytes: Uint8Array, from: number, end: number) => string;

/** For each column with a format that is shown; undefined for the others. */
export function showCells(columns: readonly ExportColumn[], language: string): (ShowCell | undefined)[] {
  return columns.map((column) => {
    const show = makeShow(column, language);
    return (
      show &&
      ((bytes, from, end) => show(Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from).toString('latin1')))
    );
  });
}

/** The most bytes that the formats of a row add to its values, before anything is escaped; grouping doubles the digits at most. */
export function shownRoom(columns: readonly ExportColumn[]): number {
  return columns.reduce((sum, { format }) => sum + (format?.length ?? 0) * BYTES_PER_LETTER, 0);
}
