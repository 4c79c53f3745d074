import { SheetError } from '../errors.ts';
import type { ColumnMark, ColumnPlan, ColumnType, DateOrder, DecimalMark, IssueCode, Wire } from '../model.ts';
import { Kind } from '../row-sink.ts';
import { parseBooleanText } from './boolean-text.ts';
import { mayBeExact, readExactSerial, readSerial, Serial, writeDate, writeTimestamp } from './calendar.ts';
import {
  AMBIGUOUS_NUMBER,
  BLANK,
  ERROR_CELL,
  INVALID_CHARACTER,
  MISFIT,
  OK,
  OUT_OF_RANGE,
  TOO_LONG,
} from './conversion-status.ts';
import { parseDateText } from './date-text.ts';
import {
  decimal,
  decimalToDouble,
  parseDecimal,
  roundDecimal,
  writeDecimalInteger,
  writeInteger,
  writeNumeric,
} from './decimal.ts';
import { writePostgresDate, writePostgresTimestamp, writeSpecialFloat, writeSpecialNumeric } from './postgres-text.ts';
import { decimalToSingle } from './single-float.ts';
import { Target } from './target.ts';
import { copyCleanText, copyText, countCharacters, SHOWN_BYTES, trimmed, trimText, writeShown } from './text.ts';
import { readTimeOfDay, writeTime } from './time-of-day.ts';
import { parseAmbiguousNumber, parseTypedNumber, Reading } from './typed-number.ts';

const TEXT = 0;
const INT2 = 1;
const INT4 = 2;
const INT8 = 3;
const NUMERIC = 4;
const FLOAT4 = 5;
const FLOAT8 = 6;
const BOOL = 7;
const DATE = 8;
const TIMESTAMP = 9;
const TIMESTAMPTZ = 10;
const TIME = 11;

/** Each wire: its number, as wasm-fast-path/field.ts has it too, and the issue of a cell that is nothing of that kind. */
const WIRES: Readonly<Record<Wire, { number: number; misfit: IssueCode }>> = {
  text: { number: TEXT, misfit: 'invalid_character' },
  int2: { number: INT2, misfit: 'not_integer' },
  int4: { number: INT4, misfit: 'not_integer' },
  int8: { number: INT8, misfit: 'not_integer' },
  numeric: { number: NUMERIC, misfit: 'not_decimal' },
  float4: { number: FLOAT4, misfit: 'not_decimal' },
  float8: { number: FLOAT8, misfit: 'not_decimal' },
  bool: { number: BOOL, misfit: 'not_boolean' },
  date: { number: DATE, misfit: 'not_date' },
  timestamp: { number: TIMESTAMP, misfit: 'not_datetime' },
  timestamptz: { number: TIMESTAMPTZ, misfit: 'not_datetime' },
  time: { number: TIME, misfit: 'not_time' },
};

/** Words for nothing are short; a longer text is none. */
const MAX_NOTHING_BYTES = 64;

/** What a shared string turned out to be in a text column: looked at once, copied ever after. */
const UNSEEN = 0;
const CLEAN = 1;
const OTHER = 2;

/** A ColumnPlan made ready to convert. One shape for all columns, so that the code that uses it stays monomorphic. */
export class Column {
  readonly source: number;
  readonly type: ColumnType;
  readonly wire: number;
  /** The issue of a cell that does not fit. */
  readonly misfit: IssueCode;
  readonly dateOrder: DateOrder | undefined;
  readonly decimal: ColumnMark | undefined;
  readonly trim: boolean;
  readonly required: boolean;
  readonly maxLength: number;
  readonly values: ReadonlyMap<string, Uint8Array | null> | null;
  /** Texts that are blank where they do not fit the type; null where there are none. */
  readonly nothing: ReadonlySet<string> | null;
  /** See `ColumnPlan.guarded`; only of numbers. */
  readonly guarded: boolean;
  /** Whether text may be copied from a shared string as it is; by the string's index. */
  shared = new Uint8Array(0);

