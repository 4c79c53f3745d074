/** Rows of a worksheet part, as src/write/sheet-xml.ts writes them where no cell has a total and nothing stands between the cells. */
import { BACKSLASH, findLineFeed, isNull, isSign, LF, MINUS, POINT, STEP, TAB } from './fields';
import { day, micros, readDate, readMoment, readTime } from './moments';
import { report } from './progress';
import { writeSerial, writeWhole } from './serial';
import { textEnd, writeXmlText } from './xml-text';

// Kinds of columns, as in src/write/sheet-kernel.ts.
const TEXT: u32 = 0;
const NUMBER: u32 = 1;
const BOOLEAN: u32 = 2;
const DATE: u32 = 3;
const DATETIME: u32 = 4;

// A column's record: its kind (u32), then address and length (u32) of `<c r="AB`, and of what follows the row's number before a value, before a
// text, and before a text that begins as a formula does.
const RECORD: usize = 48;
const START: usize = 4;
const VALUE: usize = 12;
const TEXT_TAG: usize = 20;
const QUOTED: usize = 28;

/** Serials of 1970-01-01, of 1900-03-01 and of 9999-12-31. */
const UNIX_EPOCH: i32 = 25569;
const FIRST_SERIAL: i32 = 61;
const LAST_SERIAL: i32 = 2958465;
const DAY_MICROS: i64 = 86400000000;
/** Only a row of so many bytes can hold a text that is too long for a cell: the JavaScript encoder measures it. */
const MAX_ROW: usize = 32767;
/** As in src/write/sheet-xml.ts. */
const PER_BYTE: usize = 7;
const PER_CELL: usize = 96;
const PER_ROW: usize = 64 + STEP;
const SPACE: u32 = 32;
const APOSTROPHE: u32 = 39;

