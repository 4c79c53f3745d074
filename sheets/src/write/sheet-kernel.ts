/** What the compiled encoder of worksheet rows knows of the columns; wasm-encoders/sheet.ts has the same records and kinds. */
import type { ColumnType } from '../model.ts';
import { WasmEncoder } from './wasm-encoder.ts';

const KINDS: Readonly<Record<ColumnType, number>> = {
  text: 0,
  integer: 1,
  decimal: 1,
  boolean: 2,
  date: 3,
  datetime: 4,
  time: 5,
};
const RECORD_BYTES = 48;

/** The markup of a column's cells, as src/write/sheet-xml.ts has it. */
export interface CellMarkup {
  type: ColumnType;
  start: string;
  value: string;
  text: string;
  quoted: string;
}

/**
 * @param rowOpen what follows the number of a row
 * @returns null where there are too many columns, or none
 */
export function compileSheet(cells: readonly CellMarkup[], rowOpen: string): WasmEncoder | null {
  if (cells.length === 0) return null;
  const encoder = new WasmEncoder();
  const pieces = cells.flatMap(({ start, value, text, quoted }) => [start, value, text, quoted]);
  const records = new Uint32Array((cells.length * RECORD_BYTES) / 4);
  const bytes = new Uint8Array(records.buffer);
  const parts = [...pieces, rowOpen].map((piece) => Buffer.from(piece));
  const places = encoder.place(bytes, ...parts);
  if (places === null) return null;
  for (const [column, { type }] of cells.entries()) {
    const at = column * (RECORD_BYTES / 4);
    records[at] = KINDS[type];
    for (let piece = 0; piece < 4; piece++) {
      const part = column * 4 + piece;
      records[at + 1 + piece * 2] = places[1 + part]!;
      records[at + 2 + piece * 2] = parts[part]!.length;
    }
  }
  // Once more, now that every place is known.
  encoder.place(bytes);
  encoder.kernel.setSheet(places[0]!, cells.length, places.at(-1)!, parts.at(-1)!.length);
  return encoder;
}
