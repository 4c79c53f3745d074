/**
 * Where the fields of delimited text begin and end: RFC 4180, read as leniently as Excel does. Works on UTF-8 bytes, in which
 * no byte of a longer character can be mistaken for a delimiter, a quotation mark or a line end.
 */
import { SheetError } from '../errors.ts';
import { MAX_COLUMNS } from '../limits.ts';

const LF = 10;
const CR = 13;
const TAB = 9;
const SPACE = 32;

/** How records are divided into fields. */
export interface Marks {
  /** UTF-8 bytes of one character, no line end. */
  delimiter: Uint8Array;
  /** An ASCII code; -1 when quotation marks mean nothing. */
  quote: number;
  /** The ASCII code that stands before a quotation mark within a quoted field, beside a second mark; -1 for none. */
  escape: number;
  /** Blanks before an opening mark and behind a closing one are left out. */
  skipSpaces: boolean;
}

/** What `RecordSplitter.split` found. */
export const Split = {
  /** A record; its fields are in `starts` and `ends`. */
  record: 0,
  /** The bytes end before the record does: call again with more of them. */
  more: 1,
  /** As `more`, and the end lies inside quotation marks. */
  quoted: 2,
} as const;
export type Split = (typeof Split)[keyof typeof Split];

/**
 * Finds one record at a time. Owns the offsets of the current record's fields, so that nothing is allocated per record or field.
 * The byte at `end` of the buffer is overwritten with a line feed: the inner loop then needs no bounds check.
 */
export class RecordSplitter {
  /** Offsets of the fields of the current record; `ends` is exclusive. Quotation marks around a field are already left out. */
  starts = new Int32Array(256);
  ends = new Int32Array(256);
  /** 1 where a field has marks inside that `unquote` must take out. */
  marked = new Uint8Array(256);
  fields = 0;
  /** Where the next record begins. */
  next = 0;
  readonly #delimiter: number;
  /** The bytes of the delimiter behind its first. */
  readonly #more: Uint8Array;
  readonly #quote: number;
  readonly #escape: number;
  readonly #skipSpaces: boolean;

  constructor({ delimiter, quote, escape: escapeMark, skipSpaces }: Marks) {
    this.#delimiter = delimiter[0]!;
    this.#more = delimiter.subarray(1);
    this.#quote = quote;
    this.#escape = escapeMark;
    this.#skipSpaces = skipSpaces;
  }

