/** What a person should know of the quoting of a delimited text before it is imported. */
import type { Remark } from '../row-sink.ts';
import { beginsBehindBlanks } from './quoting.ts';
import type { Marks, RecordSplitter } from './record-splitter.ts';

const LF = 10;
const CR = 13;
const BACKSLASH = 92;
/** U+FFFD, which stands for bytes that are no character. */
const REPLACEMENT = Buffer.from('\ufffd');
const SAMPLE_CHARACTERS = 60;
/** The share of the lines in a quoted field that must look like rows of their own. */
const LIKE_ROWS = 0.8;

/** Looks at one record after the other, for an inspection. */
export class RecordRemarks {
  private readonly say: (remark: Remark) => void;
  private readonly marks: Marks;
  /** Fields of the last record of one line. */
  private width = 0;

  constructor(marks: Marks, say: (remark: Remark) => void) {
    this.marks = marks;
    this.say = say;
  }

  /**
   * @param from where the record begins in `bytes`; the splitter knows its fields
   * @param mayBeBroken whether `bytes` hold U+FFFD at all
   */
  look(bytes: Buffer, splitter: RecordSplitter, from: number, row: number, mayBeBroken: boolean): void {
    const { starts, ends, marked, fields } = splitter;
    const { quote, delimiter } = this.marks;
    let spans = -1;
    for (let field = 0; field < fields; field++) {
      const start = starts[field]!;
      const end = ends[field]!;
      if (start === end) continue;
      if (mayBeBroken && bytes.subarray(start, end).includes(REPLACEMENT))
        this.remark('unreadable_characters', row, field, 1, bytes, start, end);
      if (quote < 0) continue;
      const open = marked[field] === 2 ? start : start - 1;
      const isQuoted = open >= from && bytes[open] === quote;
      if (!isQuoted) {
        if (beginsBehindBlanks(bytes, splitter, field, quote))
          this.remark('blank_before_quote', row, field, 1, bytes, start, end);
        continue;
      }
      if (this.marks.skipSpaces && open > from && bytes[open - 1] !== delimiter.at(-1))
        this.remark('blank_before_quote', row, field, 1, bytes, start, end);
      if (marked[field] !== 0 && hasEscapedQuote(bytes, start, end, quote))
        this.remark('backslash_escapes', row, field, 1, bytes, start, end);
      if (spans < 0 && hasLineEnd(bytes, start, end)) spans = field;
    }
    if (spans < 0) {
      this.width = fields;
      return;
    }
    const lines = this.countSwallowed(bytes, splitter, from, spans);
    if (lines > 0) this.remark('swallowed_rows', row, spans, lines, bytes, starts[spans]!, ends[spans]!);
  }

  /** How many rows the quoted field `field` took in; 0 where its lines are lines of a text. */
  private countSwallowed(bytes: Buffer, splitter: RecordSplitter, from: number, field: number): number {
    const text = bytes
      .subarray(from, splitter.next)
      .toString('utf8')
      .replace(/[\r\n]+$/, '');
    const lines = text.split(/\r\n|\r|\n/);
    // Text behind the mark that closes such a field: that one was to open another.
    const isTorn = splitter.marked[field] === 2;
    const width = this.width || splitter.fields;
    if (width < 2 && !isTorn) return 0;
    const delimiter = Buffer.from(this.marks.delimiter).toString();
    const alike = lines.filter((line) => line.split(delimiter).length === width).length;
    return isTorn || alike >= lines.length * LIKE_ROWS ? lines.length - 1 : 0;
  }

  private remark(
    code: Remark['code'],
    row: number,
    column: number,
    count: number,
    bytes: Buffer,
    start: number,
    end: number,
  ): void {
    const sample = bytes
      .toString('utf8', start, Math.min(end, start + 4 * SAMPLE_CHARACTERS))
      .slice(0, SAMPLE_CHARACTERS);
    this.say({ code, row, column, count, sample });
  }
}

function hasLineEnd(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === LF || bytes[at] === CR) return true;
  return false;
}

function hasEscapedQuote(bytes: Uint8Array, start: number, end: number, quote: number): boolean {
  for (let at = start; at + 1 < end; at++)
    if (bytes[at] === BACKSLASH && bytes[at + 1] === quote && bytes[at + 2] !== quote) return true;
  return false;
}
