/** Format codes of workbooks (ECMA-376 part 1 §18.8.31), those that exports write, as number styles of OpenDocument (ODF 1.3 part 3 §16.29). */
import type { ExportColumn, SheetPlan } from '../../model.ts';

/** `[$€] #,##0.00`, `0.0%`, `#,##0 [$USD]`; behind a semicolon what negative numbers look like. */
const NUMBER = /^(?:\[\$([^\]]+)\] )?(#,##)?0(?:\.(0+))?(%|"%"| \[\$([^\]]+)\])?(?:_\))?$/;
const DATE_TOKEN = /yyyy|yy|mmmm|mmm|mm|m|dddd|ddd|dd|d|hh|h|ss|s|AM\/PM|\\.|./gsu;

const DATE_PARTS: Readonly<Record<string, string>> = {
  yyyy: '<number:year number:style="long"/>',
  yy: '<number:year/>',
  mmmm: '<number:month number:style="long" number:textual="true"/>',
  mmm: '<number:month number:textual="true"/>',
  mm: '<number:month number:style="long"/>',
  m: '<number:month/>',
  dddd: '<number:day-of-week number:style="long"/>',
  ddd: '<number:day-of-week/>',
  dd: '<number:day number:style="long"/>',
  d: '<number:day/>',
  hh: '<number:hours number:style="long"/>',
  h: '<number:hours/>',
  ss: '<number:seconds number:style="long"/>',
  s: '<number:seconds/>',
  'AM/PM': '<number:am-pm/>',
};
const MINUTES: Readonly<Record<string, string>> = {
  mm: '<number:minutes number:style="long"/>',
  m: '<number:minutes/>',
};

/** Number styles of the columns of some sheets that have formats of their own, and the names of the cell styles that use them. */
export class NumberStyles {
  readonly #names = new Map<string, string>();
  /** Of the number styles. */
  xml = '';

  constructor(sheets: readonly Pick<SheetPlan, 'columns'>[]) {
    for (const column of sheets.flatMap(({ columns }) => columns)) {
      const id = idOf(column);
      if (id === undefined || this.#names.has(id)) continue;
      const name = `f${this.#names.size + 1}`;
      const style = styleOf(`n-${name}`, column.type, column.format!);
      if (style === undefined) continue;
      this.#names.set(id, name);
      this.xml += style;
    }
  }

  /** Names of the cell styles; the number style of each has `n-` before it. */
  get cellStyles(): string[] {
    return [...this.#names.values()];
  }

  /** The name of the style of a column's cells: its own, or that of its type. */
  styleOf(column: ExportColumn): string {
    return this.#names.get(idOf(column) ?? '') ?? column.type;
  }
}

function idOf({ type, format }: ExportColumn): string | undefined {
  return format === undefined || type === 'text' || type === 'boolean' ? undefined : `${type} ${format}`;
}

/** Undefined for a code that is none of ours: the values are then shown as those of their type. */
function styleOf(name: string, type: ExportColumn['type'], format: string): string | undefined {
  if (type === 'integer' || type === 'decimal') return numberStyle(name, format);
  const kind = type === 'time' ? 'time' : 'date';
  return `<number:${kind}-style style:name="${name}">${dateParts(format)}</number:${kind}-style>`;
}

function numberStyle(name: string, format: string): string | undefined {
  const [code = '', below] = format.split(';');
  const parts = NUMBER.exec(code);
  if (!parts) return undefined;
  const [, before, groups, zeros = '', behind, sign] = parts;
  const kind = behind === '%' ? 'percentage' : (before ?? sign) ? 'currency' : 'number';
  const places = `number:decimal-places="${zeros.length}" number:min-decimal-places="${zeros.length}"`;
  const number = `<number:number ${places} number:min-integer-digits="1"${groups ? ' number:grouping="true"' : ''}/>`;
  const symbol = (text: string) => `<number:currency-symbol>${escapeText(text)}</number:currency-symbol>`;
  const shown = [
    before ? `${symbol(before)}${literal(' ')}` : '',
    number,
    behind?.includes('%') ? literal('%') : sign ? `${literal(' ')}${symbol(sign)}` : '',
  ].join('');
  const style = (title: string, content: string, more = '') =>
    `<number:${kind}-style style:name="${title}"${more}>${content}</number:${kind}-style>`;
  if (below === undefined) return style(name, shown);
  const colour = below.startsWith('[Red]') ? '<style:text-properties fo:color="#ff0000"/>' : '';
  const negative = below.startsWith('(') ? `${literal('(')}${shown}${literal(')')}` : `${literal('-')}${shown}`;
  const otherwise = `<style:map style:condition="value()&gt;=0" style:apply-style-name="${name}-P"/>`;
  return style(`${name}-P`, shown, ' style:volatile="true"') + style(name, colour + negative + otherwise);
}

/** Minutes are the m behind hours, or before seconds. */
function dateParts(format: string): string {
  const tokens = format.match(DATE_TOKEN) ?? [];
  let isBehindHours = false;
  return tokens
    .map((token, i) => {
      const part = DATE_PARTS[token];
      if (part === undefined) return literal(token.startsWith('\\') ? token.slice(1) : token);
      const next = tokens.slice(i + 1).find((other) => DATE_PARTS[other] !== undefined);
      const minutes = isBehindHours || next?.startsWith('s') ? MINUTES[token] : undefined;
      if (token !== 'AM/PM') isBehindHours = token.startsWith('h');
      return minutes ?? part;
    })
    .join('');
}

function literal(text: string): string {
  return `<number:text>${escapeText(text)}</number:text>`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
