/** What is told of dates and times beside their values. */
import { DAY_MS } from '../convert/calendar.ts';

/** `25:30` and `100:00:00`: hours of a duration, which no day has. */
export function isLongDuration(b: Uint8Array, start: number, end: number): boolean {
  if (b[start]! < 0x30 || b[start]! > 0x39 || end - start > 16) return false;
  const hours = /^(\d+):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?$/.exec(
    Buffer.from(b.buffer, b.byteOffset + start, end - start).toString('latin1'),
  )?.[1];
  return hours !== undefined && Number(hours) >= 24;
}

/** Years of the Buddhist era from 1900 to 2100 of the common era, which no date of today has; as days. */
const BUDDHIST_FIRST = Date.UTC(2443, 0) / DAY_MS;
const BUDDHIST_LAST = Date.UTC(2644, 0) / DAY_MS;

export function isBuddhist(day: number): boolean {
  return day >= BUDDHIST_FIRST && day < BUDDHIST_LAST;
}

/** `5 března 2024`, `2024 m. kovo 5`: a day, a word of letters and a year of four digits, in a text of the length of a date. */
const IN_WORDS =
  /^(?:\p{L}+,?\s+)?(?:\d{1,2}(?:\.|st|nd|rd|th|er|º)?[\s.-]+(?:de\s+)?\p{L}{3,}\.?,?[\s.-]+(?:de\s+)?\d{4}|\p{L}{3,}\.?\s+\d{1,2},?\s+\d{4}|\d{4}\s(?:\p{L}\.\s)?\p{L}{3,}\s\d{1,2})\b/u;

export function looksLikeDateInWords(b: Uint8Array, start: number, end: number): boolean {
  if (end - start < 8 || end - start > 60) return false;
  return hasYear(b, start, end) && IN_WORDS.test(Buffer.from(b.buffer, b.byteOffset + start, end - start).toString());
}

/** Whether somewhere exactly four digits stand in a row. */
function hasYear(b: Uint8Array, start: number, end: number): boolean {
  let run = 0;
  for (let p = start; p < end; p++) {
    const isDigit = b[p]! >= 0x30 && b[p]! <= 0x39;
    if (!isDigit && run === 4) return true;
    run = isDigit ? run + 1 : 0;
  }
  return run === 4;
}