  constructor(plan: ColumnPlan, defaults: { dateOrder?: DateOrder | undefined; decimal?: DecimalMark | undefined }) {
    const wire = WIRES[plan.wire];
    if (wire === undefined || !Number.isInteger(plan.source) || plan.source < 0) {
      throw new SheetError('bad_plan', 'A column of the plan is not one that can be decoded.');
    }
    this.source = plan.source;
    this.type = plan.type;
    this.wire = wire.number;
    this.misfit = wire.misfit;
    this.dateOrder = plan.dateOrder ?? defaults.dateOrder;
    this.decimal = plan.decimal ?? defaults.decimal;
    this.trim = plan.trim ?? true;
    this.required = plan.required ?? false;
    this.maxLength = plan.maxLength ?? 0;
    // A Map, so that `__proto__` is a value like any other (P22).
    const values = Object.entries(plan.values ?? {});
    this.values =
      values.length === 0
        ? null
        : new Map(values.map(([from, to]) => [from.trim(), to === null ? null : new Uint8Array(Buffer.from(to))]));
    this.guarded = plan.guarded === true && (plan.type === 'integer' || plan.type === 'decimal');
    // In a column that must have a value, such a word is told as what stands in the cell, not as an empty cell.
    this.nothing = plan.nothing && plan.nothing.length > 0 && !plan.required ? new Set(plan.nothing) : null;
  }
}

/**
 * Converts one cell to a COPY BINARY field (int32 length, then bytes) at the end of `target`, and says OK, BLANK or what is wrong.
 * On anything but OK nothing counts as written. `shared` is the cell's shared string, or -1.
 */
export function convertCell(
  target: Target,
  column: Column,
  kind: Kind,
  b: Uint8Array,
  start: number,
  end: number,
  shared: number,
  date1904: boolean,
): number {
  if (column.guarded && kind === Kind.text && mayBeCode(b, start, end)) return MISFIT;
  if (column.nothing !== null && kind === Kind.text) {
    const status = convertValue(target, column, kind, b, start, end, shared, date1904);
    return status > BLANK && isNothing(column.nothing, b, start, end) ? BLANK : status;
  }
  return convertValue(target, column, kind, b, start, end, shared, date1904);
}

/** Whether a number would not keep a text as it is: it has a zero or a plus in front, or an exponent. */
function mayBeCode(b: Uint8Array, start: number, end: number): boolean {
  const first = b[start];
  if (first === 0x2b) return true;
  if (first === 0x30 && end - start > 1 && b[start + 1]! >= 0x30 && b[start + 1]! <= 0x39) return true;
  for (let p = start; p < end; p++) if ((b[p]! | 0x20) === 0x65) return true;
  return false;
}

/** Whether a text that does not fit is one of those that say that there is nothing. */
function isNothing(nothing: ReadonlySet<string>, b: Uint8Array, start: number, end: number): boolean {
  trimText(b, start, end);
  const length = trimmed.end - trimmed.start;
  return (
    length <= MAX_NOTHING_BYTES && nothing.has(Buffer.from(b.buffer, b.byteOffset + trimmed.start, length).toString())
  );
}

function convertValue(
  target: Target,
  column: Column,
  kind: Kind,
  b: Uint8Array,
  start: number,
  end: number,
  shared: number,
  date1904: boolean,
): number {
  if (column.values !== null) return convertMapped(target, column, kind, b, start, end, date1904);
  if (shared >= 0 && column.wire === TEXT && column.maxLength === 0)
    return convertSharedText(target, column, b, start, end, shared);
  return convertPlain(target, column, kind, b, start, end, date1904);
}

function convertPlain(
  target: Target,
  column: Column,
  kind: Kind,
  b: Uint8Array,
  start: number,
  end: number,
  date1904: boolean,
): number {
  if (kind === Kind.text) {
    if (column.trim || column.wire !== TEXT) {
      const last = b[end - 1]!;
      if (b[start]! <= 0x20 || last <= 0x20 || b[start]! > 0x7f || last > 0x7f) {
        trimText(b, start, end);
        start = trimmed.start;
        end = trimmed.end;
      }
    }
    if (start >= end) return BLANK;
  } else if (kind === Kind.error) {
    return ERROR_CELL;
  }
  const field = target.at;
  target.ensure(end - start + SHOWN_BYTES + 4);
  target.at = field + 4;
  const status =
    column.wire === TEXT
      ? convertText(target, column, kind, b, start, end, date1904)
      : convertTyped(target, column, kind, b, start, end, date1904);
  if (status === OK) target.view.setInt32(field, target.at - field - 4);
  else target.at = field;
  return status;
}

