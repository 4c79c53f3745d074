import { SheetError } from '../errors.ts';
import { MAX_CELL_BYTES, MAX_COLUMNS } from '../limits.ts';
import { displayReference, FORMATTED_ROWS, Kind, type RowSink } from '../row-sink.ts';
import { FAST_PATH_SLACK, type FastPath, FastPathStop } from '../wasm-fast-path/fast-path.ts';
import { damagedXml } from '../xml/elements.ts';
import {
  collectRichText,
  collectText,
  endOfMisc,
  endOfTag,
  isName,
  localNameStart,
  skipElement,
  type TextBuffer,
} from '../xml/markup.ts';
import { endOfPlainText, startOfPlainText } from '../xml/plain-text.ts';
import { isEscape, TEXT_SPECIAL } from '../xml/text.ts';
import { cellType, sharedIndex, T_BOOLEAN, T_ERROR, T_INLINE, T_NUMBER, T_SHARED, T_STRING } from './cell-type.ts';
import { hiddenColumns } from './hidden-columns.ts';
import { readRowNumber, saysHidden } from './row-number.ts';
import type { SharedStrings } from './shared-strings.ts';
import type { CellStyles } from './styles.ts';

/** Why `scan` came back; `rowEnd` never leaves the scanner. */
export const Scan = { needsInput: 0, needsStrings: 1, paused: 2, stopped: 3, done: 4, rowEnd: 5 } as const;
export type Scan = (typeof Scan)[keyof typeof Scan];

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const EQUALS = 0x3d;
const COLON = 0x3a;
const DOLLAR = 0x24;

/** Where in the part the scanner is. */
const PROLOG = 0;
const SHEET_DATA = 1;
const ROW = 2;
const END = 3;

// What `cell` returns instead of a place.
const INCOMPLETE = -1;
const WANTS_STRINGS = -2;

const BOOLEANS = Uint8Array.of(0x30, 0x31);
/** Texts that had to be unescaped are kept until their row ends, up to this many bytes. */
const MAX_SCRATCH_BYTES = 1024 * 1024;

/**
 * Reads sheetData (ECMA-376 part 1 §18.3.1.80) from bytes and names every non-empty cell's bytes to a RowSink. Chunks are appended to one
 * buffer; when the data ends inside a cell or tag, scanning resumes at that cell's start once more has arrived, so the longest row does
 * not matter, only the longest cell. Formulas are passed over: their cached value is the value.
 */
export class SheetScanner {
  private pushed = 0;
  /** The shared string that `scan` needs before it can go on. */
  wanted = 0;
  /** Bytes of shared strings that were named to the sink: a small sheet can name a long one without end. */
  spelt = 0;
  private readonly sink: RowSink;
  private readonly kinds: Uint8Array;
  private readonly styles: CellStyles;
  private readonly strings: SharedStrings;
  private readonly fastPath: FastPath | null;
  private work: Uint8Array;
  private from = 0;
  private to = 0;
  private level = PROLOG;
  /** Length of the main namespace's prefix with its colon: 2 where the root is `x:worksheet`. */
  private prefix = 0;
  private rootName = '';
  private rootEnded = false;
  private rowNumber = 0;
  private column = -1;
  private readonly scratch: TextBuffer = { bytes: new Uint8Array(4096), at: 0 };

  /** Plain rows go through `fastPath`, if there is one. */
  constructor(sink: RowSink, styles: CellStyles, strings: SharedStrings, fastPath: FastPath | null = null) {
    this.sink = sink;
    this.kinds = styles.kinds;
    this.styles = styles;
    this.strings = strings;
    sink.lasting = true;
    this.fastPath = fastPath;
    this.work = fastPath?.input ?? new Uint8Array(0);
  }

  /** Appends UTF-8 XML. Throws SheetError cell_too_long when one cell or tag will not end. */
  push(chunk: Uint8Array): void {
    const tail = this.to - this.from;
    if (tail > MAX_CELL_BYTES)
      throw new SheetError('cell_too_long', 'A cell is too long.', { limit: MAX_CELL_BYTES, row: this.rowNumber });
    if (this.level === ROW) this.spill();
    if (tail + chunk.length + FAST_PATH_SLACK > this.work.length) {
      const larger = new Uint8Array(
        Math.max(tail + chunk.length, Math.min(this.work.length * 2, MAX_CELL_BYTES)) + 64 * 1024,
      );
      larger.set(this.work.subarray(this.from, this.to));
      this.work = larger;
    } else {
      this.work.copyWithin(0, this.from, this.to);
    }
    this.work.set(chunk, tail);
    this.from = 0;
    this.to = tail + chunk.length;
    this.work.fill(0, this.to, this.to + FAST_PATH_SLACK);
    this.pushed += chunk.length;
  }

