/** What the compiled encoder of worksheet rows knows of the columns; wasm-encoders/sheet.ts has the same records and kinds. */
import type { ColumnType } from '../model.ts';
import type { Tally } from './column-totals.ts';
import type { Constant } from './row-constant.ts';
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
/** A record has a whole number of sixteen bytes. */
const PADDING = [0, 0, 0];
/** Six numbers of a tally, and what a row adds to them. */
const TALLY_NUMBERS = 6;
const TALLY_BYTES = 64;
const JOINED = 1;
const OPENS = 2;
const CLOSES = 4;

/** Space at the ends of a text is kept. */
export const PRESERVE = ' xml:space="preserve"';

/** One of the values that make a text together, with what is written around it. */
export interface JoinedPart {
  opens: boolean;
  lead: Buffer;
  closes: boolean;
  trail: Buffer;
}

/** The markup of a column's cells, as src/write/sheet-xml.ts has it. */
export interface CellMarkup {
  type: ColumnType;
  start: string;
  value: string;
  text: string;
  quoted: string;
}

export interface CompiledCell extends CellMarkup {
  before: Constant | null;
  tally: Tally | null;
  join: JoinedPart | null;
}

/** How each row is written but the first, whose constants may be others. */
export interface CompiledSheet {
  cells: readonly CompiledCell[];
  /** What follows the number of a row. */
  rowOpen: string;
  after: Constant | null;
  /** Constants of a row take so many bytes at most. */
  constantBytes: number;
  is1904: boolean;
}

/**
 * Tallies of the cells are kept in the memory of the compiled code from then on.
 * @returns null where there are too many columns, or none
 */
export function compileSheet({ cells, rowOpen, after, constantBytes, is1904 }: CompiledSheet): WasmEncoder | null {
  if (cells.length === 0) return null;
  const encoder = new WasmEncoder();
  const put = (bytes: Uint8Array): number[] => [encoder.put(bytes), bytes.length];
  const putText = (text: string) => put(Buffer.from(text));
  const putWords = (words: readonly number[]) => encoder.put(new Uint8Array(Uint32Array.from(words).buffer));
  const putConstant = (constant: Constant | null): [number, number] => {
    if (constant === null) return [0, 0];
    const pieces = constant.rest.flatMap(({ isNext, bytes }) => [isNext ? 1 : 0, ...put(bytes)]);
    return [putWords(pieces), constant.rest.length];
  };
  const tallies: { tally: Tally; at: number }[] = [];
  const records = cells.map(({ type, start, value, text, quoted, before, tally, join }) => {
    let tallyAt = 0;
    if (tally) {
      tallyAt = encoder.put(new Uint8Array(TALLY_BYTES));
      tallies.push({ tally, at: tallyAt });
    }
    // Space at the ends of a text of several values is always kept.
    const opened = join ? text.replace(/>$/, `${PRESERVE}>`) : text;
    return [
      KINDS[type],
      ...[start, value, opened, quoted].flatMap(putText),
      ...putConstant(before),
      tallyAt,
      join ? JOINED + (join.opens ? OPENS : 0) + (join.closes ? CLOSES : 0) : 0,
      ...(join ? [...put(join.lead), ...put(join.trail)] : [0, 0, 0, 0]),
      ...PADDING,
    ];
  });
  const recordsAt = putWords(records.flat());
  const [openAt, openBytes] = putText(rowOpen) as [number, number];
  const [afterAt, afterPieces] = putConstant(after);
  const talliesAt = putWords(tallies.map(({ at }) => at));
  if (encoder.isFull) return null;
  for (const { tally, at } of tallies) tally.moveTo(encoder.numbersAt(at, TALLY_NUMBERS));
  encoder.kernel.setSheet(
    recordsAt,
    cells.length,
    openAt,
    openBytes,
    afterAt,
    afterPieces,
    constantBytes,
    is1904,
    talliesAt,
    tallies.length,
  );
  return encoder;
}
