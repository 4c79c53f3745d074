import type { DateOrder } from '../model.ts';
import { DAY_MS, daysFromCivil, daysInMonth, moment } from './calendar.ts';
import { leaveOutWords, mayBeginWithDay } from './date-words.ts';
import { findForeignMonth, foreignMonth } from './month-names.ts';
import { foldDigits, folded } from './wide-digits.ts';

/** Texts longer than this are no dates. `Wednesday, 30 September 2020 12:30:00.123456 PM +07:00` has 56 characters. */
const MAX_DATE_BYTES = 64;

/** Where the reading stands. One state for the thread: no allocation per cell. */
const cursor: { b: Uint8Array; p: number; end: number } = { b: new Uint8Array(0), p: 0, end: 0 };

/**
 * Parses a date, with an optional time, as people and ISO 8601 write it, into `moment`: `2018-05-05`, `20180505`, `5.5.2018`, `5/5/18`,
 * `5 May 2018`, `May 5, 2018`, `5. März 2018`, `5 de marzo de 2018`, `2018年5月5日`, `ngày 5 tháng 5 năm 2018`, `2018-05-05T13:30:00Z`, `5/5/2018 1:30 PM`,
 * `Saturday, May 5th, 2018`. `order` decides numbers alone; without it, day-month is
 * tried before month-day. Two-digit years are Excel's: 00 to 29 are 20xx. One pass, two where digits of another script are folded first.
 */
export function parseDateText(b: Uint8Array, start: number, end: number, order: DateOrder | undefined): boolean {
  if (end - start > MAX_DATE_BYTES || end - start < 6) return false;
  if (parseAsciiDate(b, start, end, order)) return true;
  if (foldDigits(b, start, end) && parseAsciiDate(folded.bytes, 0, folded.length, order)) return true;
  return mayHaveWords(b, start, end) && parseDateInWords(b, start, end, order);
}

/** `Tuesday, March 5th, 2024`: what is neither day, month nor year left out. A day of the week that is another one speaks against a date. */
function parseDateInWords(b: Uint8Array, start: number, end: number, order: DateOrder | undefined): boolean {
  const plain = leaveOutWords(Buffer.from(b.buffer, b.byteOffset + start, end - start).toString());
  if (plain === null) return false;
  const bytes = Buffer.from(plain.text);
  if (!parseAsciiDate(bytes, 0, bytes.length, order)) return false;
  // Day 0 was a Thursday.
  return plain.weekday === undefined || (((moment.day + 3) % 7) + 7) % 7 === plain.weekday;
}

/** Whether a text begins as a date with further words does, and has a year: few texts get as far as being made strings. */
function mayHaveWords(b: Uint8Array, start: number, end: number): boolean {
  const first = b[start]!;
  if (isDigit(first)) return hasYear(b, start, end) && mayBeginWithNumber(b, start, end);
  if (first >= 0x80 && isEra(b, start)) return true;
  return mayBeginWithDay(b, start, end) && hasYear(b, start, end);
}

/** Exactly four digits in a row. */
function hasYear(b: Uint8Array, start: number, end: number): boolean {
  let run = 0;
  for (let p = start; p < end; p++) {
    if (isDigit(b[p])) run++;
    else if (run === 4) return true;
    else run = 0;
  }
  return run === 4;
}

/** `5th March 2024`, `5 of March 2024`, `5 Thg 3 2024`, `5 марта 2024 г.`, `05.03.2024.`, `2024. 03. 05.`, `2024년`. */
function mayBeginWithNumber(b: Uint8Array, start: number, end: number): boolean {
  let p = start;
  while (p < end && isDigit(b[p])) p++;
  const digits = p - start;
  const c = b[p]!;
  if (digits === 4) return c === 0x2e || c === 0x2d || c >= 0x80;
  if (digits > 2) return false;
  if (c >= 0x80 || isLetter(c)) return true;
  const isOpen = !isDigit(b[end - 1]);
  while (p < end && !isLetter(b[p]!) && b[p]! < 0x80 && !isDigit(b[p])) p++;
  if (isDigit(b[p])) return b[end - 1] === 0x2e;
  const [one, other] = [b[p]! | 0x20, b[p + 1]! | 0x20];
  if ((one === 0x6f && other === 0x66) || (one === 0x74 && other === 0x68)) return true; // of, thg
  if (!isOpen) return false;
  begin(b, p, end);
  return readMonthName() > 0;
}

