import { readFileSync } from 'node:fs';
import { builtFile } from '../built-file.ts';
import { MAX_CELL_FORMATS, MAX_COLUMNS, MAX_ROWS, MAX_SHARED_STRINGS } from '../limits.ts';
import type { RowPlan } from '../model.ts';

/** What the compiled code of `wasm-fast-path/` exports; see wasm-fast-path/index.ts. Addresses are bytes from the start of its memory. */
interface Kernel {
  setMemoryLayout(columns: number, kinds: number, scratch: number, scratchBytes: number): void;
  setStringsLayout(strings: number, offsets: number): void;
  setPlan(fields: number, numbered: boolean, headerRow: number): void;
  setWorkbook(formats: number, date1904: boolean): void;
  readRows(
    from: number,
    to: number,
    at: number,
    flushAt: number,
    outEnd: number,
    previous: number,
    strings: number,
    until: number,
  ): FastPathStop;
  readRecords(
    from: number,
    to: number,
    at: number,
    flushAt: number,
    outEnd: number,
    previous: number,
    until: number,
    delimiter: number,
    quote: number,
  ): FastPathStop;
  readStrings(from: number, to: number, textsEnd: number, known: number, most: number): void;
  readonly position: WebAssembly.Global;
  readonly rowNumber: WebAssembly.Global;
  readonly out: WebAssembly.Global;
  readonly written: WebAssembly.Global;
  readonly wanted: WebAssembly.Global;
  readonly recordsPosition: WebAssembly.Global;
  readonly recordNumber: WebAssembly.Global;
  readonly recordsOut: WebAssembly.Global;
  readonly recordsWritten: WebAssembly.Global;
  readonly stringsPosition: WebAssembly.Global;
  readonly stringsEnd: WebAssembly.Global;
  readonly stringCount: WebAssembly.Global;
}

/** Why the fast path stopped: the next row is not plain, the output is full, or a shared string is missing. */
export const FastPathStop = { other: 0, full: 1, strings: 2 } as const;
export type FastPathStop = (typeof FastPathStop)[keyof typeof FastPathStop];

/** Where tuples go; a CopyTuples. */
export interface FastPathSink {
  readonly target: { readonly bytes: Uint8Array; readonly at: number };
  readonly chunkBytes: number;
  /** `rows` whole tuples were appended; the output now ends at `at`. */
  took(at: number, rows: number): void;
}

const PAGE = 64 * 1024;
const KIB = 1024;
const MIB = 1024 * KIB;

// The memory's layout. What is never written to takes no memory of the machine.
const COLUMNS_AT = 64 * KIB;
const RECORD_BYTES = 16;
const KINDS_AT = COLUMNS_AT + 320 * KIB;
/** A text with entities is assembled here; the JavaScript path reads a longer one. */
const SCRATCH_AT = KINDS_AT + MAX_CELL_FORMATS;
const SCRATCH_BYTES = 128 * KIB;
const OUTPUT_AT = MIB;
/** A buffer of output, and room for one long row behind it. */
const OUTPUT_BYTES = MIB;
const INPUT_AT = 2 * MIB;
/** A chunk of XML and what was left of the one before; the JavaScript path reads a row that needs more. */
const INPUT_BYTES = 3 * MIB;
const TEXT_XML_AT = INPUT_AT + INPUT_BYTES;
const STRINGS_AT = TEXT_XML_AT + INPUT_BYTES;
/** Searches look at 16 bytes at a time, and must meet zeros behind the data. */
export const FAST_PATH_SLACK = 64;
/** `<si><t>a</t></si>` has 18 bytes. A workbook of many empty texts needs more; the JavaScript path then reads it. */
const BYTES_A_STRING = 16;

/** WebAssembly addresses 4 GiB; a workbook whose texts need more than half of that is read by the JavaScript path. */
const MAX_MEMORY = 2048 * MIB;

/** After this many rows that are not plain, and more of them than plain ones, the fast path is switched off. */
const MAX_MISSES = 200;

/** The wire that only the JavaScript path writes; numbers as in src/convert/column.ts. */
const FLOAT4 = 5;

let compiled: WebAssembly.Module | null = null;

function compile(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(builtFile('fast-path.wasm')));
  return compiled;
}

/** Compiled code with a memory of its own, of so many pages. */
interface Room {
  readonly kernel: Kernel;
  readonly memory: WebAssembly.Memory;
  readonly pages: number;
}

/** Texts of at most so many bytes of XML find place in the room that a thread keeps. */
const KEPT_TEXT_BYTES = MIB;
/** The last one, for the next file: small files would leave little but such memories to the collector. */
let spare: Room | null = null;

