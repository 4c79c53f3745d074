/**
 * Records of delimited text (RFC 4180) into COPY BINARY tuples, as long as they are of the kind that nearly all are. At the first that is
 * not, this returns at that record's start, and the reading thread reads it in JavaScript (src/csv/delimited-scanner.ts), as rows.ts does.
 */
import { blank, FIELD_BYTES, T_INLINE, writeField, writeNull } from './field';
import { columns, fields, headerRow, MAX_COLUMNS, numbered, RECORD } from './memory-layout';
import { FULL, isRequired, NEXT, OTHER } from './stops';

const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const APOSTROPHE: u32 = 0x27;
const EQUALS: u32 = 0x3d;

/** Where the next record begins in the text, the number of the row before it, where the output ends, and the tuples written by the last call. */
export let position: usize = 0;
export let rowNumber: i32 = 0;
export let out: usize = 0;
export let written: i32 = 0;

/**
 * Reads records from `from` to `to`, behind which there are at least 64 zeros, and appends tuples at `at`: until `flushAt` is reached, and
 * never beyond `outEnd`. From row number `until` on, the JavaScript path reads the records.
 * @param delimiter one byte of ASCII
 * @param quote one byte of ASCII, which is doubled within a field; -1 where quotation marks mean nothing
 */
export function readRecords(
  from: usize,
  to: usize,
  at: usize,
  flushAt: usize,
  outEnd: usize,
  previous: i32,
  until: i32,
  delimiter: i32,
  quote: i32,
): i32 {
  written = 0;
  position = from;
  rowNumber = previous;
  out = at;
  while (out < flushAt) {
    const number = rowNumber + 1;
    if (position >= to || number <= headerRow || number >= until) return OTHER;
    const stop = readRecord(position, number, outEnd, <u32>delimiter, <u32>quote);
    if (stop === FULL && written === 0) return OTHER;
    if (stop !== NEXT) return stop;
    rowNumber = number;
  }
  return FULL;
}

/** Reads one record and its line end into one tuple behind `out`, and only then moves `position` and `out`. The zeros behind the text are no line end. */
function readRecord(p: usize, number: i32, outEnd: usize, delimiter: u32, quote: u32): i32 {
  const tail: usize = ((<usize>fields) << 2) + FIELD_BYTES;
  let at = out + (numbered ? 10 : 2);
  if (at + tail > outEnd) return FULL;
  let next: i32 = 0;
  let filled = false;
  let lacks = false;
  let column: i32 = 0;
  let c: u32;
  while (true) {
    let start = p;
    let end: usize;
    if (<u32>load<u8>(p) === quote) {
      start++;
      end = endOfQuoted(start, quote);
      if (<u32>load<u8>(end) !== quote) return OTHER;
      p = end + 1;
      c = load<u8>(p);
      // A doubled mark, text behind the mark, or a line end that has not arrived.
      if (c !== delimiter && c !== LF && c !== CR) return OTHER;
    } else {
      end = endOfField(p, delimiter);
      p = end;
      c = load<u8>(p);
      if (c === 0) return OTHER;
    }
    if (start !== end) {
      const first: u32 = load<u8>(start);
      // A guard of a formula, or a text that is written as one.
      if (first === APOSTROPHE || first === EQUALS) return OTHER;
      const record = columns + <usize>column * RECORD;
      const k = load<i32>(record);
      if (k >= 0) {
        for (; next < k; next++) {
          at = writeNull(at);
          lacks = lacks || isRequired(next);
        }
        next++;
        if (at + (end - start) + tail > outEnd) return FULL;
        at = writeField(at, record, T_INLINE, 0, start, end);
        if (at === 0) return OTHER;
        if (blank) lacks = lacks || isRequired(k);
        else filled = true;
      }
    }
    p++;
    if (c !== delimiter) break;
    if (++column >= MAX_COLUMNS) return OTHER;
  }
  if (c === CR) {
    // One alone ends a record, too, and a line feed may not have arrived.
    if (<u32>load<u8>(p) !== LF) return OTHER;
    p++;
  }
  // A row without anything in the plan's columns is a blank one.
  if (filled) {
    for (; next < fields; next++) {
      at = writeNull(at);
      lacks = lacks || isRequired(next);
    }
    if (lacks) return OTHER;
    store<u16>(out, bswap<u16>(<u16>(fields + (numbered ? 1 : 0))));
    if (numbered) {
      store<u32>(out, bswap<u32>(4), 2);
      store<u32>(out, bswap<u32>(number), 6);
    }
    out = at;
    written++;
  }
  position = p;
  return NEXT;
}

/** The delimiter, line end or NUL at which a field without marks ends. */
function endOfField(p: usize, delimiter: u32): usize {
  while (true) {
    const v = v128.load(p);
    const mask = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(v, i8x16.splat(<i8>delimiter)), i8x16.eq(v, i8x16.splat(<i8>LF))),
        v128.or(i8x16.eq(v, i8x16.splat(<i8>CR)), i8x16.eq(v, i8x16.splat(0))),
      ),
    );
    if (mask !== 0) return p + <usize>ctz(mask);
    p += 16;
  }
}

/** The next quotation mark, or what the JavaScript path shall read: a carriage return, NUL. */
function endOfQuoted(p: usize, quote: u32): usize {
  while (true) {
    const v = v128.load(p);
    const mask = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(v, i8x16.splat(<i8>quote)), i8x16.eq(v, i8x16.splat(<i8>CR))),
        i8x16.eq(v, i8x16.splat(0)),
      ),
    );
    if (mask !== 0) return p + <usize>ctz(mask);
    p += 16;
  }
}
