/** What people write for yes and for no, as the ticks of their forms and in the commonest languages. In lower case and composed (NFC). */
const YES = [
  'true',
  'yes',
  'y',
  '1',
  'x',
  'on',
  'có',
  'đúng',
  '✓',
  '✔',
  '☑',
  '✅',
  '√',
  'oui',
  'sí',
  'ja',
  'да',
  '是',
  'نعم',
];
const NO = [
  'false',
  'no',
  'n',
  '0',
  'off',
  'không',
  'sai',
  '✗',
  '✘',
  '☒',
  '☐',
  '❌',
  '×',
  'non',
  'nein',
  'нет',
  '否',
  'لا',
];
const WORDS: ReadonlyMap<string, number> = new Map([
  ...YES.map((word): [string, number] => [word, 1]),
  ...NO.map((word): [string, number] => [word, 0]),
]);

/** `không` has 6 bytes, 8 where its accent stands alone; behind a tick may stand a variation selector of three. */
const MAX_WORD_BYTES = 10;

/** For a first byte (capitals as small letters), the lengths in bytes that a word may have: few cells get as far as being made a string. */
const LENGTHS = new Uint16Array(256);
for (const word of WORDS.keys()) {
  const spelled = [word, word.normalize('NFD'), word.toUpperCase(), `${word}\ufe0f`].map((one) => Buffer.from(one));
  for (const bytes of spelled) if (bytes.length <= MAX_WORD_BYTES) LENGTHS[fold(bytes[0]!)]! |= 1 << bytes.length;
}

function fold(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

/** 1 for true, 0 for false, -1 for neither: true/false, yes/no, y/n, 1/0, x, on/off, ticks and crosses, có/không, да/нет … in any case. */
export function parseBooleanText(b: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length === 0 || length > MAX_WORD_BYTES || (LENGTHS[fold(b[start]!)]! & (1 << length)) === 0) return -1;
  if (length === 1) {
    const c = fold(b[start]!);
    return c === 0x31 || c === 0x79 || c === 0x78 ? 1 : 0;
  }
  // What programs write, by the million: no string is made for it.
  if (length === 4 && isWord(b, start, 'true')) return 1;
  if (length === 5 && isWord(b, start, 'false')) return 0;
  if (length === 3 && isWord(b, start, 'yes')) return 1;
  if (length === 2 && isWord(b, start, 'no')) return 0;
  const word = Buffer.from(b.buffer, b.byteOffset + start, length)
    .toString()
    .normalize('NFC')
    .toLowerCase();
  return WORDS.get(word.endsWith('\ufe0f') ? word.slice(0, -1) : word) ?? -1;
}

function isWord(b: Uint8Array, start: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if ((b[start + i]! | 0x20) !== word.charCodeAt(i)) return false;
  return true;
}
