/** Rows of a worksheet part, as src/write/sheet-xml.ts writes them. */
import { BACKSLASH, findLineFeed, isNull, isSign, LF, STEP, TAB } from './fields';
import { day, micros, readDate, readMoment, readTime } from './moments';
import { numberEnd, writeDigits } from './numbers';
import { report } from './progress';
import { writeSerial, writeWhole } from './serial';
import { countRow, forgetRow, noteCell, noteDigits, noteValue } from './tallies';
import { textEnd, writeXmlText } from './xml-text';

// Kinds of columns, as in src/write/sheet-kernel.ts.
const TEXT: u32 = 0;
const NUMBER: u32 = 1;
const BOOLEAN: u32 = 2;
const DATE: u32 = 3;
const DATETIME: u32 = 4;

// A column's record: its kind (u32), then address and length (u32) of `<c r="AB`, and of what follows the row's number before a value, before a
// text, and before a text that begins as a formula does. Then what stands before the cell in each row (address and count of pieces), the address of
// its tally or 0, and whether it is one of several values of a text (flags, or 0), with what stands before and behind this one.
const RECORD: usize = 80;
const START: usize = 4;
const VALUE: usize = 12;
const TEXT_TAG: usize = 20;
const QUOTED: usize = 28;
const BEFORE: usize = 36;
const TALLY: usize = 44;
const JOIN: usize = 48;
const LEAD: usize = 52;
const TRAIL: usize = 60;

// Flags of JOIN, beside 1.
const OPENS: u32 = 2;
const CLOSES: u32 = 4;

// A piece of what is the same in each row: whether a row begins with it, then address and length (u32). The row's number stands before each but
// the first one and those with which a row begins.
const PIECE: usize = 12;

/** Serials of 1970-01-01, of 1900-03-01 and of 9999-12-31. */
const UNIX_EPOCH: i32 = 25569;
const FIRST_SERIAL: i32 = 61;
const LAST_SERIAL: i32 = 2958465;
/** The day 0 of the 1904 date system. */
const DAYS_TO_1904: i32 = 1462;
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
let after: usize = 0;
let afterPieces: u32 = 0;
let constantBytes: usize = 0;
let firstDay: i32 = 0;
/** Addresses of the tallies. */
let tallies: usize = 0;
let tallyCount: i32 = 0;
let number: u32 = 0;
let numberBytes: usize = 0;
/** Whether a text that begins as a formula was written. */
export let hasQuoted: bool = false;

/** @param constant what is the same in each row takes so many bytes at most */
export function setSheet(
  recordsAt: usize,
  columns: i32,
  rowOpenAt: usize,
  rowOpenLength: usize,
  afterAt: usize,
  afterCount: u32,
  constant: usize,
  is1904: bool,
  talliesAt: usize,
  talliesCount: i32,
): void {
  records = recordsAt;
  columnCount = columns;
  rowOpen = rowOpenAt;
  rowOpenBytes = rowOpenLength;
  after = afterAt;
  afterPieces = afterCount;
  constantBytes = constant;
  firstDay = is1904 ? DAYS_TO_1904 : 0;
  tallies = talliesAt;
  tallyCount = talliesCount;
}

/** Encodes rows as `encodeDelimited` does. `before` is the number of the row of the sheet before the first one. */
export function encodeSheet(p: usize, to: usize, at: usize, outEnd: usize, limit: i32, before: u32): void {
  const columns = columnCount;
  const perRow = <usize>columns * PER_CELL + PER_ROW + rowOpenBytes + constantBytes;
  let count: i32 = 0;
  number = before;
  while (p < to && count < limit) {
    const lineFeed = findLineFeed(p);
    const bytes = lineFeed - p;
    if (bytes > MAX_ROW || at + bytes * PER_BYTE + perRow > outEnd) break;
    nextNumber();
    const end = encodeRow(p, lineFeed, at, columns);
    if (end === 0) {
      forgetRow(tallies, tallyCount);
      break;
    }
    countRow(tallies, tallyCount);
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
    const pieces = load<u32>(record, BEFORE + 4);
    if (pieces > 0) at = writeConstant(load<u32>(record, BEFORE), pieces, at);
    const first: u32 = load<u8>(p);
    const join = load<u32>(record, JOIN);
    if (join !== 0) {
      at = writeJoined(p, at, record, join);
      p = cellEnd;
    } else if (first === BACKSLASH && isNull(p)) p += 2;
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
  if (afterPieces > 0) at = writeConstant(after, afterPieces, at);
  store<u64>(at, 0x3e776f722f3c); // </row>
  return at + 6;
}

function writeConstant(piece: usize, count: u32, at: usize): usize {
  for (let i: u32 = 0; i < count; i++, piece += PIECE) {
    if (load<u32>(piece) !== 0) nextNumber();
    else if (i > 0) at = writeNumber(at);
    at = copyPiece(load<u32>(piece, 4), load<u32>(piece, 8), at);
  }
  return at;
}

/** One of the values that make a text together. */
function writeJoined(p: usize, at: usize, record: usize, join: u32): usize {
  if ((join & OPENS) !== 0) {
    at = copyPiece(load<u32>(record, START), load<u32>(record, START + 4), at);
    at = writeNumber(at);
    at = copyPiece(load<u32>(record, TEXT_TAG), load<u32>(record, TEXT_TAG + 4), at);
  }
  at = copyPiece(load<u32>(record, LEAD), load<u32>(record, LEAD + 4), at);
  if (isNull(p)) cellEnd = p + 2;
  else {
    at = writeXmlText(p, at);
    cellEnd = textEnd;
  }
  if ((join & CLOSES) === 0) return at;
  at = copyPiece(load<u32>(record, TRAIL), load<u32>(record, TRAIL + 4), at);
  return endText(at);
}

/** Where the cell that was written last ends in the row. */
let cellEnd: usize = 0;

function writeCell(p: usize, at: usize, record: usize): usize {
  const kind: u32 = load<u32>(record);
  const tally: usize = load<u32>(record, TALLY);
  if (tally !== 0) noteCell(tally);
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
    if (at === 0) return writeText(p, start, record);
    cellEnd = numberEnd;
    if (tally !== 0 && !noteDigits(tally, p, numberEnd)) return 0;
    return endValue(at);
  }
  let end = p;
  while (load<u8>(end) !== TAB && load<u8>(end) !== LF) end++;
  cellEnd = end;
  let serial: i32 = 0;
  if (kind === DATE) {
    if (!readDate(p, end)) return 0;
    serial = day + UNIX_EPOCH;
    if (serial < FIRST_SERIAL) return writeText(p, start, record);
    serial -= firstDay;
    if (serial < 0) return writeText(p, start, record);
    if (tally !== 0) noteValue(tally, <f64>serial);
    return endValue(writeWhole(serial, at));
  }
  if (kind === DATETIME) {
    if (!readMoment(p, end)) return 0;
    serial = day + UNIX_EPOCH;
    if (serial < FIRST_SERIAL || serial > LAST_SERIAL) return writeText(p, start, record);
    serial -= firstDay;
    if (serial < 0) return writeText(p, start, record);
  } else {
    if (!readTime(p, end)) return 0;
    if (micros >= DAY_MICROS) return writeText(p, start, record);
  }
  if (tally !== 0) noteValue(tally, <f64>serial + <f64>micros / <f64>DAY_MICROS);
  return endValue(writeSerial(serial, micros, at));
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
  return endText(at);
}

function endText(at: usize): usize {
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

function nextNumber(): void {
  number++;
  numberBytes = writeWhole(number, NUMBER_AT) - NUMBER_AT;
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