  /**
   * @param last whether no more bytes follow `end`: then the end of the bytes ends the record
   */
  split(bytes: Uint8Array, from: number, end: number, last: boolean): Split {
    const delimiter = this.#delimiter;
    const more = this.#more.length;
    const quote = this.#quote;
    const skipSpaces = this.#skipSpaces;
    bytes[end] = LF;
    let at = from;
    let field = 0;
    for (;;) {
      let start = at;
      let marked = 0;
      let close = -1;
      if (skipSpaces) {
        const open = this.#skipBlanks(bytes, at, end);
        if (bytes[open] === quote) at = open;
      }
      if (bytes[at] === quote && at < end) {
        close = this.#closingQuote(bytes, at + 1, end);
        // A mark that is never closed, in the last line of all, can only be meant as text.
        if (close < 0 && (!last || spansLines(bytes, at, end))) return Split.quoted;
        if (close === end - 1 && !last) return Split.more; // the next byte may double the mark
      }
      if (close >= 0) {
        start = at + 1;
        at = close + 1;
        marked = this.#doubled ? 1 : 0;
      }
      let byte = bytes[at]!;
      while (byte !== delimiter && byte !== LF && byte !== CR) byte = bytes[++at]!;
      if (more > 0 && byte === delimiter) {
        at = this.#endOfField(bytes, at);
        if (at + more >= end && !last) return Split.more;
        byte = bytes[at]!;
      }
      let stop = at;
      if (close >= 0) {
        if (at === close + 1 || (skipSpaces && this.#skipBlanks(bytes, close + 1, end) === at)) stop = close;
        else {
          // Text after the closing mark: Excel keeps it as it stands, marks and all.
          start--;
          marked = 2;
        }
      }
      if (at >= end && !last) return Split.more;
      if (field === this.starts.length) this.#grow();
      this.starts[field] = start;
      this.ends[field] = stop;
      this.marked[field] = marked;
      field++;
      if (byte === delimiter && at < end) {
        at += 1 + more;
        continue;
      }
      if (byte === CR) {
        if (at + 1 >= end) {
          if (!last) return Split.more; // a line feed may follow
        } else if (bytes[at + 1] === LF) at++;
      }
      this.fields = field;
      this.next = at < end ? at + 1 : end;
      return Split.record;
    }
  }

  #doubled = false;

  #skipBlanks(bytes: Uint8Array, at: number, end: number): number {
    while (at < end && (bytes[at] === SPACE || bytes[at] === TAB) && bytes[at] !== this.#delimiter) at++;
    return at;
  }

  /** Where the delimiter of several bytes, or the line, is from `at` on, where its first byte stands. */
  #endOfField(bytes: Uint8Array, at: number): number {
    for (;;) {
      const byte = bytes[at]!;
      if (byte === LF || byte === CR) return at;
      if (byte === this.#delimiter && this.#more.every((next, i) => bytes[at + 1 + i] === next)) return at;
      at++;
    }
  }

  /** The mark that closes a quoted field which begins at `at`, or -1. Two marks in a row are one mark of text. */
  #closingQuote(bytes: Uint8Array, at: number, end: number): number {
    const quote = this.#quote;
    const escapeMark = this.#escape;
    this.#doubled = false;
    for (;;) {
      if (escapeMark < 0) while (at < end && bytes[at] !== quote) at++;
      else {
        for (; at < end && bytes[at] !== quote; at++) {
          if (bytes[at] !== escapeMark) continue;
          this.#doubled = true;
          at++;
        }
      }
      if (at >= end) return -1;
      if (bytes[at + 1] !== quote || at + 1 >= end) return at;
      this.#doubled = true;
      at += 2;
    }
  }

  /**
   * The text of a field of which `marked` is set, written to `target` from `offset` on, where there must be room for the whole field.
   * Returns its length.
   */
  unquote(bytes: Uint8Array, field: number, target: Uint8Array, offset: number): number {
    const quote = this.#quote;
    const escapeMark = this.#escape;
    let at = this.starts[field]!;
    const end = this.ends[field]!;
    let length = offset;
    // A field with text after its closing mark: only what stands between the marks is unquoted.
    let inside = true;
    if (this.marked[field] === 2) at++;
    for (; at < end; at++) {
      let byte = bytes[at]!;
      if (inside && byte === escapeMark && at + 1 < end && (bytes[at + 1] === quote || bytes[at + 1] === escapeMark)) {
        byte = bytes[++at]!;
      } else if (inside && byte === quote) {
        if (bytes[at + 1] !== quote || at + 1 >= end) {
          inside = false;
          continue;
        }
        at++;
      }
      target[length++] = byte;
    }
    return length - offset;
  }

  #grow(): void {
    const size = this.starts.length * 4;
    if (this.starts.length >= MAX_COLUMNS) {
      throw new SheetError('too_many_columns', 'A record has more fields than a sheet has columns.', {
        limit: MAX_COLUMNS,
      });
    }
    const starts = new Int32Array(size);
    const ends = new Int32Array(size);
    const marked = new Uint8Array(size);
    starts.set(this.starts);
    ends.set(this.ends);
    marked.set(this.marked);
    this.starts = starts;
    this.ends = ends;
    this.marked = marked;
  }
}

/** Whether text goes on after a line end between `at` and `end`. */
function spansLines(bytes: Uint8Array, at: number, end: number): boolean {
  while (end > at && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end--;
  for (; at < end; at++) if (bytes[at] === LF || bytes[at] === CR) return true;
  return false;
}
