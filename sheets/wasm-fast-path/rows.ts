/**
 * Rows of sheetData (ECMA-376 part 1 §18.3.1.80) into COPY BINARY tuples, as long as they are of the kind that nearly all are. At the first
 * that is not, this returns at that row's start, and the reading thread reads it in JavaScript (src/xlsx/sheet-scanner.ts), which knows
 * everything. So nothing here needs to: what is not surely right is left alone.
 */
import { column, readCell, style, type, valueEnd, valueStart } from './cell';
import { blank, FIELD_BYTES, T_SHARED, writeField, writeNull } from './field';
import { attribute, attributeEnd, GT, isDigit, LT, QUOTE, SLASH, skipBlanks, word } from './markup';
import { columns, fields, headerRow, MAX_ROWS, numbered, offsets, RECORD, strings } from './memory-layout';
import { FULL, isRequired, NEXT, OTHER, STRINGS } from './stops';

/** Where the next row begins in the XML, the number of the row before it, and where the output ends. */
export let position: usize = 0;
export let rowNumber: i32 = 0;
export let out: usize = 0;
/** Tuples written by the last call. */
export let written: i32 = 0;
export let wanted: i32 = 0;

/** The row that is being read: its number, and whether it has an end tag. */
let number: i32 = 0;
let hasEnd: bool = false;

/**
 * Reads rows from `from` to `to`, behind which there are at least 64 zeros, and appends tuples at `at`: until `flushAt` is reached, and
 * never beyond `outEnd`. `count` shared strings have been read. From row number `until` on, the JavaScript path reads the rows.
 */
export function readRows(
  from: usize,
  to: usize,
  at: usize,
  flushAt: usize,
  outEnd: usize,
  previous: i32,
  count: i32,
  until: i32,
): i32 {
  written = 0;
  position = from;
  rowNumber = previous;
  out = at;
  while (out < flushAt) {
    const p = openRow(skipBlanks(position, to));
    if (p === 0) return OTHER;
    if (hasEnd) {
      // Rows that step back are counted and left out by the JavaScript path, too.
      if (number <= headerRow || number <= rowNumber || number >= until) return OTHER;
      const stop = readCells(p, to, outEnd, count);
      if (stop === FULL && written === 0) return OTHER;
      if (stop !== NEXT) return stop;
    } else {
      position = p;
    }
    rowNumber = number;
  }
  return FULL;
}

/** From a row's `<` to behind its tag; 0 where it is not a plain one. */
function openRow(p: usize): usize {
  if (load<u32>(p) !== word(LT, 0x72, 0x6f, 0x77)) return 0; // <row
  number = rowNumber + 1;
  p += 4;
  let c: u32 = load<u8>(p);
  while (c === 0x20) {
    if (load<u32>(p) === word(0x20, 0x72, 0x3d, QUOTE)) {
      // r="
      p += 4;
      number = 0;
      for (c = load<u8>(p); isDigit(c) && number <= MAX_ROWS; c = load<u8>(++p)) number = number * 10 + <i32>(c - 0x30);
      if (c !== QUOTE || number === 0) return 0;
      p++;
    } else {
      if (!attribute(p + 1)) return 0;
      p = attributeEnd;
    }
    c = load<u8>(p);
  }
  if (number > MAX_ROWS) return 0;
  hasEnd = c === GT;
  if (hasEnd) return p + 1;
  return c === SLASH && load<u8>(p, 1) === GT ? p + 2 : 0;
}

/** Reads a row's cells and its end tag into one tuple behind `out`, and only then moves `position` and `out`. */
function readCells(p: usize, to: usize, outEnd: usize, count: i32): i32 {
  const tail: usize = ((<usize>fields) << 2) + FIELD_BYTES;
  let at = out + (numbered ? 10 : 2);
  if (at + tail > outEnd) return FULL;
  let before: i32 = -1;
  let next: i32 = 0;
  let filled = false;
  let lacks = false;
  while (true) {
    p = skipBlanks(p, to);
    if (load<u16>(p) !== word(LT, 0x63, 0, 0)) break;
    p = readCell(p + 2, before);
    if (p === 0) return OTHER;
    before = column;
    let start = valueStart;
    let end = valueEnd;
    if (start === end) continue;
    if (type === T_SHARED) {
      const index = sharedIndex(start, end);
      if (index < 0) return OTHER;
      if (index >= count) {
        wanted = index;
        return STRINGS;
      }
      const offset = offsets + ((<usize>index) << 2);
      start = strings + <usize>load<u32>(offset);
      end = strings + <usize>load<u32>(offset, 4);
      if (start === end) continue;
    }
    const record = columns + <usize>column * RECORD;
    const k = load<i32>(record);
    if (k < 0) continue;
    // Columns that come back, or twice, are put in order by the JavaScript path.
    if (k < next) return OTHER;
    for (; next < k; next++) {
      at = writeNull(at);
      lacks = lacks || isRequired(next);
    }
    next++;
    if (at + (end - start) + tail > outEnd) return FULL;
    at = writeField(at, record, type, style, start, end);
    if (at === 0) return OTHER;
    if (blank) lacks = lacks || isRequired(k);
    else filled = true;
  }
  // </row>
  if (load<u32>(p) !== word(LT, SLASH, 0x72, 0x6f) || load<u16>(p, 4) !== word(0x77, GT, 0, 0)) return OTHER;
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
  position = p + 6;
  return NEXT;
}

/** The number that a cell of t="s" holds; -1 where it is not plainly one. */
function sharedIndex(p: usize, end: usize): i32 {
  let index: i32 = 0;
  for (; p < end; p++) {
    const digit = <u32>load<u8>(p) - 0x30;
    if (digit > 9 || index > 100000000) return -1;
    index = index * 10 + <i32>digit;
  }
  return index;
}
