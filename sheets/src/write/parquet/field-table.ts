import { type EncoderKernel, FIRST_FREE, openEncoderKernel, SLACK } from '../encoder-kernel.ts';

const KIB = 1024;
const INPUT_AT = FIRST_FREE;
/** Rows of at most so many bytes are split at once. */
const INPUT_BYTES = 512 * KIB;
/** Fields of whole rows; and those of one more, in case it is not whole. */
const MOST_FIELDS = 64 * KIB;
const MOST_COLUMNS = 16 * KIB;
const FIELDS_AT = INPUT_AT + INPUT_BYTES + SLACK;
const BITS_AT = FIELDS_AT + (MOST_FIELDS + MOST_COLUMNS + 2) * 4;
const VALUES_AT = BITS_AT + MOST_FIELDS / 8 + SLACK;
/** A value has 8 bytes, a text 4 more than it is long. */
const VALUES_BYTES = MOST_FIELDS * 8 + INPUT_BYTES;
const LF = 10;

/** The values of one column of the rows that were taken last; until the next call. */
export interface ColumnValues {
  values: Uint8Array;
  /** A bit for each row that has a value, the lowest first, behind the bits that were asked to be left. */
  present: Uint8Array;
  nulls: number;
}

/** Some rows of COPY TEXT, of which compiled code knows where each field is and writes the values of each column. */
export class FieldTable {
  rows = 0;
  /** The rows' bytes, in which `field` finds its place. */
  readonly memory: Uint8Array;
  readonly #kernel: EncoderKernel;
  readonly #columns: number;
  readonly #starts: Uint32Array;

  constructor(columns: number) {
    const { kernel, memory } = openEncoderKernel(VALUES_AT + VALUES_BYTES + SLACK);
    this.#kernel = kernel;
    this.memory = memory;
    this.#columns = columns;
    this.#starts = new Uint32Array(memory.buffer, FIELDS_AT, MOST_FIELDS + MOST_COLUMNS + 2);
  }

  /**
   * Takes whole rows of `bytes`, from `from` up to `end`: as many as fit, `limit` at most.
   * @returns where the next row begins: `from` where one is too long, or has other fields than the columns
   */
  take(bytes: Uint8Array, from: number, end: number, limit: number): number {
    this.rows = 0;
    const columns = this.#columns;
    const to = end - from <= INPUT_BYTES ? end : bytes.lastIndexOf(LF, from + INPUT_BYTES - 1) + 1;
    if (to <= from || columns === 0 || columns > MOST_COLUMNS) return from;
    this.memory.set(bytes.subarray(from, to), INPUT_AT);
    const most = Math.min(limit, Math.floor(MOST_FIELDS / columns));
    this.#kernel.splitRows(INPUT_AT, INPUT_AT + to - from, FIELDS_AT, columns, most);
    this.rows = this.#kernel.rows.value;
    return from + this.#kernel.input.value - INPUT_AT;
  }

  /** The values of a column, or null where one of them is not plain. `skip` bits (0 to 7) are left before the first row's. */
  write(kind: number, scale: number, column: number, skip: number): ColumnValues | null {
    const presentEnd = BITS_AT + Math.ceil((skip + this.rows) / 8);
    this.memory.fill(0, BITS_AT, presentEnd);
    const fields = FIELDS_AT + column * 4;
    const end = this.#kernel.writeColumn(kind, scale, fields, this.#columns, this.rows, VALUES_AT, BITS_AT, skip);
    if (end === 0) return null;
    return {
      values: this.memory.subarray(VALUES_AT, end),
      present: this.memory.subarray(BITS_AT, presentEnd),
      nulls: this.#kernel.nulls.value,
    };
  }

  /** Where a field begins in `memory`; it ends one byte before the next one begins. */
  field(row: number, column: number): number {
    return this.#starts[row * this.#columns + column]!;
  }
}