  /** Bytes gone through so far. */
  get scanned(): number {
    return this.pushed - (this.to - this.from);
  }

  /** What has arrived and stands behind the rows; valid until the next `push`. */
  get behind(): Uint8Array {
    return this.level === END ? this.work.subarray(this.from, this.to) : new Uint8Array(0);
  }

  /** The part has ended: throws damaged_xml if the cells had not. */
  end(): void {
    if (this.level !== END && !this.rootEnded) throw damagedXml();
  }

  private spill(): void {
    this.sink.spill?.();
    this.scratch.at = 0;
  }

  /** Reads what has arrived: plain rows by the fast path, all others here. */
  scan(): Scan {
    const { fastPath } = this;
    if (fastPath === null) return this.scanMarkup(false);
    for (;;) {
      const inFastPath = this.level === SHEET_DATA && fastPath.open && this.work === fastPath.input;
      if (inFastPath) {
        const stop = fastPath.readRows(this.from, this.to, this.rowNumber, this.strings.count);
        this.from = fastPath.position;
        this.rowNumber = fastPath.rowNumber;
        if (stop === FastPathStop.full) return Scan.paused;
        if (stop === FastPathStop.strings && !this.strings.complete) {
          this.wanted = fastPath.wanted;
          return Scan.needsStrings;
        }
      }
      const status = this.scanMarkup(fastPath.open);
      if (status !== Scan.rowEnd) return status;
    }
  }

  /** As `scan`, without the fast path; with `oneRow` it returns after each row. */
  private scanMarkup(oneRow: boolean): Scan {
    const b = this.work;
    const n = this.to;
    const sink = this.sink;
    let p = this.from;
    while (this.level !== END) {
      while (p < n && b[p] !== LT) p++;
      this.from = p;
      if (p + 1 >= n) return Scan.needsInput;
      if (this.level === ROW) {
        const q = this.prefix > 0 && b[p + this.prefix] === COLON ? p + this.prefix + 1 : p + 1;
        const after = b[q + 1]!;
        if (b[q] === 0x63 && (after <= 0x20 || after === GT || after === SLASH) && q + 1 < n) {
          const end = this.cell(b, q + 1, n);
          if (end < 0) return end === WANTS_STRINGS ? Scan.needsStrings : Scan.needsInput;
          p = end;
          continue;
        }
      }
      const c = b[p + 1]!;
      if (c === 0x21 || c === 0x3f) {
        p = endOfMisc(b, p, n);
        if (p < 0) return Scan.needsInput;
        continue;
      }
      const end = endOfTag(b, p, n);
      if (end < 0) return Scan.needsInput;
      if (c === SLASH) {
        const name = localNameStart(b, p + 1, n);
        p = end;
        if (this.level === ROW && isName(b, name, 'row')) {
          this.from = end;
          this.level = SHEET_DATA;
          const status = this.endRow(sink);
          if (status !== Scan.needsInput) return status;
          if (oneRow) return Scan.rowEnd;
        } else if (this.level === PROLOG) {
          if (isName(b, name, this.rootName)) this.rootEnded = true;
        } else if (isName(b, name, 'sheetData')) {
          this.level = END;
        }
        continue;
      }
      const name = localNameStart(b, p, n);
      const closed = b[end - 2] === SLASH;
      if (this.level === SHEET_DATA && isName(b, name, 'row')) {
        this.rowNumber = readRowNumber(b, name + 3, end, this.rowNumber);
        this.column = -1;
        if (!closed) {
          this.level = ROW;
          if (sink.hideRow !== undefined && saysHidden(b, name + 3, end)) sink.hideRow();
        }
      } else if (this.level === PROLOG) {
        this.prolog(b, p, name, end, closed);
      }
      p = end;
    }
    return Scan.done;
  }

  private prolog(b: Uint8Array, p: number, name: number, end: number, closed: boolean): void {
    if (this.rootName === '') {
      let stop = name;
      while (stop < end && b[stop]! > 0x20 && b[stop] !== GT && b[stop] !== SLASH) stop++;
      this.rootName = Buffer.from(b.slice(name, stop)).toString('latin1');
      this.rootEnded = closed;
      this.prefix = name - (p + 1);
      return;
    }
    if (this.sink.hideColumns !== undefined && isName(b, name, 'col')) hiddenColumns(b, name, end, this.sink);
    if (isName(b, name, 'sheetData')) this.level = closed ? END : SHEET_DATA;
  }

