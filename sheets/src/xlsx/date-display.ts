import { MAX_FORMAT_CODE_LENGTH } from '../limits.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The language whose names of months and days are written here, by number and by tag. */
const ENGLISH = /^\$-(?:0?[48C]09|1409|1809|en(?:-[A-Z]{2})?)$/i;
/** Another language: what has no names is shown alike. Not the date and the time of the system's settings. */
const OTHER_LANGUAGE = /^\$-(?!F[48]00)(?:[0-9A-F]{3,8}|[a-z]{2,3}(?:-[A-Z]{2})?)$/i;
const COLOR = /^(?:black|blue|cyan|green|magenta|red|white|yellow|color\d+)$/i;
/** What stands for the date that the system's settings show, which no file tells. */
const SYSTEM_DATE = 'm/d/yy';

/**
 * What a number format shows of a day, as `Jan-24` for `mmm-yy` (ECMA-376 part 1 §18.8.31). Null where it is one with a time, of the
 * system's settings, with names in a language other than English, or is not followed here.
 *
 * @param code the format code
 * @param iso the day, with or without a time behind it: `2024-01-31`
 */
export function showDay(code: string, iso: string): string | null {
  const day = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso);
  if (day === null || code.length > MAX_FORMAT_CODE_LENGTH || code === SYSTEM_DATE) return null;
  const [year, month, date] = [Number(day[1]), Number(day[2]), Number(day[3])];
  let text = '';
  let isForeign = false;
  for (let at = 0; at < code.length && code[at] !== ';'; ) {
    const c = code[at]!;
    const letter = c.toLowerCase();
    if (letter === 'y' || letter === 'm' || letter === 'd') {
      let end = at + 1;
      while (code[end]?.toLowerCase() === letter) end++;
      if (isForeign && letter !== 'y' && end - at > 2) return null;
      text += showPart(letter, end - at, year, month, date);
      at = end;
    } else if (c === '"' || c === '[') {
      const end = code.indexOf(c === '"' ? '"' : ']', at + 1);
      if (end < 0) return null;
      const inner = code.slice(at + 1, end);
      if (c === '"') text += inner;
      else if (OTHER_LANGUAGE.test(inner) && !ENGLISH.test(inner)) isForeign = true;
      else if (!ENGLISH.test(inner) && !COLOR.test(inner)) return null;
      at = end + 1;
    } else if (c === '\\') {
      text += code[at + 1] ?? '';
      at += 2;
    } else if (c === '_' || c === '*') {
      text += c === '_' ? ' ' : '';
      at += 2;
    } else if (/[\p{L}\p{N}@#?]/u.test(c)) {
      return null;
    } else {
      text += c;
      at++;
    }
  }
  return text.trim() === '' ? null : text.trim();
}

function showPart(letter: string, length: number, year: number, month: number, date: number): string {
  if (letter === 'y') return length < 3 ? String(year % 100).padStart(2, '0') : String(year).padStart(4, '0');
  if (letter === 'm' && length > 2) {
    const name = MONTHS[month - 1]!;
    return length === 3 ? name.slice(0, 3) : length === 5 ? name.slice(0, 1) : name;
  }
  if (letter === 'd' && length > 2) {
    const name = DAYS[new Date(Date.UTC(year, month - 1, date)).getUTCDay()]!;
    return length === 3 ? name.slice(0, 3) : name;
  }
  return String(letter === 'm' ? month : date).padStart(length, '0');
}

/** Codes of the built-in formats of days that show them alike everywhere but for the language (ECMA-376 part 1 §18.8.30). */
const BUILT_IN: ReadonlyMap<number, string> = new Map([
  [15, 'd-mmm-yy'],
  [16, 'd-mmm'],
  [17, 'mmm-yy'],
]);

/** The code of a built-in format of days by its id; undefined for those of the system's settings, and for others. */
export function builtInDateCode(id: number): string | undefined {
  return BUILT_IN.get(id);
}
