/** Values as the number formats of a workbook show them (ECMA-376 part 1 §18.8.31), of the codes that exports write. No schemas. */
import type { ColumnType } from '../entities/column-type.ts';

/** `[$€] #,##0.00`, `0.0%`, `#,##0 [$USD]`: what stands before, groups, decimals, what stands behind. */
const NUMBER_CODE = /^(?:\[\$([^\]]+)\] )?(#,##)?0(?:\.(0+))?(%|"%"| \[\$([^\]]+)\])?(_\))?$/;
const PLAIN_NUMBER = /^(-?)(\d+)(?:\.(\d+))?$/;
const MOMENT = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d))?|^(\d\d):(\d\d):(\d\d)/;
const DATE_TOKEN = /yyyy|yy|mmmm|mmm|mm|m|dddd|ddd|dd|d|hh|h|ss|AM\/PM|\\./g;

/**
 * How a column's values are shown, with the decimal mark and the names of a language, as a spreadsheet in that language does; undefined for as
 * they are. Values that the format cannot show (NaN, infinity, BC) stay as they are.
 * In: texts as Postgres writes them, or as the service answers them.
 */
export function makeShow(
  { type, format }: { type: ColumnType; format?: string | undefined },
  language: string,
): ((text: string) => string) | undefined {
  if (!format) return undefined;
  if (type === 'integer' || type === 'decimal') return showNumbers(format, marksOf(language));
  return type === 'date' || type === 'datetime' || type === 'time' ? showMoments(format, language) : undefined;
}

interface Marks {
  group: string;
  decimal: string;
}

function marksOf(language: string): Marks {
  const parts = new Intl.NumberFormat(language, { useGrouping: true }).formatToParts(1_234_567.5);
  const of = (type: Intl.NumberFormatPartTypes, otherwise: string) =>
    parts.find((part) => part.type === type)?.value ?? otherwise;
  return { group: of('group', ','), decimal: of('decimal', '.') };
}

function showNumbers(format: string, marks: Marks): ((text: string) => string) | undefined {
  const [code = '', below] = format.split(';');
  const parts = NUMBER_CODE.exec(code);
  if (!parts) return undefined;
  const [, before, groups, zeros = '', behind, sign] = parts;
  const inBrackets = below?.startsWith('(') === true;
  const shift = behind === '%' ? 2 : 0;
  const unit = behind?.startsWith('%') || behind === '"%"' ? '%' : sign ? ` ${sign}` : '';
  return (text) => {
    const found = PLAIN_NUMBER.exec(text);
    if (!found) return text;
    const [, minus, whole = '', fraction = ''] = found;
    const digits = roundTo(whole, fraction, zeros.length, shift);
    const left = groups ? digits.whole.replace(/\B(?=(\d{3})+$)/g, marks.group) : digits.whole;
    const shown = `${before ? `${before} ` : ''}${left}${digits.fraction && marks.decimal + digits.fraction}${unit}`;
    if (minus === '' || digits.isZero) return shown;
    return inBrackets ? `(${shown})` : `-${shown}`;
  };
}

/** Digits moved `shift` places to the left and rounded half away from zero, exactly. */
function roundTo(
  whole: string,
  fraction: string,
  decimals: number,
  shift: number,
): { whole: string; fraction: string; isZero: boolean } {
  const padded = fraction.padEnd(decimals + shift + 1, '0');
  const kept = BigInt(whole + padded.slice(0, decimals + shift)) + (padded[decimals + shift]! >= '5' ? 1n : 0n);
  const text = kept.toString().padStart(decimals + 1, '0');
  const cut = text.length - decimals;
  return { whole: text.slice(0, cut), fraction: text.slice(cut), isZero: kept === 0n };
}

function showMoments(format: string, language: string): (text: string) => string {
  const isHalfDay = format.includes('AM/PM');
  const nameOf = (day: Date, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(day);
  return (text) => {
    const found = MOMENT.exec(text);
    if (!found || text.endsWith('BC')) return text;
    const [, year = '1899', month = '12', day = '30', ...clock] = found;
    const [hour, minute, second] = [0, 1, 2].map((n) => Number(clock[n] ?? clock[n + 3] ?? 0)) as [
      number,
      number,
      number,
    ];
    const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
    const shownHour = isHalfDay ? hour % 12 || 12 : hour;
    let isBehindHours = false;
    return format.replace(DATE_TOKEN, (token, place: number) => {
      // Minutes are the m behind hours, or before seconds (§18.8.31).
      const isMinutes =
        /^mm?$/.test(token) && (isBehindHours || /^[^a-z]*ss/i.test(format.slice(place + token.length)));
      if (token !== 'AM/PM' && !token.startsWith('\\')) isBehindHours = token.startsWith('h');
      if (isMinutes) return pad(minute, token.length);
      if (token.startsWith('\\')) return token.slice(1);
      if (token === 'AM/PM') return hour < 12 ? 'AM' : 'PM';
      if (token[0] === 'h') return pad(shownHour, token.length);
      if (token === 'ss') return pad(second, 2);
      if (token === 'yyyy') return year;
      if (token === 'yy') return year.slice(-2);
      if (token.length > 2)
        return nameOf(at, { [token[0] === 'm' ? 'month' : 'weekday']: token.length === 4 ? 'long' : 'short' });
      return pad(Number(token[0] === 'm' ? month : day), token.length);
    });
  };
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