  private endRow(sink: RowSink): Scan {
    this.scratch.at = 0;
    if (!sink.row(this.rowNumber)) return Scan.stopped;
    return sink.full === true ? Scan.paused : Scan.needsInput;
  }

  /** One `c` element (§18.3.1.4), from behind its name to behind its end. Nothing is reported before all of it has arrived. */
  private cell(b: Uint8Array, q: number, n: number): number {
    const prefix = this.prefix;
    let column = this.column + 1;
    let style = 0;
    let type = T_NUMBER;
    let c = 0;

    // Attributes. Nearly always ` r="A1" s="1" t="s"`.
    for (;;) {
      c = b[q]!;
      while (c <= 0x20 && q < n) c = b[++q]!;
      if (q + 1 >= n) return INCOMPLETE;
      if (c === GT) {
        q++;
        break;
      }
      if (c === SLASH) {
        if (b[q + 1] !== GT) throw damagedXml();
        this.place(column);
        return q + 2;
      }
      let name = c;
      let quote = b[q + 2]!;
      if (b[q + 1] === EQUALS && (quote === QUOTE || quote === APOSTROPHE)) {
        q += 3;
      } else {
        // A longer name, or blanks around the `=`.
        const start = q;
        while (q < n && b[q] !== EQUALS && b[q]! > 0x20 && b[q] !== GT) q++;
        if (q - start !== 1) name = 0;
        while (q < n && b[q]! <= 0x20) q++;
        if (q >= n) return INCOMPLETE;
        if (b[q] !== EQUALS) throw damagedXml();
        q++;
        while (q < n && b[q]! <= 0x20) q++;
        if (q >= n) return INCOMPLETE;
        quote = b[q++]!;
        if (quote !== QUOTE && quote !== APOSTROPHE) throw damagedXml();
      }
      if (name === 0x72 /* r */) {
        let letters = 0;
        for (c = b[q]!; q < n; c = b[++q]!) {
          const letter = c & 0xdf; // lower case is tolerated
          if (c === DOLLAR && letters === 0) continue; // $C$2 is column C
          if (letter < 0x41 || letter > 0x5a) break;
          letters = letters * 26 + letter - 0x40;
          if (letters > MAX_COLUMNS) throw tooManyColumns();
        }
        if (letters > 0) column = letters - 1;
      } else if (name === 0x73 /* s */) {
        style = 0;
        for (c = b[q]!; q < n && c >= 0x30 && c <= 0x39 && style < 1e8; c = b[++q]!) style = style * 10 + c - 0x30;
      } else if (name === 0x74 /* t */) {
        if (q + 1 >= n) return INCOMPLETE;
        type = cellType(b[q]!, b[q + 1] === quote);
      }
      while (q < n && b[q] !== quote) q++;
      if (q >= n) return INCOMPLETE;
      q++;
    }

    // Children: f is skipped, v or is give the value.
    const scratch = this.scratch;
    const scratchStart = scratch.at;
    let start = 0;
    let end = -1; // -1 until there is a value
    let source = b;
    let hasFormula = false;
    for (;;) {
      c = b[q]!;
      while (c !== LT && q < n) c = b[++q]!;
      if (q + 2 >= n) break;
      const k = prefix > 0 && b[q + prefix] === COLON ? q + prefix + 1 : q + 1;
      c = b[k]!;
      if (c === 0x76 && b[k + 1] === GT) {
        // <v>
        start = k + 2;
        q = start;
        let special = 0;
        for (; q < n; q++) {
          special = TEXT_SPECIAL[b[q]!]!;
          if (special !== 0 && (special !== 4 || type !== T_STRING || isEscape(b, q, n))) break;
        }
        if (q + 3 + prefix >= n) break;
        if (special === 1 && b[q + 1] === SLASH) {
          end = q;
          source = b;
          q += 3;
          while (q < n && b[q] !== GT) q++;
          q++;
        } else {
          const at = scratch.at;
          q = collectText(b, start, n, scratch);
          if (q < 0) break;
          start = at;
          end = scratch.at;
          source = scratch.bytes;
        }
        continue;
      }
      if (c === 0x69 && b[k + 1] === 0x73 && b[k + 2] === GT && b[k + 3] === LT && b[k + 4] === 0x74) {
        // <is><t>, as streaming writers have it.
        const from = startOfPlainText(b, k + 5, n);
        const to = from > 0 ? endOfPlainText(b, from, n) : 0;
        if (to > 0 && b[to + 6] === 0x69 && b[to + 7] === 0x73 && b[to + 8] === GT) {
          start = from;
          end = to;
          source = b;
          q = to + 9;
          if (type === T_NUMBER) type = T_INLINE;
          continue;
        }
      }
      if (c === SLASH || b[q + 1] === SLASH) {
        // </c>
        const done = endOfTag(b, q, n);
        if (done < 0) break;
        if (hasFormula && end <= start && type !== T_STRING) this.remarkFormula(column);
        if (end > start) {
          if (type === T_SHARED) {
            if (!this.sharedCell(column, style, source, start, end)) {
              scratch.at = scratchStart;
              return WANTS_STRINGS;
            }
          } else {
            this.report(column, style, type, source, start, end);
          }
        }
        this.place(column);
        if (scratch.at > MAX_SCRATCH_BYTES) this.spill();
        return done;
      }
      if (c === 0x21 || c === 0x3f) {
        q = endOfMisc(b, q, n);
        if (q < 0) break;
        continue;
      }
      const tagEnd = endOfTag(b, q, n);
      if (tagEnd < 0) break;
      const closed = b[tagEnd - 2] === SLASH;
      if (isName(b, k, 'f')) hasFormula = true;
      if (closed) {
        q = tagEnd;
      } else if (isName(b, k, 'is')) {
        start = scratch.at;
        q = collectRichText(b, tagEnd, n, scratch);
        if (q < 0) break;
        end = scratch.at;
        source = scratch.bytes;
        if (type === T_NUMBER) type = T_INLINE;
      } else if (isName(b, k, 'v')) {
        start = scratch.at;
        q = collectText(b, tagEnd, n, scratch);
        if (q < 0) break;
        end = scratch.at;
        source = scratch.bytes;
      } else {
        q = skipElement(b, tagEnd, n);
        if (q < 0) break;
      }
    }
    scratch.at = scratchStart;
    return INCOMPLETE;
  }

