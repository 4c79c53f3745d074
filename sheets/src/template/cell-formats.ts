/** Cell formats that the rows of a template need beside those it has: added behind them, and only where rows use them. */

import type { ColumnType } from '../model.ts';
import { Cell, COLUMN_FORMS } from '../write/column-forms.ts';
import { builtInDates, isDateCode } from './date-codes.ts';
import type { CellFormats } from './shape-rows.ts';
import { attributeOf, unescapeText } from './template-book.ts';

/** Numbers of the formats that all programs know: a date, a date with time, a time (ECMA-376 part 1 §18.8.30). */
const BUILT_IN: Partial<Record<ColumnType, number>> = { date: 14, datetime: 22, time: 21 };

export class TemplateFormats implements CellFormats {
  readonly #xml: string;
  readonly #formats: string[];
  readonly #codes: Map<number, string>;
  readonly #added: string[] = [];
  readonly #numbers = new Map<string, number>();
  /** Some added format is certainly used. */
  #isNeeded = false;

  constructor(xml: string) {
    this.#xml = xml;
    const list = /<cellXfs\b[^>]*>([\s\S]*?)<\/cellXfs>/.exec(xml)?.[1] ?? '';
    this.#formats = list.match(/<xf\b[^>]*?\/>|<xf\b[\s\S]*?<\/xf>/g) ?? [];
    this.#codes = new Map(
      [...xml.matchAll(/<numFmt\b([^>]*)\/?>/g)].map(([, attributes]) => [
        Number(attributeOf(attributes!, 'numFmtId')),
        unescapeText(attributeOf(attributes!, 'formatCode') ?? ''),
      ]),
    );
  }

  valueFormat(style: number, type: ColumnType): number {
    if (COLUMN_FORMS[type].cell !== Cell.moment) return style;
    const number = Number(attributeOf(/<xf\b([^>]*)/.exec(this.#formats[style] ?? '')?.[1] ?? '', 'numFmtId') ?? 0);
    const code = this.#codes.get(number);
    if (code === undefined ? builtInDates.has(number) : isDateCode(code)) return style;
    this.#isNeeded = true;
    return this.#add(style, `date ${type}`, (xf) =>
      xf
        .replace(/\snumFmtId="[^"]*"|\sapplyNumberFormat="[^"]*"/g, '')
        .replace('<xf', `<xf numFmtId="${BUILT_IN[type]}" applyNumberFormat="1"`),
    );
  }

  quotedFormat(style: number): number {
    return this.#add(style, 'quoted', (xf) =>
      xf.replace(/\squotePrefix="[^"]*"/, '').replace('<xf', '<xf quotePrefix="1"'),
    );
  }

  /** @param hasQuoted whether rows have texts that begin as a formula does */
  write(hasQuoted: boolean): string {
    if (this.#added.length === 0 || !(hasQuoted || this.#isNeeded)) return this.#xml;
    return this.#xml.replace(
      /<cellXfs\b[^>]*>([\s\S]*?)<\/cellXfs>/,
      (_, list) =>
        `<cellXfs count="${this.#formats.length + this.#added.length}">${list}${this.#added.join('')}</cellXfs>`,
    );
  }

  #add(style: number, what: string, change: (xf: string) => string): number {
    const key = `${style} ${what}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#added.push(change(this.#formats[style] ?? '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'));
    const number = this.#formats.length + this.#added.length - 1;
    this.#numbers.set(key, number);
    return number;
  }
}
