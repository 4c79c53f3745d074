/**
 * Number styles of OpenDocument (1.3 part 3 §16.29) as format codes of Excel. The library reads them, too, but takes General for `0`,
 * optional digits for zeros, and knows neither styles that inherit a format nor the styles of columns.
 */
import { MAX_CELL_FORMATS } from '../limits.ts';
import { type Element, prefixedAttribute, readElements, unescapeXml } from '../xml/elements.ts';

/** Begins the text of a number style that holds a format code; XML cannot hold it. */
const CODE_MARK = '\u0001';
const ENCODED = /^"\u0001([0-9a-f]*)"$/;

/** Those of times are left to the library. */
const FOLLOWED: ReadonlySet<string> = new Set([
  'number-style',
  'currency-style',
  'percentage-style',
  'date-style',
  'text-style',
]);
/** More digits than this are shown by no format that anybody reads. */
const MAX_DIGITS = 30;
/** Styles whose parents have parents: no program goes deeper. */
const MAX_PARENTS = 8;

/** A number style, as far as it has been read. */
interface NumberStyle {
  code: string;
  isPercentage: boolean;
  /** Texts between the digits of its number, by how many digits stand behind them. */
  embedded: Map<number, string>;
  digits: Element | null;
  maps: { condition: string; style: string }[];
}

/** A style of cells: the number style that it names, and the style that it has the rest from. */
interface CellStyle {
  format: string | undefined;
  parent: string | undefined;
}

/**
 * The format codes of the cell styles of an ods, by the styles' names. Styles without a number format, or with one of times, are left out.
 *
 * @param parts XML of `styles.xml`, and of the content up to its body; a later part goes before an earlier one
 */
export function readOdsFormats(parts: readonly string[]): Map<string, string> {
  const numbers = new Map<string, NumberStyle>();
  const cells = new Map<string, CellStyle>();
  for (const part of parts) readPart(part, numbers, cells);
  const codes = new Map<string, string>();
  for (const name of cells.keys()) {
    const number = formatOf(cells, name);
    const style = number === undefined ? undefined : numbers.get(number);
    if (style) codes.set(name, codeOf(style, numbers));
  }
  return codes;
}

/** XML that gives the library these cell styles with their codes, for the place before the body. `decodeFormatCode` reads what it makes of them. */
export function declareFormats(codes: ReadonlyMap<string, string>): string {
  const names = new Map<string, string>();
  let xml = '';
  for (const [style, code] of codes) {
    let name = names.get(code);
    if (name === undefined) {
      name = `${CODE_MARK}${names.size}`;
      names.set(code, name);
      const text = CODE_MARK + Buffer.from(code).toString('hex');
      xml += `<number:number-style style:name="${name}"><number:text>${text}</number:text></number:number-style>`;
    }
    xml += `<style:style style:name="${escapeXml(style)}" style:family="table-cell" style:data-style-name="${name}"/>`;
  }
  return xml;
}

/** The format code in what the library makes of a style of `declareFormats`; another code is given back as it is. */
export function decodeFormatCode(code: string): string {
  const hex = ENCODED.exec(code)?.[1];
  return hex === undefined ? code : Buffer.from(hex, 'hex').toString('utf8');
}

function readPart(xml: string, numbers: Map<string, NumberStyle>, cells: Map<string, CellStyle>): void {
  let current: NumberStyle | null = null;
  for (const element of readElements(xml)) {
    const { name, parent } = element;
    if (name === 'body') return;
    if (name === 'style') readCellStyle(element, cells);
    else if (name.endsWith('-style')) {
      current = FOLLOWED.has(name) && numbers.size < MAX_CELL_FORMATS ? startStyle(element) : null;
      const title = prefixedAttribute(element, 'name');
      if (title === undefined) current = null;
      else if (current) numbers.set(title, current);
      else numbers.delete(title); // a style of times of this part goes before one of the other part
    } else if (current && (parent.endsWith('-style') || name === 'embedded-text')) addPiece(current, element);
  }
}

function startStyle(element: Element): NumberStyle {
  const language = element.name === 'date-style' ? prefixedAttribute(element, 'language') : undefined;
  return {
    code: language !== undefined && /^[a-z]{2,3}$/.test(language) ? `[$-${language}]` : '',
    isPercentage: element.name === 'percentage-style',
    embedded: new Map(),
    digits: null,
    maps: [],
  };
}

function readCellStyle(element: Element, cells: Map<string, CellStyle>): void {
  const name = prefixedAttribute(element, 'name');
  if (name === undefined || prefixedAttribute(element, 'family') !== 'table-cell') return;
  if (cells.size >= MAX_CELL_FORMATS) return;
  cells.set(name, {
    format: prefixedAttribute(element, 'data-style-name'),
    parent: prefixedAttribute(element, 'parent-style-name'),
  });
}

/** The number style of a cell style: its own, or that of the style it inherits from. */
function formatOf(cells: ReadonlyMap<string, CellStyle>, name: string): string | undefined {
  let style = cells.get(name);
  for (let depth = 0; depth < MAX_PARENTS && style; depth++) {
    if (style.format !== undefined) return style.format;
    style = style.parent === undefined ? undefined : cells.get(style.parent);
  }
  return undefined;
}

/** Where the digits go once all that stands between them is known. */
const DIGITS = '\u0002';