function convertText(
  target: Target,
  column: Column,
  kind: Kind,
  b: Uint8Array,
  start: number,
  end: number,
  date1904: boolean,
): number {
  const at = target.at;
  const status =
    kind === Kind.text ? copyText(target, b, start, end) : writeShown(target, kind, b, start, end, date1904);
  if (
    column.maxLength > 0 &&
    status === OK &&
    target.at - at > column.maxLength &&
    countCharacters(target.bytes, at, target.at) > column.maxLength
  ) {
    return TOO_LONG;
  }
  return status;
}

function convertSharedText(
  target: Target,
  column: Column,
  b: Uint8Array,
  start: number,
  end: number,
  shared: number,
): number {
  if (shared >= column.shared.length) {
    const larger = new Uint8Array(Math.max(shared + 1, column.shared.length * 2, 1024));
    larger.set(column.shared);
    column.shared = larger;
  }
  const seen = column.shared[shared]!;
  if (seen === CLEAN) {
    const length = end - start;
    target.ensure(length + 4);
    target.view.setInt32(target.at, length);
    target.at += 4;
    copyCleanText(target, b, start, end);
    return OK;
  }
  const field = target.at;
  const status = convertPlain(target, column, Kind.text, b, start, end, false);
  // Clean only where nothing was trimmed.
  if (seen === UNSEEN) column.shared[shared] = status === OK && target.at - field - 4 === end - start ? CLEAN : OTHER;
  return status;
}

function convertTyped(
  target: Target,
  column: Column,
  kind: Kind,
  b: Uint8Array,
  start: number,
  end: number,
  date1904: boolean,
): number {
  switch (column.wire) {
    case INT2:
      return convertInteger(target, column, kind, b, start, end, 2);
    case INT4:
      return convertInteger(target, column, kind, b, start, end, 4);
    case INT8:
      return convertInteger(target, column, kind, b, start, end, 8);
    case NUMERIC: {
      if (!readNumber(column, kind, b, start, end))
        return kind === Kind.text && writeSpecialNumeric(target, b, start, end) ? OK : numberIssue;
      target.ensure(decimal.count + 24);
      return writeNumeric(target);
    }
    case FLOAT8:
    case FLOAT4:
      return convertFloat(target, column, kind, b, start, end);
    case BOOL:
      return convertBoolean(target, kind, b, start, end);
    case TIME:
      return readTimeOfDay(kind, b, start, end, date1904) ? writeTime(target) : MISFIT;
    case DATE:
      if (readMoment(column, kind, b, start, end, date1904)) return writeDate(target);
      return kind === Kind.text && writePostgresDate(target, b, start, end) ? OK : momentIssue;
    default:
      if (readMoment(column, kind, b, start, end, date1904)) return writeTimestamp(target);
      return kind === Kind.text && writePostgresTimestamp(target, b, start, end) ? OK : momentIssue;
  }
}

/** Why `readNumber` said no. */
let numberIssue = MISFIT;

/** Reads a number or a text that shows one into `decimal`; numbers are rounded to what Excel shows, texts keep every digit. */
function readNumber(column: Column, kind: Kind, b: Uint8Array, start: number, end: number): boolean {
  numberIssue = MISFIT;
  if (kind === Kind.text) {
    if (column.decimal !== 'each') return parseTypedNumber(b, start, end, column.decimal);
    const reading = parseAmbiguousNumber(b, start, end);
    if (reading === Reading.either) numberIssue = AMBIGUOUS_NUMBER;
    return reading === Reading.sure;
  }
  if (kind !== Kind.number || !parseDecimal(b, start, end)) return false;
  roundDecimal();
  return true;
}

