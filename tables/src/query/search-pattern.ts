/** Texts that are found whatever their case and accents: a regular expression of PostgreSQL that needs no extension and no locale. */

/** Letters that are no base letter with marks in Unicode, and what people type for them. */
const SPELT: Readonly<Record<string, string>> = { đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ł: 'l', ø: 'o', ŧ: 't' };
/** Blocks of letters with marks: Latin, Greek, Cyrillic, and their supplements. */
export const BLOCKS = [
  [0xc0, 0x24f],
  [0x370, 0x52f],
  [0x1e00, 0x1fff],
] as const;
export const MARKS = '\\u0300-\\u036f';
/** Marks that stand behind their letter, as in file names of macOS (Unicode form NFD). */
const LOOSE_MARKS = `[${MARKS}]*`;

export const marks = new RegExp(`[${MARKS}]`, 'g');
export const isSingle = (text: string): boolean => [...text].length === 1;
/** A letter without its marks, in small letters. */
const baseOf = (letter: string): string => {
  const small = letter.toLowerCase();
  return SPELT[small] ?? small.normalize('NFD').replace(marks, '');
};

/** Base letter → all forms of it that are one character. */
const FORMS = new Map<string, string[]>();
for (const [first, last] of BLOCKS) {
  for (let code = first; code <= last; code++) {
    const letter = String.fromCodePoint(code);
    const base = baseOf(letter);
    if (isSingle(base) && base !== letter) FORMS.set(base, [...(FORMS.get(base) ?? []), letter]);
  }
}

/**
 * In: a word as somebody typed it. Out: a regular expression (PostgreSQL documentation, 9.7.3 "POSIX Regular Expressions") that matches
 * texts with that word anywhere in them, whatever its accents, case and Unicode form. It repeats marks alone, so it is never slow.
 */
export function searchPattern(word: string): string {
  return lettersOf(word).map(letterPattern).join('');
}

/** The characters of a word that are looked for. */
export function lettersOf(word: string): string[] {
  return Array.from(word.normalize('NFC').replace(marks, ''));
}

/** All characters that a letter finds, marks behind them left out; undefined for one that comes apart into several. */
export function formsOf(letter: string): Set<string> | undefined {
  const base = baseOf(letter);
  if (!isSingle(base)) return undefined;
  const cases = [letter, letter.toLowerCase(), letter.toUpperCase(), base, base.toUpperCase()];
  return new Set([...cases.filter(isSingle), ...(FORMS.get(base) ?? [])]);
}

function letterPattern(letter: string): string {
  const forms = formsOf(letter);
  // What comes apart without leaving marks, as syllables of Hangul do: in one piece, or in several.
  if (!forms) return `(?:${quoted(letter)}|${quoted(letter.normalize('NFD'))})${LOOSE_MARKS}`;
  const any = forms.size === 1 ? quoted(letter) : `[${Array.from(forms, quoted).join('')}]`;
  return letter < '\x80' && forms.size === 1 ? any : `${any}${LOOSE_MARKS}`;
}

/** Characters of ASCII that are no letters or digits may mean something in a pattern. */
function quoted(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, '\\$&');
}