function takeRoom(pages: number): Room {
  if (spare !== null && spare.pages >= pages) {
    const room = spare;
    spare = null;
    return room;
  }
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const kernel = new WebAssembly.Instance(compile(), { env: { memory } }).exports as unknown as Kernel;
  return { kernel, memory, pages };
}

/** Compiles the WebAssembly module before the first workbook; takes a few milliseconds, once per thread. */
export function warmFastPath(): void {
  compile();
}

/** Buffers for shared strings in the memory of the fast path. */
export interface StringsMemory {
  /** Texts end to end, and where each begins. */
  bytes: Uint8Array;
  offsets: Uint32Array;
  /** The XML that is being read. */
  work: Uint8Array;
}

/**
 * The fast path of one workbook or text: memory that the scanner and CopyTuples share with compiled code, which turns plain rows into COPY
 * BINARY by itself (wasm-fast-path/rows.ts, delimited.ts). Once `open` is false it must not be used any more, and the JavaScript path reads every row.
 */
export class FastPath {
  open = true;
  readonly output: Uint8Array;
  readonly input: Uint8Array;
  /** See `readRows`. */
  position = 0;
  rowNumber = 0;
  wanted = 0;
  private readonly room: Room;
  /** Where shared strings are to be kept so that the compiled code finds them; null where the workbook has none. */
  readonly strings: StringsMemory | null;
  private sink: FastPathSink | null = null;
  /** Rows that are left out, ascending. */
  private readonly skipRows: readonly number[];
  private hits = 0;
  private misses = 0;

  /** `wires` are the numbers of the columns' wires, `textBytes` is the size of the shared strings' XML, 0 for none. Use `openFastPath`. */
  constructor(plan: RowPlan, wires: readonly number[], textBytes: number) {
    const { offsetsAt, most } = placeStrings(textBytes);
    this.room = takeRoom(placeStrings(Math.max(textBytes, KEPT_TEXT_BYTES)).pages);
    const { kernel, memory } = this.room;
    this.output = new Uint8Array(memory.buffer, OUTPUT_AT, OUTPUT_BYTES);
    this.input = new Uint8Array(memory.buffer, INPUT_AT, INPUT_BYTES);
    this.strings =
      textBytes === 0
        ? null
        : {
            bytes: new Uint8Array(memory.buffer, STRINGS_AT, textBytes),
            offsets: new Uint32Array(memory.buffer, offsetsAt, most),
            work: new Uint8Array(memory.buffer, TEXT_XML_AT, INPUT_BYTES),
          };
    // The file before may have left something else there.
    if (this.strings !== null) this.strings.offsets[0] = 0;
    kernel.setMemoryLayout(COLUMNS_AT, KINDS_AT, SCRATCH_AT, SCRATCH_BYTES);
    kernel.setStringsLayout(STRINGS_AT, offsetsAt);
    kernel.setPlan(plan.columns.length, plan.rowNumbers, plan.headerRow);
    this.writeColumns(plan, wires);
    this.skipRows = [...(plan.skipRows ?? [])].sort((a, b) => a - b);
  }

  /** Nothing of it is used any more: the next file may have its memory. */
  release(): void {
    this.open = false;
    if (this.room.pages === placeStrings(KEPT_TEXT_BYTES).pages) spare = this.room;
  }

  /** Sets where tuples go: into `output`. */
  serve(sink: FastPathSink): void {
    this.sink = sink;
  }

  /** Sets what the workbook uses, before its first row. `styles` has one Kind for each cell format. */
  begin(styles: Uint8Array, date1904: boolean): void {
    if (styles.length > MAX_CELL_FORMATS) this.open = false;
    else new Uint8Array(this.room.memory.buffer, KINDS_AT, MAX_CELL_FORMATS).set(styles);
    this.room.kernel.setWorkbook(styles.length, date1904);
  }

  /**
   * Reads rows of `input` from `from` to `to`, behind which there are FAST_PATH_SLACK zeros. `previous` is the number of the row before, and
   * `strings` texts have been read. Afterwards `position` is where the next row begins, `rowNumber` the number of the last that was
   * read, and `wanted` the string that is missing.
   */
  readRows(from: number, to: number, previous: number, strings: number): FastPathStop {
    const { kernel } = this.room;
    const { target, chunkBytes } = this.sink!;
    this.position = from;
    this.rowNumber = previous;
    // The sink is writing a long value into a buffer of its own.
    if (target.bytes !== this.output) return FastPathStop.other;
    const stop = kernel.readRows(
      INPUT_AT + from,
      INPUT_AT + to,
      OUTPUT_AT + target.at,
      OUTPUT_AT + chunkBytes,
      OUTPUT_AT + OUTPUT_BYTES - FAST_PATH_SLACK,
      previous,
      strings,
      this.skipRows.find((row) => row > previous) ?? MAX_ROWS + 1,
    );
    this.position = kernel.position.value - INPUT_AT;
    this.rowNumber = kernel.rowNumber.value;
    this.wanted = kernel.wanted.value;
    this.took(kernel.out.value, kernel.written.value, stop);
    return stop;
  }