function addPiece(style: NumberStyle, element: Element): void {
  const text = () => unescapeXml(element.text);
  switch (element.name) {
    case 'number':
      style.digits = element;
      style.code += DIGITS;
      break;
    case 'embedded-text':
      style.embedded.set(numberOf(element, 'position') ?? 0, text());
      break;
    case 'text':
      style.code += style.isPercentage ? quotePercent(text()) : quote(text());
      break;
    case 'currency-symbol':
      style.code += `[$${(text() || '$').replace(/[\]-]/g, '')}]`;
      break;
    case 'fraction':
      style.code += fractionCode(element);
      break;
    case 'scientific-number':
      style.code += '0.00E+00';
      break;
    case 'boolean':
      style.code += 'General';
      break;
    case 'text-content':
      style.code += '@';
      break;
    case 'map':
      style.maps.push({
        condition: (prefixedAttribute(element, 'condition') ?? '').replace(/\s+/g, ''),
        style: prefixedAttribute(element, 'apply-style-name') ?? '',
      });
      break;
    default:
      if (Object.hasOwn(DATE_PARTS, element.name)) style.code += datePart(element);
  }
}

/** The code of a style with those that it uses for some numbers; General where their conditions are no sections of a code. */
function codeOf(style: NumberStyle, all: ReadonlyMap<string, NumberStyle>): string {
  const own = sectionOf(style);
  if (style.maps.length === 0) return own;
  const parts = new Map(
    style.maps.map(({ condition, style: name }) => {
      const other = all.get(name);
      return [condition.replace(/^value\(\)/, ''), other === undefined ? 'General' : sectionOf(other)];
    }),
  );
  const conditions = [...parts.keys()].sort().join(' ');
  if (conditions === '>=0') return `${parts.get('>=0')};${own}`;
  if (conditions === '<0') return `${own};${parts.get('<0')}`;
  if (conditions === '<0 >0') return `${parts.get('>0')};${parts.get('<0')};${own}`;
  if (conditions === '<0 =0 >0') return `${parts.get('>0')};${parts.get('<0')};${parts.get('=0')};${own}`;
  return 'General';
}

function sectionOf({ code, digits, embedded }: NumberStyle): string {
  return digits === null ? code : code.replace(DIGITS, () => digitsCode(digits, embedded));
}

/** A number element: zeros that are always there, optional digits, thousands, a factor of thousands. Without decimals said it is General. */
function digitsCode(element: Element, embedded: ReadonlyMap<number, string>): string {
  const decimals = numberOf(element, 'decimal-places');
  const zeros = numberOf(element, 'min-integer-digits') ?? 1;
  const isGrouped = prefixedAttribute(element, 'grouping') === 'true';
  if (decimals === undefined && zeros <= 1 && !isGrouped && embedded.size === 0) return 'General';
  const places = Math.max(zeros, isGrouped ? 4 : 1, ...[...embedded.keys()].map((behind) => behind + 1));
  let whole = '';
  for (let i = 0; i < Math.min(places, MAX_DIGITS); i++) {
    const between = i > 0 ? embedded.get(i) : undefined;
    if (between !== undefined) whole = quote(between) + whole;
    if (isGrouped && i === 3) whole = `,${whole}`;
    whole = (i < zeros ? '0' : '#') + whole;
  }
  const isOptional = prefixedAttribute(element, 'decimal-replacement') === '';
  const most = decimals ?? 0;
  const least = Math.min(numberOf(element, 'min-decimal-places') ?? (isOptional ? 0 : most), most);
  const fraction = most > 0 ? `.${'0'.repeat(least)}${'#'.repeat(most - least)}` : '';
  const factor = Number(prefixedAttribute(element, 'display-factor') ?? 1);
  const thousands = factor > 1 ? ','.repeat(Math.min(Math.round(Math.log10(factor) / 3), 4)) : '';
  return whole + fraction + thousands;
}

/** Letters of a part of a date, short and long. */
const DATE_PARTS: Readonly<Record<string, readonly [short: string, long: string]>> = {
  day: ['d', 'dd'],
  'day-of-week': ['ddd', 'dddd'],
  month: ['m', 'mm'],
  year: ['yy', 'yyyy'],
  hours: ['h', 'hh'],
  minutes: ['m', 'mm'],
  seconds: ['s', 'ss'],
  'am-pm': ['AM/PM', 'AM/PM'],
};

function datePart(element: Element): string {
  const isLong = prefixedAttribute(element, 'style') === 'long';
  if (element.name === 'month' && prefixedAttribute(element, 'textual') === 'true') return isLong ? 'mmmm' : 'mmm';
  return DATE_PARTS[element.name]![isLong ? 1 : 0];
}

function fractionCode(element: Element): string {
  const whole = numberOf(element, 'min-integer-digits');
  const above = '?'.repeat(Math.max(numberOf(element, 'min-numerator-digits') ?? 1, 1));
  const fixed = numberOf(element, 'denominator-value');
  const below = fixed ? String(fixed) : '?'.repeat(Math.max(numberOf(element, 'min-denominator-digits') ?? 1, 1));
  return `${whole === undefined ? '' : `${'0'.repeat(whole) || '#'} `}${above}/${below}`;
}

/** A whole number of an attribute, at most MAX_DIGITS but for denominators, which have three digits. */
function numberOf(element: Element, name: string): number | undefined {
  const text = prefixedAttribute(element, name);
  if (text === undefined || !/^\d{1,3}$/.test(text)) return undefined;
  return name === 'denominator-value' ? Number(text) : Math.min(Number(text), MAX_DIGITS);
}

function quote(text: string): string {
  return text
    .split('"')
    .map((part) => (part === '' ? '' : `"${part}"`))
    .join('\\"');
}

/** The percent sign of a percentage is no text: it multiplies by a hundred. */
function quotePercent(text: string): string {
  const at = text.indexOf('%');
  return at < 0 ? quote(text) : `${quote(text.slice(0, at))}%${quote(text.slice(at + 1))}`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
