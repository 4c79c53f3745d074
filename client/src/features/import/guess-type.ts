/**
 * A type for a column from the texts of the preview, for when a person says that the headings are elsewhere than the
 * inspection thought: its types were then taken with a heading among the values. Pure.
 */
import { type ColumnType, isNumber } from '@sheetport/contract';
import { TYPE_FACTS } from '../../ui/column-types.ts';

/** The types that texts can look like, the narrower one first. */
const TYPES = ['integer', 'decimal', 'boolean', 'date', 'datetime', 'time'] as const;
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
  for (const wanted of TYPES) {
    const { widens } = TYPE_FACTS[wanted];
    const fits = types.filter((type) => type === wanted || type === widens).length;
    // Ten whole numbers and one with a fraction are decimals, and no odd one out.
    const wider = TYPES.find((type) => TYPE_FACTS[type].widens === wanted);
    if (wider !== undefined && types.includes(wider)) continue;
    if (filled.length >= 3 && fits >= filled.length * (1 - ODD)) return wanted;
  }
  return null;
}

/** Null where the texts say nothing. */
export function guessType(texts: readonly (string | null)[]): ColumnType | null {
  const filled = texts.filter((text) => text !== null && text.trim() !== '') as string[];
  if (filled.length === 0) return null;
  const all = (...types: (ColumnType | undefined)[]) =>
    filled.every((text) => types.some((type) => type !== undefined && TYPE_FACTS[type].shown?.test(text.trim())));
  const isCode = filled.some((text) => CODE.test(text.trim()));
  const found = TYPES.find((type) => all(type, TYPE_FACTS[type].widens));
  return found === undefined || (isCode && isNumber(found)) ? 'text' : found;
}