/** The first letters of 令和, 平成, 昭和, 大正 and 明治. */
const ERA_LETTERS: ReadonlySet<number> = new Set([0xe4bba4, 0xe5b9b3, 0xe698ad, 0xe5a4a7, 0xe6988e]);

function isEra(b: Uint8Array, p: number): boolean {
  return ERA_LETTERS.has((b[p]! << 16) | (b[p + 1]! << 8) | b[p + 2]!);
}

/**
 * Parses a time of day into `moment`: `08:30`, `8:30 PM`, `08:30:15.123456`, `8.30`, and `24:00`, which ISO 8601 has for the end of a day.
 * Minutes have two digits, as `2:1` is a score. One with an offset belongs to a day and is none.
 */
export function parseClockText(b: Uint8Array, start: number, end: number): boolean {
  if (end - start > MAX_DATE_BYTES || end - start < 4) return false;
  if (parseAsciiClock(b, start, end) || parsePointClock(b, start, end)) return true;
  return foldDigits(b, start, end) && parseAsciiClock(folded.bytes, 0, folded.length);
}

/** Parses `8.30`, `08.30.15` or `8,30` into `moment`, which are numbers or days where no time is meant. */
export function parsePointClock(b: Uint8Array, start: number, end: number): boolean {
  const first = isDigit(b[start + 1]) ? start + 2 : start + 1;
  const length = end - first;
  const mark = b[first];
  if ((length !== 3 && length !== 6) || (mark !== 0x2e && mark !== 0x2c)) return false;
  begin(b, start, end);
  const hours = readNumber(2);
  const minutes = readTwoDigits(first + 1);
  const seconds = length === 3 ? 0 : b[first + 3] === mark ? readTwoDigits(first + 4) : -1;
  if (!isDigit(b[start]) || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return false;
  moment.ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return true;
}

function readTwoDigits(at: number): number {
  const { b } = cursor;
  return isDigit(b[at]) && isDigit(b[at + 1]) ? (b[at]! - 0x30) * 10 + b[at + 1]! - 0x30 : -1;
}

/** The end of a day. */
const MIDNIGHT = /^24:00(:00([.,]0+)?)?$/;

function parseAsciiClock(b: Uint8Array, start: number, end: number): boolean {
  const colon = b[start + 1] === 0x3a ? start + 1 : start + 2;
  if (b[colon] !== 0x3a || !isDigit(b[colon + 1]) || !isDigit(b[colon + 2])) return false;
  begin(b, start, end);
  if (parseClock()) return !moment.hasOffset;
  if (b[start] !== 0x32 || b[start + 1] !== 0x34) return false;
  if (!MIDNIGHT.test(Buffer.from(b.buffer, b.byteOffset + start, end - start).toString('latin1'))) return false;
  moment.ms = DAY_MS;
  moment.micros = 0;
  moment.hasOffset = false;
  return true;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function parseAsciiDate(b: Uint8Array, start: number, end: number, order: DateOrder | undefined): boolean {
  begin(b, start, end);
  return parseDay(order) && parseTimePart();
}

function begin(b: Uint8Array, start: number, end: number): void {
  cursor.b = b;
  cursor.p = start;
  cursor.end = end;
  moment.ms = 0;
  moment.micros = 0;
  moment.hasTime = false;
  moment.hasOffset = false;
  moment.offsetMinutes = 0;
}

function parseDay(order: DateOrder | undefined): boolean {
  skipWord(DAY_WORDS);
  const named = readMonthName();
  if (named > 0) {
    // May 5, 2018
    skipSeparators();
    const day = readNumber(2);
    if (!skipSeparators()) return false;
    return setDay(readYear(), named, day);
  }
  const start = cursor.p;
  const first = readNumber(8);
  const firstLength = cursor.p - start;
  if (firstLength === 8) return setDay(Math.floor(first / 10_000), Math.floor(first / 100) % 100, first % 100);
  if (firstLength === 0 || firstLength === 3 || firstLength > 4) return false;
  const separator = cursor.b[cursor.p];
  if (!skipSeparators()) return false;
  if (firstLength <= 2 && skipWord(MONTH_WORDS)) {
    const month = readNumber(2);
    skipSeparators();
    skipWord(YEAR_WORDS);
    return setDay(readYear(), month, first);
  }
  // 5 de marzo de 2024
  if (firstLength <= 2) skipWord(OF_WORDS);
  const month = readMonthName();
  if (month > 0) {
    skipSeparators();
    if (firstLength <= 2) skipWord(OF_WORDS);
    if (firstLength === 4) return setDay(first, month, readNumber(2));
    return setDay(readYear(), month, first);
  }
  const secondStart = cursor.p;
  const second = readNumber(2);
  if (cursor.p === secondStart) return false;
  // 12:30 is a time, not a date; and both separators are the same.
  if (cursor.p >= cursor.end || cursor.b[cursor.p] !== separator || !skipSeparators()) return false;
  if (firstLength === 4) return setDay(first, second, readNumber(2));
  if (order === 'ymd') return setDay(fullYear(first), second, readNumber(2));
  const year = readYear();
  if (order === 'mdy') return setDay(year, first, second);
  return setDay(year, second, first) || (order === undefined && setDay(year, first, second));
}

function setDay(year: number, month: number, day: number): boolean {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return false;
  moment.day = daysFromCivil(year, month, day);
  return true;
}

/** Nothing, or a time behind `T` or blanks, with AM or PM, `Z` or an offset. */
function parseTimePart(): boolean {
  const { b, end } = cursor;
  if (cursor.p === end) return true;
  const c = b[cursor.p]!;
  if (c === 0x54 || c === 0x74) cursor.p++;
  else if (c === 0x2c || c <= 0x20) skipSeparators();
  else if (c !== 0x5a && c !== 0x7a) return false;
  else return cursor.p + 1 === end; // a date with `Z`, as some XML has it
  return parseClock();
}

function parseClock(): boolean {
  const { b, end } = cursor;
  const start = cursor.p;
  let hours = readNumber(2);
  if (cursor.p === start || b[cursor.p] !== 0x3a || cursor.p >= end) return false;
  cursor.p++;
  const minuteStart = cursor.p;
  const minutes = readNumber(2);
  if (cursor.p === minuteStart) return false;
  let seconds = 0;
  let fraction = 0;
  if (cursor.p < end && b[cursor.p] === 0x3a) {
    cursor.p++;
    seconds = readNumber(2);
    if (cursor.p < end && (b[cursor.p] === 0x2e || b[cursor.p] === 0x2c)) {
      cursor.p++;
      // Whole microseconds, and the seventh digit rounds.
      let unit = 100_000;
      for (; cursor.p < end && b[cursor.p]! >= 0x30 && b[cursor.p]! <= 0x39; cursor.p++) {
        if (unit >= 1) fraction += (b[cursor.p]! - 0x30) * unit;
        else if (unit === 0.1 && b[cursor.p]! >= 0x35) fraction++;
        unit = unit > 1 ? unit / 10 : unit === 1 ? 0.1 : 0;
      }
    }
  }
  skipBlanks();
  const half = readDayHalf();
  if (half >= 0) {
    if (hours < 1 || hours > 12) return false;
    hours = (hours % 12) + half;
    skipBlanks();
  }
  if (hours > 23 || minutes > 59 || seconds > 59) return false;
  const micros = Math.min(((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + fraction, 86_399_999_999);
  moment.ms = Math.floor(micros / 1000);
  moment.micros = micros - moment.ms * 1000;
  moment.hasTime = micros !== 0;
  return parseOffset() && cursor.p === end;
}

/** Nothing, or `Z`, `UTC` or `GMT`, or an offset such as `+02:00`, `+0530` or `UTC+2`, behind blanks or none. */
function parseOffset(): boolean {
  const { b, end } = cursor;
  if (cursor.p >= end) return true;
  moment.hasOffset = true;
  const named = skipZoneName();
  if (named && cursor.p === end) return true;
  const c = b[cursor.p];
  if (c !== 0x2b && c !== 0x2d) return false;
  cursor.p++;
  const start = cursor.p;
  const hours = readNumber(2);
  if (cursor.p === start) return false;
  const colon = b[cursor.p] === 0x3a && cursor.p < end;
  if (colon) cursor.p++;
  const second = cursor.p;
  const minutes = readNumber(2);
  if (hours > 15 || minutes > 59 || (cursor.p !== second + 2 && (colon || cursor.p !== second))) return false;
  moment.offsetMinutes = (hours * 60 + minutes) * (c === 0x2d ? -1 : 1);
  return true;
}

/** Passes `Z`, or `UTC` or `GMT`, which an offset may follow. */
function skipZoneName(): boolean {
  const { b, p, end } = cursor;
  const letter = (at: number): number => (at < end ? b[at]! | 0x20 : 0);
  const first = letter(p);
  if (first === 0x7a && p + 1 === end) {
    cursor.p++;
    return true;
  }
  const isUtc = first === 0x75 && letter(p + 1) === 0x74 && letter(p + 2) === 0x63;
  const isGmt = first === 0x67 && letter(p + 1) === 0x6d && letter(p + 2) === 0x74;
  if (!isUtc && !isGmt) return false;
  cursor.p += 3;
  skipBlanks();
  return true;
}

/** 0 for AM, 12 for PM, -1 for neither. */
function readDayHalf(): number {
  const { b, p, end } = cursor;
  if (p + 1 >= end || (b[p + 1]! | 0x20) !== 0x6d) return -1;
  const letter = b[p]! | 0x20;
  if (letter !== 0x61 && letter !== 0x70) return -1;
  cursor.p += 2;
  return letter === 0x70 ? 12 : 0;
}

function readNumber(most: number): number {
  const { b, end } = cursor;
  let value = 0;
  for (let i = 0; i < most && cursor.p < end; i++) {
    const digit = b[cursor.p]! - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    cursor.p++;
  }
  return value;
}

function readYear(): number {
  const start = cursor.p;
  const year = readNumber(4);
  const length = cursor.p - start;
  if (length === 4) return year;
  return length === 2 ? fullYear(year) : -1;
}

function fullYear(twoDigits: number): number {
  return twoDigits < 30 ? 2000 + twoDigits : 1900 + twoDigits;
}

function skipBlanks(): void {
  while (cursor.p < cursor.end && cursor.b[cursor.p]! <= 0x20) cursor.p++;
}

/** Passes `-`, `/`, `.`, `,` and blanks; false where there was none. */
function skipSeparators(): boolean {
  const start = cursor.p;
  for (; cursor.p < cursor.end; cursor.p++) {
    const c = cursor.b[cursor.p]!;
    if (c !== 0x2d && c !== 0x2f && c !== 0x2e && c !== 0x2c && c > 0x20) break;
  }
  return cursor.p > start;
}

/** The words of a Vietnamese date, with and without their marks, composed and decomposed. */
const DAY_WORDS = bytesOf('ngày', 'ngay');
const MONTH_WORDS = bytesOf('tháng', 'thang');
const YEAR_WORDS = bytesOf('năm', 'nam');
/** Between day, month and year in Spanish and Portuguese. */
const OF_WORDS = bytesOf('de ', 'del ');

function bytesOf(...words: string[]): readonly Uint8Array[] {
  const forms = words.flatMap((word) => [word.normalize('NFC'), word.normalize('NFD')]);
  return [...new Set(forms)].map((form) => new Uint8Array(Buffer.from(form)));
}

/** Passes one of the words, its first letter large or small, and the blanks behind it; false where there is none. */
function skipWord(words: readonly Uint8Array[]): boolean {
  const { b, p, end } = cursor;
  for (const word of words) {
    if (p + word.length >= end) continue;
    let same = (b[p]! | 0x20) === word[0];
    for (let i = 1; i < word.length && same; i++) same = b[p + i] === word[i];
    if (!same) continue;
    cursor.p = p + word.length;
    skipBlanks();
    return true;
  }
  return false;
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** An English month, whole or its first three letters (also `Sept`); 0 where there is none. */
function readMonthName(): number {
  const { b, p, end } = cursor;
  let length = 0;
  while (p + length < end && isLetter(b[p + length]!)) length++;
  if (p + length < end && b[p + length]! >= 0x80) return readForeignMonth();
  if (length > 9) return readForeignMonth();
  if (length < 3) return 0;
  for (let month = 0; month < 12; month++) {
    const name = MONTHS[month]!;
    if (length !== 3 && length !== name.length && !(month === 8 && length === 4)) continue;
    let same = true;
    for (let i = 0; i < length && same; i++) same = (b[p + i]! | 0x20) === name.charCodeAt(i);
    if (same) {
      cursor.p = p + length;
      return month + 1;
    }
  }
  return readForeignMonth();
}

/** The name of a month in another language. Words are only looked up where a number stands beside them. */
function readForeignMonth(): number {
  const { b, p, end } = cursor;
  if (!hasDigit(b, p, end)) return 0;
  if (!findForeignMonth(b, p, end)) return 0;
  cursor.p = p + foreignMonth.length;
  return foreignMonth.month;
}

function hasDigit(b: Uint8Array, start: number, end: number): boolean {
  for (let p = start; p < end; p++) if (isDigit(b[p]!)) return true;
  return false;
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
