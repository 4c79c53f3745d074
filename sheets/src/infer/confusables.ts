/** Longer texts are prose, in which a stray sign does no harm. */
const MAX_BYTES = 300;

/** Letters of other alphabets that look like Latin ones in any usual font (Unicode UTS #39, confusables). */
// biome-ignore format: one alphabet a line
const LATIN_OF: ReadonlyMap<string, string> = new Map(
  Object.entries({
    а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', у: 'y', х: 'x', і: 'i', ј: 'j', ѕ: 's', һ: 'h', ԁ: 'd', ԛ: 'q', ԝ: 'w',
    А: 'A', В: 'B', Е: 'E', К: 'K', М: 'M', Н: 'H', О: 'O', Р: 'P', С: 'C', Т: 'T', У: 'Y', Х: 'X', І: 'I', Ј: 'J', Ѕ: 'S',
    Α: 'A', Β: 'B', Ε: 'E', Ζ: 'Z', Η: 'H', Ι: 'I', Κ: 'K', Μ: 'M', Ν: 'N', Ο: 'O', Ρ: 'P', Τ: 'T', Υ: 'Y', Χ: 'X',
    ο: 'o', ν: 'v', α: 'a', ι: 'i', ρ: 'p',
  }),
);
const CYRILLIC_OF: ReadonlyMap<string, string> = new Map(
  [...LATIN_OF].filter(([from]) => from >= '\u0400').map(([from, to]) => [to, from]),
);

/** Nobody sees these anywhere: zero-width space, word joiner, byte order mark, soft hyphen. */
const NEVER_SEEN = /[\u200b\u2060\ufeff\u00ad]/gu;
/** These shape Arabic, Indic and emoji; elsewhere nobody sees them. */
const SHAPING = /\u200c|\u200d|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const SHAPED =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Mongolian}\p{Extended_Pictographic}]|[\u0900-\u0dff\u1000-\u109f\u1780-\u17ff]/u;
/** Blanks that are wider or do not break, and several, between two words. */
const ODD_BLANKS = /(?<=[\p{L}\p{N}.,)])(?:[\u00a0\u2000-\u200a\u202f\u205f\u3000]+ *| [ \u00a0]+)(?=[\p{L}\p{N}(])/gu;
const LETTERS = /\p{L}{2}/u;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/**
 * What a text probably means that holds letters which look like others (a Cyrillic а in a Latin word, the letter O among digits) or that
 * nobody sees (a zero-width space, two blanks for one, one that does not break). Null where nothing looks odd. Most texts are told by one pass over their bytes.
 */
export function unmask(b: Uint8Array, start: number, end: number): string | null {
  if (end - start > MAX_BYTES) return null;
  let high = 0;
  let digits = 0;
  let doubtful = 0;
  let wide = false;
  for (let p = start; p < end; p++) {
    const c = b[p]!;
    high |= c;
    if (c === 0x20 && p > start && b[p - 1] === 0x20) wide = true;
    if (c >= 0x30 && c <= 0x39) digits++;
    else if (c === 0x4f || c === 0x6f || c === 0x6c || c === 0x49) doubtful++;
  }
  const mayHideDigit = doubtful > 0 && digits >= 5;
  if (high < 0x80 && !mayHideDigit && !wide) return null;
  const text = Buffer.from(b.buffer, b.byteOffset + start, end - start).toString();
  let plain = high < 0x80 ? text : text.replace(NEVER_SEEN, '');
  if (high >= 0x80 && !SHAPED.test(plain)) plain = plain.replace(SHAPING, '');
  if (high >= 0x80) plain = plain.replace(WORD, unmaskWord);
  // Among digits alone they are marks for thousands.
  if (wide || high >= 0x80) plain = LETTERS.test(plain) ? plain.replace(ODD_BLANKS, ' ') : plain;
  if (mayHideDigit) plain = plain.replace(/(?<![\p{L}\p{N}])[\dOolI]{6,}(?![\p{L}\p{N}])/gu, unmaskDigits);
  return plain === text ? null : plain;
}

/** A word of two alphabets in the one that most of its letters belong to, where all the others have a double there. */
function unmaskWord(word: string): string {
  let latin = 0;
  let other = 0;
  for (const letter of word) {
    if (/\p{Script=Latin}/u.test(letter)) latin++;
    else if (/[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(letter)) other++;
  }
  if (latin === 0 || other === 0) return word;
  const doubles = latin >= other ? LATIN_OF : CYRILLIC_OF;
  const stays = latin >= other ? /\p{Script=Latin}|[\p{M}\p{N}]/u : /\p{Script=Cyrillic}|[\p{M}\p{N}]/u;
  let meant = '';
  for (const letter of word) {
    const double = stays.test(letter) ? letter : doubles.get(letter);
    if (double === undefined) return word;
    meant += double;
  }
  return meant;
}

const NOT_ASCII = /[^\0-\x7f]/;

/** A text of letters that all have a double among the Latin ones, in those; null for any other, and for one that is Latin already. */
export function latinDouble(text: string): string | null {
  if (!NOT_ASCII.test(text)) return null;
  let meant = '';
  for (const letter of text) {
    const double = LATIN_OF.get(letter) ?? (/[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(letter) ? null : letter);
    if (double === null) return null;
    meant += double;
  }
  return meant === text ? null : meant;
}

/** Digits among which one or two letters stand: `09O1234567`. */
function unmaskDigits(word: string): string {
  const letters = word.replace(/\d/g, '').length;
  if (letters === 0 || letters > 2 || !/^\d.*\d$/.test(word)) return word;
  return word.replace(/[Oo]/g, '0').replace(/[lI]/g, '1');
}
