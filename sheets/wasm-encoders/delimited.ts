/** Rows as delimited text, as src/write/delimited-rows.ts writes them. */
import {
  APOSTROPHE,
  BACKSLASH,
  CR,
  fieldEnds,
  findLineFeed,
  isNull,
  isSign,
  LF,
  MINUS,
  POINT,
  QUOTE,
  STEP,
  TAB,
  unescapeCode,
} from './fields';
import { report } from './progress';

// Kinds of columns, as in src/write/delimited-rows.ts.
const TEXT: u32 = 0;
const BOOLEAN: u32 = 1;
const DECIMAL: u32 = 2;

/** One kind (u8) for each column. */
let kinds: usize = 0;
let columnCount: i32 = 0;
let delimiter: u32 = 0;
let decimalMark: u32 = 0;
let carriageReturn: bool = false;
let nullText: usize = 0;
let nullBytes: usize = 0;

export function setDelimited(
  kindsAt: usize,
  columns: i32,
  delimiterCode: u32,
  decimalCode: u32,
  crlf: bool,
  nullAt: usize,
  nullLength: usize,
): void {
  kinds = kindsAt;
  columnCount = columns;
  delimiter = delimiterCode;
  decimalMark = decimalCode;
  carriageReturn = crlf;
  nullText = nullAt;
  nullBytes = nullLength;
}

/**
 * Encodes the rows from `p` to `to`, at most `limit`, into the memory from `at` to `outEnd`: as far as there is room, or up to a row of other
 * fields than the columns.
 */
export function encodeDelimited(p: usize, to: usize, at: usize, outEnd: usize, limit: i32): void {
  const columns = columnCount;
  const perRow = <usize>columns * (8 + nullBytes) + 8 + STEP;
  let count: i32 = 0;
  while (p < to && count < limit) {
    const lineFeed = findLineFeed(p);
    // Quotation marks may double every byte, and guards a separator with its sign; around each field stand two, an apostrophe and a delimiter.
    if (at + ((lineFeed - p) << 1) + perRow > outEnd) break;
    const end = encodeRow(p, lineFeed, at, columns);
    if (end === 0) break;
    at = end;
    count++;
    p = lineFeed + 1;
  }
  report(p, at, count);
}

/** Returns where the row's record ends, or 0 for a row of other fields than the columns. */
function encodeRow(p: usize, lineFeed: usize, at: usize, columns: i32): usize {
  const start = at;
  // To who splits elsewhere, a row that begins with a negative number begins a formula: `-5,1+x` where a comma is the decimal mark.
  const inQuotes = load<u8>(p) === MINUS && load<u8>(kinds) !== TEXT;
  for (let column: i32 = 0; column < columns; column++) {
    if (column > 0) store<u8>(at++, delimiter);
    const kind: u32 = load<u8>(kinds + <usize>column);
    if (isNull(p)) {
      if (nullBytes > 0) {
        memory.copy(at, nullText, nullBytes);
        at += nullBytes;
      }
      p += 2;
    } else if (kind === TEXT) {
      at = writeText(p, at, inQuotes);
      p = textEnd;
    } else if (kind === BOOLEAN) {
      const yes = load<u8>(p) === 116;
      store<u32>(at, yes ? 0x65757274 : 0x736c6166); // true, fals
      store<u8>(at, 101, 4); // e
      at += yes ? 4 : 5;
      p++;
    } else {
      if (load<u8>(p) === MINUS && load<u8>(p, 1) > 57) store<u8>(at++, APOSTROPHE);
      const mark = i8x16.splat(<i8>(kind === DECIMAL ? decimalMark : POINT));
      while (true) {
        const v = v128.load(p);
        v128.store(at, v128.bitselect(mark, v, i8x16.eq(v, i8x16.splat(<i8>POINT))));
        const mask = fieldEnds(p);
        const length: usize = mask === 0 ? STEP : <usize>ctz(mask);
        p += length;
        at += length;
        if (mask !== 0) break;
      }
    }
    if (column === columns - 1 ? p !== lineFeed : load<u8>(p) !== TAB) return 0;
    p++;
  }
  // A record that is one null would be a blank line, which is no record to anyone.
  if (at === start) {
    store<u16>(at, 0x2222);
    at += 2;
  }
  if (carriageReturn) store<u8>(at++, CR);
  store<u8>(at++, LF);
  return at;
}