  /**
   * The same for records of delimited text, in UTF-8. `delimiter` and `quote` are ASCII codes; a mark within a field is doubled, and `quote` is
   * -1 where marks mean nothing.
   */
  readRecords(from: number, to: number, previous: number, delimiter: number, quote: number): FastPathStop {
    const { kernel } = this.room;
    const { target, chunkBytes } = this.sink!;
    this.position = from;
    this.rowNumber = previous;
    if (target.bytes !== this.output) return FastPathStop.other;
    const stop = kernel.readRecords(
      INPUT_AT + from,
      INPUT_AT + to,
      OUTPUT_AT + target.at,
      OUTPUT_AT + chunkBytes,
      OUTPUT_AT + OUTPUT_BYTES - FAST_PATH_SLACK,
      previous,
      this.skipRows.find((row) => row > previous) ?? 2 ** 31 - 1,
      delimiter,
      quote,
    );
    this.position = kernel.recordsPosition.value - INPUT_AT;
    this.rowNumber = kernel.recordNumber.value;
    this.took(kernel.recordsOut.value, kernel.recordsWritten.value, stop);
    return stop;
  }

  /** Reads shared strings of `strings.work` from `from` to `to`; returns where the next begins, how many there are, and where they end. */
  readStrings(from: number, to: number, end: number, count: number): { position: number; count: number; end: number } {
    const { kernel } = this.room;
    kernel.readStrings(TEXT_XML_AT + from, TEXT_XML_AT + to, end, count, this.strings!.offsets.length - 1);
    return {
      position: kernel.stringsPosition.value - TEXT_XML_AT,
      count: kernel.stringCount.value,
      end: kernel.stringsEnd.value,
    };
  }

  private took(out: number, written: number, stop: FastPathStop): void {
    this.sink!.took(out - OUTPUT_AT, written);
    this.hits += written;
    if (stop === FastPathStop.other && ++this.misses > MAX_MISSES && this.misses > this.hits) this.open = false;
  }

  /** See RECORD in wasm-fast-path/memory-layout.ts. */
  private writeColumns(plan: RowPlan, wires: readonly number[]): void {
    const size = MAX_COLUMNS * RECORD_BYTES;
    const { buffer } = this.room.memory;
    const records = new DataView(buffer, COLUMNS_AT, size);
    // A column of the sheet that is in no plan is plan column -1.
    new Uint8Array(buffer, COLUMNS_AT, size).fill(0xff);
    plan.columns.forEach((one, k) => {
      const at = one.source * RECORD_BYTES;
      records.setInt32(at, k, true);
      records.setInt32(at + 4, one.maxLength ?? 0, true);
      records.setUint8(at + 8, wires[k]!);
      records.setUint8(at + 9, (one.trim ?? true) ? 1 : 0);
      records.setUint8(at + 11, (one.decimal ?? plan.dialect?.decimal ?? '.') === '.' && !one.guarded ? 0 : 1);
      // By the plan's own number, in whichever record that is.
      records.setUint8(k * RECORD_BYTES + 10, one.required ? 1 : 0);
    });
  }
}

/** Where offsets of texts stand behind `textBytes` of texts, for how many texts there is room, and the pages of a memory with all that. */
function placeStrings(textBytes: number): { offsetsAt: number; most: number; pages: number } {
  const offsetsAt = STRINGS_AT + Math.ceil((textBytes + FAST_PATH_SLACK) / PAGE) * PAGE;
  const most = Math.min(MAX_SHARED_STRINGS, Math.ceil(textBytes / BYTES_A_STRING) + 2);
  return { offsetsAt, most, pages: Math.ceil((offsetsAt + most * 4 + FAST_PATH_SLACK) / PAGE) };
}

/** The fast path for a plan, whose columns have wires of these numbers, and a workbook whose shared strings' XML has `textBytes`; null where it cannot read them. */
export function openFastPath(plan: RowPlan, wires: readonly number[], textBytes: number): FastPath | null {
  const { columns, rowNumberColumn, skipHidden } = plan;
  const isPlain = columns.every(
    (column, k) =>
      wires[k] !== FLOAT4 &&
      column.values === undefined &&
      column.source < MAX_COLUMNS &&
      (k === 0 || column.source > columns[k - 1]!.source),
  );
  if (!isPlain || columns.length === 0 || rowNumberColumn !== undefined || skipHidden) return null;
  if (textBytes * (1 + 4 / BYTES_A_STRING) + STRINGS_AT > MAX_MEMORY) return null;
  return new FastPath(plan, wires, textBytes);
}