const PRESERVE: usize = memory.data<u8>([
  32, 120, 109, 108, 58, 115, 112, 97, 99, 101, 61, 34, 112, 114, 101, 115, 101, 114, 118, 101, 34,
]); // xml:space="preserve", with a blank in front
const PRESERVE_BYTES: usize = 21;
/** The row's number in digits, with room to copy it sixteen bytes at a time. */
const NUMBER_AT: usize = memory.data<u8>([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

let records: usize = 0;
let columnCount: i32 = 0;
let rowOpen: usize = 0;
let rowOpenBytes: usize = 0;
let numberBytes: usize = 0;
/** Whether a text that begins as a formula was written. */
export let hasQuoted: bool = false;

export function setSheet(recordsAt: usize, columns: i32, rowOpenAt: usize, rowOpenLength: usize): void {
  records = recordsAt;
  columnCount = columns;
  rowOpen = rowOpenAt;
  rowOpenBytes = rowOpenLength;
}

/** Encodes rows as `encodeDelimited` does. `before` is the number of the row before the first one. */
export function encodeSheet(p: usize, to: usize, at: usize, outEnd: usize, limit: i32, before: u32): void {
  const columns = columnCount;
  const perRow = <usize>columns * PER_CELL + PER_ROW + rowOpenBytes;
  let count: i32 = 0;
  while (p < to && count < limit) {
    const lineFeed = findLineFeed(p);
    const bytes = lineFeed - p;
    if (bytes > MAX_ROW || at + bytes * PER_BYTE + perRow > outEnd) break;
    numberBytes = writeWhole(before + <u32>count + 1, NUMBER_AT) - NUMBER_AT;
    const end = encodeRow(p, lineFeed, at, columns);
    if (end === 0) break;
    at = end;
    count++;
    p = lineFeed + 1;
  }
  report(p, at, count);
}

function encodeRow(p: usize, lineFeed: usize, at: usize, columns: i32): usize {
  store<u32>(at, 0x776f723c); // <row
  store<u32>(at, 0x223d7220, 4); // r="
  at = writeNumber(at + 8);
  at = copyPiece(rowOpen, rowOpenBytes, at);
  let record = records;
  for (let column: i32 = 0; column < columns; column++, record += RECORD) {
    const first: u32 = load<u8>(p);
    if (first === BACKSLASH && isNull(p)) p += 2;
    else if (first !== TAB && first !== LF) {
      at = copyPiece(load<u32>(record, START), load<u32>(record, START + 4), at);
      at = writeNumber(at);
      at = writeCell(p, at, record);
      if (at === 0) return 0;
      p = cellEnd;
    }
    if (column === columns - 1 ? p !== lineFeed : load<u8>(p) !== TAB) return 0;
    p++;
  }
  store<u64>(at, 0x3e776f722f3c); // </row>
  return at + 6;
}

/** Where the cell that was written last ends in the row. */
let cellEnd: usize = 0;

function writeCell(p: usize, at: usize, record: usize): usize {
  const kind: u32 = load<u32>(record);
  if (kind === TEXT) return writeText(p, at, record);
  const start = at;
  at = copyPiece(load<u32>(record, VALUE), load<u32>(record, VALUE + 4), at);
  if (kind === BOOLEAN) {
    store<u8>(at++, load<u8>(p) === 116 ? 49 : 48);
    cellEnd = p + 1;
    return endValue(at);
  }
  if (kind === NUMBER) {
    at = writeDigits(p, at);
    return at === 0 ? writeText(p, start, record) : endValue(at);
  }
  let end = p;
  while (load<u8>(end) !== TAB && load<u8>(end) !== LF) end++;
  cellEnd = end;
  if (kind === DATE) {
    if (!readDate(p, end)) return 0;
    if (day + UNIX_EPOCH < FIRST_SERIAL) return writeText(p, start, record);
    return endValue(writeWhole(day + UNIX_EPOCH, at));
  }
  if (kind === DATETIME) {
    if (!readMoment(p, end)) return 0;
    const serial = day + UNIX_EPOCH;
    if (serial < FIRST_SERIAL || serial > LAST_SERIAL) return writeText(p, start, record);
    return endValue(writeSerial(serial, micros, at));
  }
  if (!readTime(p, end)) return 0;
  if (micros >= DAY_MICROS) return writeText(p, start, record);
  return endValue(writeSerial(0, micros, at));
}

/** Copies the digits of a number that Excel keeps as it is. Returns where they end, or 0 for all others. */
function writeDigits(p: usize, at: usize): usize {
  const from = p;
  if (load<u8>(p) === MINUS) {
    store<u8>(at++, MINUS);
    p++;
  }
  const first = p;
  let points: usize = 0;
  let others: bool = false;
  let byte: u32 = load<u8>(p);
  while (byte !== TAB && byte !== LF) {
    if (byte === POINT) points++;
    else if (byte - 48 > 9) others = true;
    store<u8>(at++, byte);
    byte = load<u8>(++p);
  }
  const length = p - first;
  cellEnd = p;
  const isSimple = !others && points < 2 && length > points && length < 16;
  return isSimple || isPlainNumber(from, p) ? at : 0;
}

/** As src/write/plain-number.ts has it. */
function isPlainNumber(p: usize, end: usize): bool {
  if (end - p > 300) return false;
  let digits: i32 = 0;
  let zeros: i32 = 0;
  let fraction: bool = false;
  let any: bool = false;
  if (load<u8>(p) === MINUS) p++;
  for (; p < end; p++) {
    const byte: u32 = load<u8>(p);
    if (byte === 48) {
      any = true;
      if (digits > 0) {
        digits++;
        zeros++;
      }
    } else if (byte - 49 <= 8) {
      any = true;
      digits++;
      zeros = 0;
    } else if (byte === POINT && !fraction) {
      fraction = true;
      zeros = 0;
    } else break;
  }
  if (!any || digits - (fraction ? zeros : 0) > 15) return false;
  return p === end || isSmallExponent(p, end);
}

/** `e±dd` as PostgreSQL writes float8. */
function isSmallExponent(p: usize, end: usize): bool {
  if (load<u8>(p) !== 101) return false;
  p++;
  if (load<u8>(p) === 43 || load<u8>(p) === MINUS) p++;
  let exponent: u32 = 0;
  for (const from = p; p < end; p++) {
    const digit = <u32>load<u8>(p) - 48;
    if (digit > 9 || p - from > 3) return false;
    exponent = exponent * 10 + digit;
  }
  return exponent <= 290;
}

function writeText(p: usize, at: usize, record: usize): usize {
  const quoted = isQuoted(p);
  if (quoted) hasQuoted = true;
  const tag = record + (quoted ? QUOTED : TEXT_TAG);
  const text = copyPiece(load<u32>(tag), load<u32>(tag, 4), at);
  at = writeXmlText(p, text);
  const end = textEnd;
  cellEnd = end;
  // Space at an end is kept only where XML is told so; what was escaped may be one.
  const first: u32 = load<u8>(p);
  if (
    first === SPACE ||
    first === BACKSLASH ||
    load<u8>(end - 1) === SPACE ||
    (end - p > 1 && load<u8>(end - 2) === BACKSLASH)
  ) {
    const open = text - 1;
    memory.copy(open + PRESERVE_BYTES, open, at - open);
    memory.copy(open, PRESERVE, PRESERVE_BYTES);
    at += PRESERVE_BYTES;
  }
  store<u32>(at, 0x3e742f3c); // </t>
  store<u32>(at, 0x73692f3c, 4); // </is
  store<u64>(at, 0x3e632f3c3e, 8); // ></c>
  return at + 13;
}

/** Whether a text begins as a formula does; an apostrophe at its begin would be lost in an edit. */
function isQuoted(p: usize): bool {
  const first: u32 = load<u8>(p);
  if (first === APOSTROPHE) return true;
  if (first !== BACKSLASH) return isSign(p);
  const code: u32 = load<u8>(p, 1);
  return code === 110 || code === 114 || code === 116; // n, r, t
}

function endValue(at: usize): usize {
  store<u32>(at, 0x3e762f3c); // </v>
  store<u32>(at, 0x3e632f3c, 4); // </c>
  return at + 8;
}

function writeNumber(at: usize): usize {
  v128.store(at, v128.load(NUMBER_AT));
  return at + numberBytes;
}

/** Copies sixteen bytes at a time: up to 15 behind its end are overwritten. */
function copyPiece(piece: usize, length: usize, at: usize): usize {
  for (let i: usize = 0; i < length; i += STEP) v128.store(at + i, v128.load(piece + i));
  return at + length;
}
