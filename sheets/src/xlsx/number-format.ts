import { MAX_FORMAT_CODE_LENGTH } from '../limits.ts';
import { Kind } from '../row-sink.ts';

/** What a number format makes of a number. */
export type FormatKind =
  | typeof Kind.number
  | typeof Kind.date
  | typeof Kind.datetime
  | typeof Kind.time
  | typeof Kind.duration;

/**
 * Built-in formats whose code a file need not carry (ECMA-376 part 1 §18.8.30). 27 to 36 and 50 to 58 are dates in East Asian Excels;
 * no other Excel writes them.
 */
const BUILT_IN: ReadonlyMap<number, FormatKind> = new Map<number, FormatKind>([
  ...[14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, Kind.date] as const),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56].map((id) => [id, Kind.time] as const),
  [22, Kind.datetime],
  [46, Kind.duration],
]);

export function builtInFormat(id: number): FormatKind {
  return BUILT_IN.get(id) ?? Kind.number;
}

/**
 * Decides from a format code alone whether it shows a date, a time, both, elapsed time, or a number (ECMA-376 part 1 §18.8.31). The first
 * section counts, or, where that only shows some numbers in another way (`[=0]"-";[h]:mm`), the one behind it. One pass over the code,
 * which is never evaluated.
 */
export function classifyFormat(code: string): FormatKind {
  let date = false;
  let time = false;
  let month = false;
  let conditional = false;
  let last = ''; // the last date letter seen: an m after h, or before s, means minutes
  const length = Math.min(code.length, MAX_FORMAT_CODE_LENGTH);
  for (let at = 0; at < length; at++) {
    const letter = code[at]!.toLowerCase();
    if (letter === ';') {
      if (!conditional || date || time || month) break;
      conditional = false;
      last = '';
    } else if (letter === '"') {
      at = skipTo(code, '"', at + 1, length);
    } else if (letter === '\\' || letter === '_' || letter === '*') {
      at++; // the next character is a literal, a width, or a fill
    } else if (letter === '[') {
      const end = skipTo(code, ']', at + 1, length);
      if (isElapsed(code, at + 1, end)) return Kind.duration;
      if (code.startsWith('[$-F400]', at) || code.startsWith('[$-f400]', at)) time = true; // the system's time format
      if (/[<=>]/.test(code[at + 1] ?? '')) conditional = true;
      at = end;
    } else if (letter === 'g' && code.slice(at, at + 7).toLowerCase() === 'general') {
      at += 6;
    } else if (letter === 'a' && isDayHalf(code, at)) {
      time = true;
      at += code[at + 1] === '/' ? 2 : 4;
    } else if (letter === 'e' && (code[at + 1] === '+' || code[at + 1] === '-')) {
      at++; // an exponent
    } else if (letter === 'y' || letter === 'd') {
      date = true;
      last = letter;
    } else if (letter === 'h' || letter === 's') {
      if (letter === 's' && last === 'm') month = false;
      time = true;
      last = letter;
    } else if (letter === 'm' && (last === 'h' || last === 'minute')) {
      last = 'minute';
    } else if (letter === 'm') {
      month = true;
      last = 'm';
    }
  }
  if (month) date = true;
  if (date) return time ? Kind.datetime : Kind.date;
  return time ? Kind.time : Kind.number;
}

function skipTo(code: string, mark: string, from: number, length: number): number {
  const at = code.indexOf(mark, from);
  return at < 0 || at > length ? length : at;
}

/** `[h]`, `[mm]`, `[sss]`: elapsed time. Anything else in brackets is a colour, a condition or a locale. */
function isElapsed(code: string, start: number, end: number): boolean {
  const first = code[start]?.toLowerCase();
  if (end <= start || code[end] !== ']' || (first !== 'h' && first !== 'm' && first !== 's')) return false;
  for (let at = start + 1; at < end; at++) if (code[at]!.toLowerCase() !== first) return false;
  return true;
}

/** `AM/PM` or `A/P`. */
function isDayHalf(code: string, at: number): boolean {
  return code.slice(at, at + 5).toLowerCase() === 'am/pm' || code.slice(at, at + 3).toLowerCase() === 'a/p';
}