/** Where the text that was written last ends in the row. */
let textEnd: usize = 0;

/** Writes a text with its guards and, where it needs them, quotation marks. Returns where it ends. */
function writeText(p: usize, at: usize, inQuotes: bool): usize {
  const text = at;
  let quoted = inQuotes || load<u8>(p) === TAB || load<u8>(p) === LF;
  // Where the text so far ends with a separator, and marks at most behind it: a sign there would begin a formula to who splits there.
  let opened: usize = 0;
  while (true) {
    if (opened === at && isSign(p)) {
      store<u16>(at, 0x2727);
      at += 2;
    }
    const v = v128.load(p);
    v128.store(at, v);
    const mask = specials(v);
    if (mask === 0) {
      at += STEP;
      p += STEP;
      continue;
    }
    const plain = <usize>ctz(mask);
    at += plain;
    p += plain;
    let byte: u32 = load<u8>(p);
    if (byte === TAB || byte === LF) break;
    if (byte === BACKSLASH) {
      byte = unescapeCode(load<u8>(p, 1));
      p++;
    }
    p++;
    if (byte === QUOTE || byte === APOSTROPHE) {
      const wasOpened = opened === at;
      if (byte === QUOTE) {
        quoted = true;
        store<u8>(at++, QUOTE);
      }
      store<u8>(at++, byte);
      if (wasOpened) opened = at;
    } else {
      store<u8>(at++, byte);
      // Not so the other characters that COPY TEXT escapes.
      if (byte === TAB || byte === LF || byte === CR || isSeparator(byte)) {
        if (byte === delimiter || byte === LF || byte === CR) quoted = true;
        opened = at;
      }
    }
  }
  textEnd = p;
  if (beginsFormula(text, at)) {
    memory.copy(text + 1, text, at - text);
    store<u8>(text, APOSTROPHE);
    at++;
  }
  if (!quoted) return at;
  memory.copy(text + 1, text, at - text);
  store<u8>(text, QUOTE);
  store<u8>(at + 1, QUOTE);
  return at + 2;
}

/** A bit for each of sixteen bytes at which a text needs a look: its end, a backslash, a separator, a quotation mark, an apostrophe. */
function specials(v: v128): i32 {
  // The two marks are 34 and 39, the others 44, 58 and 59, 124, 92 and 9 and 10.
  const ends = i8x16.lt_u(i8x16.sub(v, i8x16.splat(<i8>TAB)), i8x16.splat(2));
  const colons = i8x16.lt_u(i8x16.sub(v, i8x16.splat(58)), i8x16.splat(2));
  const marks = v128.or(i8x16.eq(v, i8x16.splat(<i8>QUOTE)), i8x16.eq(v, i8x16.splat(<i8>APOSTROPHE)));
  const bars = v128.or(i8x16.eq(v, i8x16.splat(<i8>BACKSLASH)), i8x16.eq(v, i8x16.splat(124)));
  const commas = i8x16.eq(v, i8x16.splat(44));
  return i8x16.bitmask(v128.or(v128.or(v128.or(ends, colons), v128.or(marks, bars)), commas));
}

function isSeparator(byte: u32): bool {
  return byte === 44 || byte === 58 || byte === 59 || byte === 124;
}

/** Whether what follows any apostrophes at the begin of what was written could begin a formula. */
function beginsFormula(p: usize, end: usize): bool {
  while (p < end && load<u8>(p) === APOSTROPHE) p++;
  if (p >= end) return false;
  const byte: u32 = load<u8>(p);
  // Bytes behind the end are of whatever was written there before.
  if (byte === 0xef && end - p < 3) return false;
  return byte === TAB || byte === LF || byte === CR || isSign(p);
}