function convertInteger(
  target: Target,
  column: Column,
  kind: Kind,
  b: Uint8Array,
  start: number,
  end: number,
  size: number,
): number {
  // Up to 15 digits, perhaps with a minus: nearly every integer.
  if ((kind === Kind.number || kind === Kind.text) && end - start <= 15) {
    let p = start;
    const negative = b[p] === 0x2d;
    if (negative) p++;
    let value = 0;
    let digit = 0;
    for (; p < end; p++) {
      digit = b[p]! - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (p === end && end - start > (negative ? 1 : 0)) return writeInteger(target, negative ? -value : value, size);
  }
  if (readNumber(column, kind, b, start, end)) return writeDecimalInteger(target, size);
  // Among whole numbers, a mark before three digits is one for thousands.
  return numberIssue === AMBIGUOUS_NUMBER ? writeDecimalInteger(target, size) : MISFIT;
}

function convertFloat(target: Target, column: Column, kind: Kind, b: Uint8Array, start: number, end: number): number {
  const isDouble = column.wire === FLOAT8;
  if (!readNumber(column, kind, b, start, end))
    return kind === Kind.text && writeSpecialFloat(target, b, start, end, isDouble) ? OK : numberIssue;
  const value = isDouble ? decimalToDouble() : decimalToSingle(decimalToDouble());
  // What is too small is not 0, as Postgres' own float8in has it.
  if (!Number.isFinite(value) || (value === 0 && decimal.count > 0)) return OUT_OF_RANGE;
  if (isDouble) target.view.setFloat64(target.at, value);
  else target.view.setFloat32(target.at, value);
  target.at += isDouble ? 8 : 4;
  return OK;
}

function convertBoolean(target: Target, kind: Kind, b: Uint8Array, start: number, end: number): number {
  let value = -1;
  if (kind === Kind.boolean) value = b[start]! - 0x30;
  else if (kind === Kind.text) value = parseBooleanText(b, start, end);
  else if (kind === Kind.number && parseDecimal(b, start, end)) {
    roundDecimal();
    const { count, point, digits, negative } = decimal;
    if (count === 0) value = 0;
    else if (count === 1 && point === 1 && digits[0] === 1 && !negative) value = 1;
  }
  if (value < 0) return MISFIT;
  target.bytes[target.at++] = value;
  return OK;
}

/** Why `readMoment` said no. */
let momentIssue = MISFIT;

/**
 * The days that a number without a date's style is taken for, as Excel counts them: 18 May 1927 to 10 January 2119. What has five digits
 * is no year and no day of another kind.
 */
const FIRST_SERIAL = 10_000;
const LAST_SERIAL = 80_000;

function isFiveDigits(b: Uint8Array, start: number, end: number): boolean {
  if (end - start < 5 || b[start] === 0x30) return false;
  for (let p = start; p < end; p++) {
    if (p === start + 5 ? b[p] !== 0x2e : b[p]! < 0x30 || b[p]! > 0x39) return false;
  }
  return true;
}

/** Reads a date cell, a text that shows a date, or a day that lost its style (20180505, 33270) into `moment`. */
function readMoment(column: Column, kind: Kind, b: Uint8Array, start: number, end: number, date1904: boolean): boolean {
  momentIssue = MISFIT;
  if (kind === Kind.text && !isFiveDigits(b, start, end)) return parseDateText(b, start, end, column.dateOrder);
  if (kind === Kind.isoDate) return parseDateText(b, start, end, 'ymd');
  const isStyled = kind === Kind.date || kind === Kind.datetime || kind === Kind.time;
  if (kind === Kind.number && !isFiveDigits(b, start, end))
    return end - start === 8 && parseDateText(b, start, end, 'ymd');
  if (!isStyled && kind !== Kind.number && kind !== Kind.text) return false;
  if (isStyled && !date1904 && mayBeExact(b, start, end) && readExactSerial(b, start, end)) return true;
  if (!parseDecimal(b, start, end)) return false;
  if (decimal.count > 15) roundDecimal();
  if (!isStyled && (decimalToDouble() < FIRST_SERIAL || decimalToDouble() >= LAST_SERIAL)) return false;
  const what = readSerial(decimalToDouble(), date1904);
  if (what === Serial.outOfRange) momentIssue = OUT_OF_RANGE;
  return what === Serial.moment;
}

const shown = new Target(1024);

/** Replaces values before converting. Makes a string per cell, which only columns with such a list pay for. */
function convertMapped(
  target: Target,
  column: Column,
  kind: Kind,
  b: Uint8Array,
  start: number,
  end: number,
  date1904: boolean,
): number {
  shown.at = 0;
  shown.ensure(end - start + SHOWN_BYTES);
  if (writeShown(shown, kind, b, start, end, date1904) !== OK) return INVALID_CHARACTER;
  trimText(shown.bytes, 0, shown.at);
  const text = Buffer.from(shown.bytes.buffer, trimmed.start, trimmed.end - trimmed.start).toString();
  const value = column.values!.get(text);
  if (value === null) return BLANK;
  if (value === undefined) return convertPlain(target, column, kind, b, start, end, date1904);
  return value.length === 0 ? BLANK : convertPlain(target, column, Kind.text, value, 0, value.length, date1904);
}
