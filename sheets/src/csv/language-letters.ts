/** The letters of languages beyond ASCII, and how well a text keeps to those of one language. */

/** Letters beyond ASCII in lower case, by language (CLDR 46, main and auxiliary exemplar characters that names are written with). */
const LATIN: Readonly<Record<string, string>> = {
  cs: 'áčďéěíňóřšťúůýžöü',
  sk: 'áäčďéíĺľňóôŕšťúýžö',
  pl: 'ąćęłńóśźż',
  hu: 'áéíóöőúüűä',
  ro: 'ăâîșțşţ',
  hr: 'čćđšž',
  de: 'äöüßéèáç',
  fr: 'àâæçèéêëîïôœùûüÿñ',
  es: 'áéíñóúüç',
  pt: 'áâãàçéêíóôõúü',
  it: 'àèéìîòù',
  nl: 'éëïóüèöêç',
  da: 'æøåéöäüôò',
  sv: 'åäöéüà',
  is: 'áðéíóúýþæöå',
  tr: 'çğıöşüâîû',
  et: 'äöõüšž',
  lv: 'āčēģīķļņšūžōŗ',
  lt: 'ąčęėįšųūž',
  vi: 'àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ',
};

const CYRILLIC: Readonly<Record<string, string>> = {
  ru: 'абвгдежзийклмнопрстуфхцчшщъыьэюяё',
  uk: 'абвгдежзийклмнопрстуфхцчшщьюяіїєґ',
  be: 'абвгдежзйклмнопрстуфхцчшыьэюяёіў',
  sr: 'абвгдежзиклмнопрстуфхцчшђјљњћџ',
  mk: 'абвгдежзиклмнопрстуфхцчшјљњџќѓѕѐѝ',
};

const ALPHABETS: readonly ReadonlySet<string>[] = [...Object.values(LATIN), ...Object.values(CYRILLIC)].map(
  (letters) => new Set(letters),
);

/** Scripts whose letters belong to one language or to languages that share an encoding. */
const SCRIPTS: readonly RegExp[] = [
  /[\p{sc=Greek}]/u,
  /[\p{sc=Hebrew}]/u,
  /[\p{sc=Arabic}]/u,
  /[\p{sc=Thai}]/u,
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー々、。「」・（）！＂-～　]/u,
  /[\p{sc=Hangul}\p{sc=Han}、。「」・（）　]/u,
];

/** Signs that stand beside words in any language. */
const SIGNS = new Set('ƒ†‡‰–—‘’‚“”„…•€£¥°§№«»©®™ªº·¿¡½¼¾²³µ×±´\u00a0\u00ad');
/** Those of them that may stand between two letters. */
const WITHIN = new Set('–’·\u00a0\u00ad');

/** What a character counts that no language has: an unassigned byte is worse than a letter of another language. */
const UNKNOWN = 3;

/**
 * The share of the characters beyond ASCII that do not belong where they stand, from 0: letters that the language which fits best does
 * not have, capitals behind small letters, letters of two scripts in one word, signs inside words, single letters beside digits (which are
 * signs of currencies or units in another encoding), control characters.
 *
 * @param text decoded text, composed (NFC)
 */
export function rateLanguageFit(text: string): number {
  const misfits = new Array<number>(ALPHABETS.length + SCRIPTS.length).fill(0);
  let shared = 0;
  let count = 0;
  let before = '';
  const characters = [...text];
  for (const [at, character] of characters.entries()) {
    if (character < '\x80') {
      before = character;
      continue;
    }
    count++;
    if (character === '\ufffd' || (character >= '\x80' && character < '\xa0')) shared += UNKNOWN;
    else if (/\p{L}|\p{M}/u.test(character) && !SIGNS.has(character)) {
      const small = character === 'İ' ? 'i' : character.toLowerCase();
      if (small !== character && /\p{Ll}/u.test(before)) shared++;
      else if (
        !/\p{sc=Latin}|\p{M}/u.test(character) &&
        (isAsciiLetter(before) || isAsciiLetter(characters[at + 1] ?? ''))
      )
        shared++;
      else if (isBesideDigit(characters, at)) shared++;
      for (const [index, alphabet] of ALPHABETS.entries())
        if (!alphabet.has(small) && character !== 'İ') misfits[index]!++;
      for (const [index, script] of SCRIPTS.entries())
        if (!script.test(character)) misfits[ALPHABETS.length + index]!++;
    } else if (isLetter(before) && isLetter(characters[at + 1] ?? '')) {
      if (!WITHIN.has(character) && !SCRIPTS.some((script) => script.test(character))) shared++;
    } else if (!SIGNS.has(character) && !SCRIPTS.some((script) => script.test(character))) shared++;
    before = character;
  }
  return count === 0 ? 0 : (Math.min(...misfits) + shared) / count;
}

/** Whether a letter is a word of its own, with a number before or behind it. */
function isBesideDigit(characters: readonly string[], at: number): boolean {
  const [before, after] = [characters[at - 1] ?? '', characters[at + 1] ?? ''];
  if (isLetter(before) || isLetter(after) || !/[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}]/u.test(characters[at]!))
    return false;
  return [before, after, before === ' ' ? characters[at - 2] : '', after === ' ' ? characters[at + 2] : ''].some(
    (one) => /^\d$/.test(one ?? ''),
  );
}

function isAsciiLetter(character: string): boolean {
  return /[a-z]/i.test(character);
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}