  /** A formula of which no program saved a value; an empty text is one (`t="str"`). */
  private remarkFormula(column: number): void {
    this.sink.remark?.({ code: 'formulas_without_values', row: this.rowNumber, column, count: 1 });
  }

  /** Notes that a cell stood in `column`, so that the next one without `r` follows it. */
  private place(column: number): void {
    if (column >= MAX_COLUMNS) throw tooManyColumns();
    this.column = column;
  }

  private report(column: number, style: number, type: number, b: Uint8Array, start: number, end: number): void {
    if (column >= MAX_COLUMNS) throw tooManyColumns();
    const sink = this.sink;
    if (type === T_STRING || type === T_INLINE) {
      if (this.styles.texts[style] === 1) sink.holdText?.(column);
      sink.cell(column, Kind.text, b, start, end, -1);
      return;
    }
    while (start < end && b[start]! <= 0x20) start++;
    while (end > start && b[end - 1]! <= 0x20) end--;
    if (start === end) return;
    if (type === T_NUMBER) {
      const kind = style < this.kinds.length ? this.kinds[style]! : Kind.number;
      const display = style < this.kinds.length ? this.styles.displayOf[style]! : -1;
      if (kind === Kind.date) this.formatDay(column, style);
      sink.cell(column, kind as Kind, b, start, end, display < 0 ? -1 : displayReference(display));
    } else if (type === T_BOOLEAN) {
      const one = b[start] === 0x31 || b[start] === 0x74 || b[start] === 0x54 ? 1 : 0;
      sink.cell(column, Kind.boolean, BOOLEANS, one, one + 1, -1);
    } else {
      if (type !== T_ERROR) this.formatDay(column, style);
      sink.cell(column, type === T_ERROR ? Kind.error : Kind.isoDate, b, start, end, -1);
    }
  }

  private formatDay(column: number, style: number): void {
    const code = this.rowNumber <= FORMATTED_ROWS ? this.styles.dayCodes[style] : undefined;
    if (code !== undefined) this.sink.formatDay?.(column, code);
  }

  /** A cell of t="s". False where its string has not been read yet. */
  private sharedCell(column: number, style: number, b: Uint8Array, start: number, end: number): boolean {
    if (column >= MAX_COLUMNS) throw tooManyColumns();
    const index = sharedIndex(b, start, end);
    const strings = this.strings;
    if (index >= strings.count) {
      if (strings.complete) throw damagedXml();
      this.wanted = index;
      return false;
    }
    const from = strings.offsets[index]!;
    const to = strings.offsets[index + 1]!;
    if (to > from) {
      this.spelt += to - from;
      if (this.styles.texts[style] === 1) this.sink.holdText?.(column);
      this.sink.cell(column, Kind.text, strings.bytes, from, to, index);
    }
    return true;
  }
}

function tooManyColumns(): SheetError {
  return new SheetError('too_many_columns', 'The sheet has a cell beyond column XFD, the last that a sheet can have.', {
    limit: MAX_COLUMNS,
  });
}
