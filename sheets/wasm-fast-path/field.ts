/** One cell into one field of a COPY BINARY tuple: int32 length, then bytes (PostgreSQL docs, "COPY", Binary Format). */
import { word } from './markup';
import { COMMA, date1904, kindCount, kinds, MAX_LENGTH, TRIM, WIRE } from './memory-layout';
import {
  mayBeExact,
  readClockText,
  readExactSerial,
  readExactTime,
  readIsoText,
  readSerial,
  readTime,
  writeDate,
  writeTime,
  writeTimestamp,
} from './moment';
import { double, isDouble, isShown, isWhole, readNumber, whole, writeNumeric } from './number';
import { copyText, trim, trimmedEnd, trimmedStart } from './text';

// Cell types (ECMA-376 part 1 §18.18.11 ST_CellType), without those that the JavaScript path reads.
export const T_NUMBER: i32 = 0;
export const T_SHARED: i32 = 1;
export const T_STRING: i32 = 2;
export const T_INLINE: i32 = 3;
export const T_BOOLEAN: i32 = 4;

// Kinds, as in src/row-sink.ts.
const K_NUMBER: u32 = 2;
const K_DATE: u32 = 3;
const K_TIME: u32 = 5;
// A number whose format shows it otherwise than General, see src/xlsx/styles.ts: in a column of text the JavaScript path reads it.
const K_SHOWN: u32 = 10;

// Wires, as in src/convert/column.ts.
const TEXT: u32 = 0;
const INT2: u32 = 1;
const INT4: u32 = 2;
const INT8: u32 = 3;
const NUMERIC: u32 = 4;
const FLOAT8: u32 = 6;
const BOOL: u32 = 7;
const DATE: u32 = 8;
const TIMESTAMP: u32 = 9;
const TIMESTAMPTZ: u32 = 10;
const TIME: u32 = 11;

/** Whether the cell was blank, so that nothing was filled. */
export let blank: bool = false;

/** What is not text takes less than this. */
export const FIELD_BYTES: usize = 64;

/** Writes NULL. */
export function writeNull(at: usize): usize {
  store<i32>(at, -1);
  return at + 4;
}

/** Writes a cell whose value lies from `start` to `end`. Returns the end of the field, or 0 where the JavaScript path must read this cell. */
export function writeField(at: usize, record: usize, type: i32, style: i32, start: usize, end: usize): usize {
  const wire: u32 = load<u8>(record, WIRE);
  blank = false;
  if (type === T_SHARED || type === T_STRING || type === T_INLINE) {
    if (wire !== TEXT || load<u8>(record, TRIM) !== 0) {
      trim(start, end);
      start = trimmedStart;
      end = trimmedEnd;
    }
    if (start >= end) {
      blank = true;
      return writeNull(at);
    }
    if (wire !== TEXT) return finish(at, writeTyped(at + 4, record, wire, start, end));
    const most = load<u32>(record, MAX_LENGTH);
    if (most !== 0 && <u32>(end - start) > most) return 0;
    if (!copyText(at + 4, start, end)) return 0;
    store<u32>(at, bswap<u32>(<u32>(end - start)));
    return at + 4 + (end - start);
  }
  const field = at + 4;
  let done: usize = 0;
  if (type === T_BOOLEAN) {
    done = writeBoolean(field, wire, load<u8>(start));
  } else {
    const kind: u32 = style < kindCount ? load<u8>(kinds + <usize>style) : K_NUMBER;
    done =
      kind === K_NUMBER || (kind === K_SHOWN && wire !== TEXT)
        ? writeNumber(field, record, wire, start, end)
        : writeMoment(field, wire, kind, start, end);
  }
  return finish(at, done);
}

/** Puts a field's length in front of it; `end` is 0 where there is none. */
function finish(at: usize, end: usize): usize {
  if (end !== 0) store<u32>(at, bswap<u32>(<u32>(end - at - 4)));
  return end;
}

/** What somebody typed as text into a column of another type: plain digits, ISO dates, yes and no; the JavaScript path reads everything else. */
function writeTyped(at: usize, record: usize, wire: u32, start: usize, end: usize): usize {
  if (wire === DATE) return readIsoText(start, end) ? writeDate(at) : 0;
  if (wire === TIMESTAMP || wire === TIMESTAMPTZ) return readIsoText(start, end) ? writeTimestamp(at) : 0;
  if (wire === TIME) return readClockText(start, end) ? writeTime(at) : 0;
  if (wire === BOOL) return writeWord(at, start, end);
  if (load<u8>(record, COMMA) !== 0 || !readNumber(start, end, true)) return 0;
  return writeRead(at, wire);
}

