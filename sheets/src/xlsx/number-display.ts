import { decimal, parseDecimal, roundDecimal } from '../convert/decimal.ts';
import { MAX_FORMAT_CODE_LENGTH } from '../limits.ts';

/** A number with more digits before its decimal mark is not formatted: nobody could read it. */
const MAX_DIGITS = 30;
/** Denominators are looked for up to three digits, as Excel offers them. */
const MAX_DENOMINATOR = 999;

type Part =
  | { kind: 'literal'; text: string }
  /** `0`, `#` or `?`: one digit. */
  | { kind: 'digit'; mark: string }
  | { kind: 'point' }
  | { kind: 'percent' }
  | { kind: 'fraction' };

/** One section of a format, read. */
interface Section {
  parts: Part[];
  /** Digits behind the point. */
  scale: number;
  grouped: boolean;
  /** How often the number is divided by a thousand, and multiplied by a hundred. */
  thousands: number;
  percents: number;
  /** Digits of the denominator, or the denominator itself where it is given. */
  denominator: { digits: number; fixed: number | null } | null;
}

/** How a number format shows numbers, where that is otherwise than Excel's General (ECMA-376 part 1 §18.8.31). */
export interface NumberDisplay {
  /** One to three: all; positive and negative; zero. */
  sections: Section[];
  /** It makes codes of numbers: `00000`, `"EMP-"0000`, `000-00-0000`. */
  isCode: boolean;
  /** The sign or code of a currency that it shows; empty for none. */
  currency: string;
}

/**
 * Reads a number format. Null where it shows numbers as General does, or in a way that is not supported here: dates, conditions,
 * exponents (which would hide digits), formats with text sections only.
 */
export function readNumberDisplay(code: string): NumberDisplay | null {
  if (code === '' || code.length > MAX_FORMAT_CODE_LENGTH || /^general$/i.test(code)) return null;
  const texts = splitSections(code).slice(0, 3);
  const sections: Section[] = [];
  let currency = '';
  for (const text of texts) {
    const read = readSection(text);
    if (read === null) return null;
    currency ||= read.currency;
    sections.push(read.section);
  }
  if (!sections[0]!.parts.some(({ kind }) => kind === 'digit')) return null;
  return { sections, isCode: isCode(sections[0]!, currency), currency };
}

/** The number in these bytes as the format shows it, trimmed. Null where it is not a number, or has too many digits. */
export function showNumber(display: NumberDisplay, b: Uint8Array, start: number, end: number): string | null {
  if (!parseDecimal(b, start, end)) return null;
  roundDecimal();
  const { count, point, negative } = decimal;
  if (point > MAX_DIGITS || count - point > 2 * MAX_DIGITS) return null;
  const digits = Array.from({ length: count }, (_, i) => decimal.digits[i]).join('');
  const { sections } = display;
  const at = count === 0 ? 2 : negative ? 1 : 0;
  const section = sections[at] ?? sections[0]!;
  const sign = negative && sections.length < 2 ? '-' : '';
  const text = section.denominator ? showFraction(section, digits, point) : showDecimal(section, digits, point);
  const isZero = !/[1-9]/.test(text);
  return (isZero ? text : sign + text).replace(/\s+/g, ' ').trim();
}

function splitSections(code: string): string[] {
  const sections: string[] = [''];
  for (let at = 0; at < code.length; at++) {
    const c = code[at]!;
    let take = 1;
    if (c === '"') take = endOf(code, '"', at + 1) - at;
    else if (c === '[') take = endOf(code, ']', at + 1) - at;
    else if (c === '\\' || c === '_' || c === '*') take = 2;
    if (c === ';') sections.push('');
    else sections[sections.length - 1] += code.slice(at, at + take);
    at += take - 1;
  }
  return sections;
}

function endOf(code: string, mark: string, from: number): number {
  const at = code.indexOf(mark, from);
  return at < 0 ? code.length : at + 1;
}

