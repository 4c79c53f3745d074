/** Texts that are found whatever their case and accents: a regular expression of PostgreSQL that needs no extension and no locale. */

/** Letters that are no base letter with marks in Unicode, and what people type for them. */
const SPELT: Readonly<Record<string, string>> = { đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ł: 'l', ø: 'o', ŧ: 't' };
/** Blocks of letters with marks: Latin, Greek, Cyrillic, and their supplements. */
const BLOCKS = [
  [0xc0, 0x24f],
  [0x370, 0x52f],
  [0x1e00, 0x1fff],
] as const;
const MARKS = '\\u0300-\\u036f';
/** Marks that stand behind their letter, as in file names of macOS (Unicode form NFD). */
const LOOSE_MARKS = `[${MARKS}]*`;

const marks = new RegExp(`[${MARKS}]`, 'g');
const isSingle = (text: string): boolean => [...text].length === 1;
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
  return Array.from(word.normalize('NFC').replace(marks, ''), letterPattern).join('');
}

function letterPattern(letter: string): string {
  const base = baseOf(letter);
  // What comes apart without leaving marks, as syllables of Hangul do: in one piece, or in several.
  if (!isSingle(base)) return `(?:${quoted(letter)}|${quoted(letter.normalize('NFD'))})${LOOSE_MARKS}`;
  const forms = new Set(
    [letter, letter.toLowerCase(), letter.toUpperCase(), base, base.toUpperCase()].filter(isSingle),
  );
  for (const form of FORMS.get(base) ?? []) forms.add(form);
  const any = forms.size === 1 ? quoted(letter) : `[${Array.from(forms, quoted).join('')}]`;
  return letter < '\x80' && forms.size === 1 ? any : `${any}${LOOSE_MARKS}`;
}

/** Characters of ASCII that are no letters or digits may mean something in a pattern. */
function quoted(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, '\\$&');
}