/** The English words and digits of src/convert/boolean-text.ts, in any case. */
function writeWord(at: usize, start: usize, end: usize): usize {
  const length = end - start;
  const first: u32 = <u32>load<u8>(start) | 0x20;
  let value: i32 = -1;
  if (length === 1) {
    // 1, t and y; 0, f and n. The case of a letter is a bit that a digit has.
    if (first === 0x31 || first === 0x74 || first === 0x79) value = 1;
    else if (first === 0x30 || first === 0x66 || first === 0x6e) value = 0;
    if (first < 0x40 && <u32>load<u8>(start) !== first) value = -1;
  } else if (length === 2) {
    if ((<u32>load<u16>(start) | 0x2020) === word(0x6e, 0x6f, 0, 0)) value = 0; // no
  } else if (length === 3) {
    if (((load<u32>(start) & 0xffffff) | 0x202020) === word(0x79, 0x65, 0x73, 0)) value = 1; // yes
  } else if (length === 4) {
    if ((load<u32>(start) | 0x20202020) === word(0x74, 0x72, 0x75, 0x65)) value = 1; // true
  } else if (length === 5) {
    // false
    if ((load<u32>(start) | 0x20202020) === word(0x66, 0x61, 0x6c, 0x73) && (<u32>load<u8>(start, 4) | 0x20) === 0x65)
      value = 0;
  }
  if (value < 0) return 0;
  store<u8>(at, <u8>value);
  return at + 1;
}

function writeBoolean(at: usize, wire: u32, first: u32): usize {
  const yes = first === 0x31 || first === 0x74 || first === 0x54;
  if (wire === BOOL) {
    store<u8>(at, yes ? 1 : 0);
    return at + 1;
  }
  if (wire !== TEXT) return 0;
  store<u32>(at, yes ? word(0x54, 0x52, 0x55, 0x45) : word(0x46, 0x41, 0x4c, 0x53));
  if (yes) return at + 4;
  store<u8>(at, 0x45, 4);
  return at + 5;
}

function writeNumber(at: usize, record: usize, wire: u32, start: usize, end: usize): usize {
  if (wire === TEXT) {
    const most = load<u32>(record, MAX_LENGTH);
    if ((most !== 0 && <u32>(end - start) > most) || !isShown(start, end)) return 0;
    v128.store(at, v128.load(start));
    store<u8>(at, load<u8>(start, 16), 16);
    return at + (end - start);
  }
  if (!readNumber(start, end, false)) return 0;
  if (wire === BOOL && isWhole() && (whole() === 0 || whole() === 1)) {
    store<u8>(at, <u8>whole());
    return at + 1;
  }
  return writeRead(at, wire);
}

/** Writes the number that was read. */
function writeRead(at: usize, wire: u32): usize {
  if (wire === NUMERIC) return writeNumeric(at);
  if (wire === INT8 || wire === INT4 || wire === INT2) {
    if (!isWhole()) return 0;
    const value = whole();
    if (wire === INT8) {
      store<u64>(at, bswap<u64>(<u64>value));
      return at + 8;
    }
    if (wire === INT4) {
      if (value !== <i64>(<i32>value)) return 0;
      store<u32>(at, bswap<u32>(<u32>value));
      return at + 4;
    }
    if (value !== <i64>(<i16>value)) return 0;
    store<u16>(at, bswap<u16>(<u16>value));
    return at + 2;
  }
  if (wire !== FLOAT8 || !isDouble()) return 0;
  store<u64>(at, bswap<u64>(reinterpret<u64>(double())));
  return at + 8;
}

/** A number whose style shows a date, a date and time, or a time. */
function writeMoment(at: usize, wire: u32, kind: u32, start: usize, end: usize): usize {
  if (kind < K_DATE || kind > K_TIME) return 0;
  if (wire === TIME) return writeTimeOfDay(at, kind, start, end);
  if (wire !== DATE && wire !== TIMESTAMP && wire !== TIMESTAMPTZ) return 0;
  if (date1904 || !mayBeExact(start, end) || !readExactSerial(start, end)) {
    if (!readNumber(start, end, false) || !isDouble() || !readSerial(double(), date1904)) return 0;
  }
  return wire === DATE ? writeDate(at) : writeTimestamp(at);
}

/** A number below 1. In a workbook that counts from 1904, day 0 is a day, so a style with a day shows one. */
function writeTimeOfDay(at: usize, kind: u32, start: usize, end: usize): usize {
  if (date1904 && kind !== K_TIME) return 0;
  if (!mayBeExact(start, end) || !readExactTime(start, end)) {
    if (!readNumber(start, end, false) || !isDouble() || !readTime(double())) return 0;
  }
  return writeTime(at);
}
