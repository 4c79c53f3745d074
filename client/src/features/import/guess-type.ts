/**
 * A type for a column from the texts of the preview, for when a person says that the headings are elsewhere than the
 * inspection thought: its types were then taken with a heading among the values. Pure.
 */
import type { ColumnType } from '@sheetport/contract';

const INTEGER = /^-?\d{1,3}(,\d{3})+$|^-?\d{1,18}$/;
const DECIMAL = /^-?(\d{1,3}(,\d{3})+|\d+)?([.,]\d+)?(e[+-]?\d+)?$/i;
const BOOLEAN = /^(true|false|yes|no)$/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATETIME = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;
/** Leading zeros mean a code, not a number: 0042 must stay 0042. */
const CODE = /^-?0\d/;

/** How many of the texts may be odd ones when a type is only suggested. */
const ODD = 0.1;

/**
 * The type that all but a few of the texts have, where that is not text: what a person probably means when a word or two
 * stands in a column of numbers. Null where there is no such type.
 */
export function suggestType(texts: readonly (string | null)[]): ColumnType | null {
  const filled = texts.filter((text) => text !== null && text.trim() !== '');
  const types = filled.map((text) => guessType([text]));
  for (const wanted of ['integer', 'decimal', 'boolean', 'date', 'datetime'] as const) {
    const fits = types.filter(
      (type) =>
        type === wanted || (wanted === 'decimal' && type === 'integer') || (wanted === 'datetime' && type === 'date'),
    ).length;
    // Ten whole numbers and one with a fraction are decimals, and no odd one out.
    const wider = wanted === 'integer' ? 'decimal' : wanted === 'date' ? 'datetime' : null;
    if (wider !== null && types.includes(wider)) continue;
    if (filled.length >= 3 && fits >= filled.length * (1 - ODD)) return wanted;
  }
  return null;
}

/** Null where the texts say nothing. */
export function guessType(texts: readonly (string | null)[]): ColumnType | null {
  const filled = texts.filter((text) => text !== null && text.trim() !== '') as string[];
  if (filled.length === 0) return null;
  const all = (pattern: RegExp) => filled.every((text) => pattern.test(text.trim()));
  if (filled.some((text) => CODE.test(text.trim()))) return all(DATE) ? 'date' : 'text';
  if (all(INTEGER)) return 'integer';
  if (all(DECIMAL)) return 'decimal';
  if (all(BOOLEAN)) return 'boolean';
  if (all(DATE)) return 'date';
  if (filled.every((text) => DATETIME.test(text.trim()) || DATE.test(text.trim()))) return 'datetime';
  return 'text';
}
