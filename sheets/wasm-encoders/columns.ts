/** Rows of COPY TEXT as columns of values, as src/write/parquet/column-pages.ts writes them. */
import { BACKSLASH, fieldEnds, isNull, MINUS, POINT, STEP, TAB, unescapeCode } from './fields';
import { day, micros, readDate, readMoment, readTime } from './moments';
import { report } from './progress';

// Kinds of columns, as in src/write/parquet/column-pages.ts.
const TEXT: i32 = 0;
const INT32: i32 = 1;
const INT64: i32 = 2;
const BOOLEAN: i32 = 3;
const DATE: i32 = 4;
const TIME: i32 = 5;
const TIMESTAMP: i32 = 6;

/** Digits that surely fit into eight bytes. */
const SAFE_DIGITS: i32 = 18;
const DAY_MICROS: i64 = 86400000000;

/**
 * Finds the fields of the rows from `p` to `to`, at most `limit` rows: where each begins (u32), one after the other, so that it ends one byte
 * before the next. Stops before a row of other fields than the columns.
 */
export function splitRows(p: usize, to: usize, fields: usize, columns: i32, limit: i32): void {
  let at = fields;
  let row = p;
  let column: i32 = 0;
  let count: i32 = 0;
  store<u32>(at, <u32>p);
  for (let isOver = limit < 1; !isOver && p < to; p += STEP) {
    let mask = fieldEnds(p);
    while (mask !== 0 && !isOver) {
      const end = p + <usize>ctz(mask);
      mask &= mask - 1;
      at += 4;
      store<u32>(at, <u32>end + 1);
      column++;
      if (load<u8>(end) === TAB) isOver = column === columns;
      else if (column !== columns) isOver = true;
      else {
        column = 0;
        row = end + 1;
        isOver = ++count === limit || row >= to;
      }
    }
  }
  report(row, 0, count);
}

/** Fields of the column that were null. */
export let nulls: i32 = 0;

/**
 * Writes the values of a column to `at`, and a bit for each row that has one from `bits` on, whose first `bitOffset` bits are of rows
 * before; they are zeros. A boolean takes a byte.
 * @param fields where `splitRows` put the column's first field
 * @param scale of a decimal
 * @returns where the values end; 0 where one of them is for the JavaScript encoder
 */
export function writeColumn(
  kind: i32,
  scale: i32,
  fields: usize,
  columns: i32,
  rows: i32,
  at: usize,
  bits: usize,
  bitOffset: i32,
): usize {
  nulls = 0;
  for (let row: i32 = 0; row < rows; row++, fields += (<usize>columns) << 2) {
    const start: usize = load<u32>(fields);
    if (isNull(start)) {
      nulls++;
      continue;
    }
    const bit = bitOffset + row;
    const byte = bits + <usize>(bit >> 3);
    const mask: i32 = 1 << (bit & 7);
    store<u8>(byte, load<u8>(byte) | <u8>mask);
    at = writeValue(kind, scale, start, <usize>load<u32>(fields, 4) - 1, at);
    if (at === 0) return 0;
  }
  return at;
}

function writeValue(kind: i32, scale: i32, p: usize, end: usize, at: usize): usize {
  switch (kind) {
    case TEXT: {
      const last = writeText(p, end, at + 4);
      store<u32>(at, <u32>(last - at - 4));
      return last;
    }
    case INT32:
      if (!readWhole(p, end)) return 0;
      store<i32>(at, <i32>whole);
      return at + 4;
    case INT64:
      if (!readWhole(p, end)) return 0;
      store<i64>(at, whole);
      return at + 8;
    case BOOLEAN:
      store<u8>(at, load<u8>(p) === 116 ? 1 : 0);
      return at + 1;
    case DATE:
      if (!readDate(p, end)) return 0;
      store<i32>(at, day);
      return at + 4;
    case TIME:
      if (!readTime(p, end) || micros >= DAY_MICROS) return 0;
      store<i64>(at, micros);
      return at + 8;
    case TIMESTAMP:
      if (!readMoment(p, end)) return 0;
      store<i64>(at, <i64>day * DAY_MICROS + micros);
      return at + 8;
    default:
      if (!readDecimal(p, end, scale)) return 0;
      store<i64>(at, whole);
      return at + 8;
  }
}

/** Copies a text without its escapes. Returns where it ends. */
function writeText(p: usize, end: usize, at: usize): usize {
  while (p < end) {
    const v = v128.load(p);
    v128.store(at, v);
    const mask = i8x16.bitmask(i8x16.eq(v, i8x16.splat(<i8>BACKSLASH)));
    const plain: usize = mask === 0 ? STEP : <usize>ctz(mask);
    if (p + plain >= end) return at + (end - p);
    p += plain;
    at += plain;
    if (mask === 0) continue;
    store<u8>(at++, unescapeCode(load<u8>(p, 1)));
    p += 2;
  }
  return at;
}

let whole: i64 = 0;

/** Reads a whole number of at most eight bytes. */
function readWhole(p: usize, end: usize): bool {
  const negative = load<u8>(p) === MINUS;
  if (negative) p++;
  if (p === end) return false;
  let value: u64 = 0;
  for (; p < end; p++) {
    const digit = <u32>load<u8>(p) - 48;
    if (digit > 9) return false;
    value = value * 10 + digit;
  }
  whole = negative ? -(<i64>value) : <i64>value;
  return true;
}

/** Reads a decimal as a whole number of the last place of `scale`. */
function readDecimal(p: usize, end: usize, scale: i32): bool {
  const negative = load<u8>(p) === MINUS;
  if (negative) p++;
  let value: i64 = 0;
  let digits: i32 = 0;
  let decimals: i32 = -1;
  for (; p < end; p++) {
    const byte: u32 = load<u8>(p);
    if (byte === POINT) {
      if (decimals >= 0) return false;
      decimals = 0;
      continue;
    }
    const digit = byte - 48;
    if (digit > 9) return false;
    value = value * 10 + digit;
    digits++;
    if (decimals >= 0) decimals++;
  }
  const missing = scale - (decimals < 0 ? 0 : decimals);
  if (digits === 0 || missing < 0 || digits + missing > SAFE_DIGITS) return false;
  for (let i: i32 = 0; i < missing; i++) value *= 10;
  whole = negative ? -value : value;
  return true;
}