function readSection(text: string): { section: Section; currency: string } | null {
  const parts: Part[] = [];
  let currency = '';
  let denominator: Section['denominator'] = null;
  let commas = 0;
  let grouped = false;
  const literal = (one: string) => parts.push({ kind: 'literal', text: one });
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    if (c === '"') {
      const end = endOf(text, '"', at + 1);
      literal(text.slice(at + 1, end - 1));
      currency ||= currencyOf(text.slice(at + 1, end - 1));
      at = end - 1;
    } else if (c === '[') {
      const end = endOf(text, ']', at + 1);
      const inner = text.slice(at + 1, end - 1);
      if (/^[<>=hms]/i.test(inner)) return null;
      if (inner.startsWith('$')) {
        const sign = inner.slice(1).replace(/-[^-]*$/, '');
        literal(sign);
        currency ||= currencyOf(sign);
      }
      at = end - 1;
    } else if (c === '\\') literal(text[++at] ?? '');
    else if (c === '_') {
      literal(' ');
      at++;
    } else if (c === '*') at++;
    else if (c === '0' || c === '#' || c === '?') {
      if (commas > 0 && parts.some(({ kind }) => kind === 'digit')) grouped = true;
      commas = 0;
      parts.push({ kind: 'digit', mark: c });
    } else if (c === '.') parts.push({ kind: 'point' });
    else if (c === ',') commas++;
    else if (c === '%') parts.push({ kind: 'percent' });
    else if (c === '/' && parts.at(-1)?.kind === 'digit' && /^[0#?1-9]/.test(text.slice(at + 1))) {
      const below = /^(?:[0#?]{1,3}|[1-9]\d{0,2})/.exec(text.slice(at + 1))![0];
      const fixed = /^[1-9]/.test(below) ? Number(below) : null;
      denominator = { digits: below.length, fixed };
      parts.push({ kind: 'fraction' });
      at += below.length;
    } else if (/[a-z@]/i.test(c)) return null;
    else {
      literal(c);
      currency ||= currencyOf(c);
    }
  }
  const point = parts.findIndex(({ kind }) => kind === 'point');
  const scale = point < 0 ? 0 : parts.slice(point).filter(({ kind }) => kind === 'digit').length;
  const percents = parts.filter(({ kind }) => kind === 'percent').length;
  return { section: { parts, scale, grouped, thousands: commas, percents, denominator }, currency };
}

function currencyOf(text: string): string {
  const trimmed = text.trim();
  return /^(?:\p{Sc}|[A-Z]{3}|đ)$/u.test(trimmed) ? trimmed : '';
}

/** Digits that have to be there, with nothing of a quantity; letters before them; or signs between them. */
function isCode({ parts, scale, grouped, percents, denominator, thousands }: Section, currency: string): boolean {
  if (scale > 0 || grouped || percents > 0 || denominator || thousands > 0 || currency !== '') return false;
  const first = parts.findIndex(({ kind }) => kind === 'digit');
  const last = parts.findLastIndex(({ kind }) => kind === 'digit');
  const zeros = parts.filter((part) => part.kind === 'digit' && part.mark === '0').length;
  const textOf = (some: Part[]) => some.map((part) => (part.kind === 'literal' ? part.text : '')).join('');
  if (textOf(parts.slice(first, last)).trim() !== '') return true;
  return zeros >= 2 || /\p{L}.*[-_/#]\s*$/u.test(textOf(parts.slice(0, first)));
}

function showDecimal(section: Section, digits: string, point: number): string {
  const { parts, scale, grouped } = section;
  const shift = section.percents * 2 - section.thousands * 3;
  const [whole, fraction] = round(digits, point + shift, scale);
  const placeholders: string[] = [];
  let isFraction = false;
  for (const part of parts) {
    if (part.kind === 'point') isFraction = true;
    else if (part.kind === 'digit' && !isFraction) placeholders.push(part.mark);
  }
  // Digits fill the places from the right; what is left over stands in the first.
  let left = whole;
  const places = placeholders
    .reverse()
    .map((mark, i): string => {
      const isFirst = i === placeholders.length - 1;
      const digit = isFirst ? left : left.slice(-1);
      left = isFirst ? '' : left.slice(0, -1);
      return digit === '' ? (mark === '0' ? '0' : mark === '?' ? ' ' : '') : digit;
    })
    .reverse();
  const shown = grouped ? group(places) : places;
  let at = 0;
  let behind = 0;
  let text = '';
  isFraction = false;
  for (const part of parts) {
    if (part.kind === 'literal') text += part.text;
    else if (part.kind === 'percent') text += '%';
    else if (part.kind === 'point') {
      isFraction = true;
      text += '.';
    } else if (part.kind === 'digit') {
      if (!isFraction) text += shown[at++];
      else {
        const digit = fraction[behind++] ?? '0';
        // An optional digit is left out where only zeros follow it.
        const isNeeded = part.mark === '0' || /[1-9]/.test(fraction.slice(behind - 1));
        text += isNeeded ? digit : part.mark === '?' ? ' ' : '';
      }
    }
  }
  return text;
}

/** Puts commas between the thousands of the digits in these places. */
function group(places: readonly string[]): string[] {
  const grouped = [...places];
  let count = 0;
  for (let i = grouped.length - 1; i >= 0; i--) {
    const place = grouped[i]!;
    let text = '';
    for (let at = place.length - 1; at >= 0; at--) {
      const c = place[at]!;
      if (c >= '0' && c <= '9') {
        if (count > 0 && count % 3 === 0) text = `,${text}`;
        count++;
      }
      text = c + text;
    }
    grouped[i] = text;
  }
  return grouped;
}

/** The digits before and behind the mark, rounded half up to `scale` digits; the first are empty for 0. */
function round(digits: string, point: number, scale: number): [whole: string, fraction: string] {
  const padded = '0'.repeat(Math.max(0, -point)) + digits;
  const mark = Math.max(0, point);
  const all = padded.padEnd(mark + scale + 1, '0');
  let kept = all.slice(0, mark + scale);
  let at = mark;
  if (all[mark + scale]! >= '5') {
    const raised = (BigInt(kept === '' ? '0' : kept) + 1n).toString().padStart(kept.length, '0');
    at += raised.length - kept.length;
    kept = raised;
  }
  return [kept.slice(0, at).replace(/^0+/, ''), kept.slice(at)];
}

function showFraction({ parts, denominator }: Section, digits: string, point: number): string {
  const value = Number(`${digits === '' ? '0' : digits}e${point - digits.length}`);
  const before = parts.findIndex(({ kind }) => kind === 'fraction');
  // `# ?/?` has a whole number in front, `?/?` has none.
  const runs = parts
    .slice(0, before)
    .map(({ kind }) => (kind === 'digit' ? 'd' : ' '))
    .join('')
    .split(/ +/)
    .filter((run) => run !== '');
  const hasWhole = runs.length > 1;
  let whole = hasWhole ? Math.floor(value) : 0;
  let [above, below] = nearestFraction(value - whole, denominator!);
  if (hasWhole && above === below) [whole, above] = [whole + 1, 0];
  const isZeroShown = runs[0]?.includes('d') && parts.some((part) => part.kind === 'digit' && part.mark === '0');
  const wholeText = hasWhole && (whole > 0 || above === 0 || isZeroShown) ? String(whole) : '';
  const literals = (some: Part[]) => some.map((part) => (part.kind === 'literal' ? part.text : '')).join('');
  const first = parts.findIndex(({ kind }) => kind === 'digit');
  if (hasWhole && above === 0) return literals(parts.slice(0, first)) + wholeText + literals(parts.slice(before));
  if (above === 0) below = denominator!.fixed ?? 1;
  return `${literals(parts.slice(0, first))}${wholeText} ${above}/${below}${literals(parts.slice(before))}`;
}

/** The nearest fraction of a number with a denominator of so many digits, or with this one. */
function nearestFraction(value: number, { digits, fixed }: { digits: number; fixed: number | null }): [number, number] {
  if (fixed !== null) return [Math.round(value * fixed), fixed];
  let best: [number, number] = [Math.round(value), 1];
  let error = Math.abs(value - best[0]);
  const most = Math.min(10 ** digits - 1, MAX_DENOMINATOR);
  for (let below = 2; below <= most; below++) {
    const above = Math.round(value * below);
    const off = Math.abs(value - above / below);
    if (off < error - 1e-12) [best, error] = [[above, below], off];
  }
  return best;
}

/** Codes of the built-in formats that show numbers otherwise than General (ECMA-376 part 1 §18.8.30). */
const BUILT_IN: ReadonlyMap<number, string> = new Map([
  [1, '0'],
  [2, '0.00'],
  [3, '#,##0'],
  [4, '#,##0.00'],
  [9, '0%'],
  [10, '0.00%'],
  [12, '# ?/?'],
  [13, '# ??/??'],
  [37, '#,##0 ;(#,##0)'],
  [38, '#,##0 ;(#,##0)'],
  [39, '#,##0.00;(#,##0.00)'],
  [40, '#,##0.00;(#,##0.00)'],
]);

/** As `readNumberDisplay`, of a built-in format by its id. */
export function builtInDisplay(id: number): NumberDisplay | null {
  const code = BUILT_IN.get(id);
  return code === undefined ? null : readNumberDisplay(code);
}
