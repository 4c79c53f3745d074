/** What people write for yes and for no, as the ticks of their forms and in the commonest languages. In lower case and composed (NFC). */
const YES = [
  ['true'],
  ['yes', 'y'],
  ['1'],
  ['x'],
  ['on'],
  ['có'],
  ['đúng'],
  ['✓', '✔', '☑', '✅', '√'],
  ['oui'],
  ['sí', 'si', 'sì'],
  ['ja'],
  ['да'],
  ['是'],
  ['نعم'],
  ['wahr'],
  ['vrai'],
  ['verdadero'],
  ['verdadeiro'],
  ['vero'],
  ['sim'],
  ['tak'],
  ['evet'],
  ['はい'],
  ['예', '네'],
  ['так'],
  // As PostgreSQL writes a csv.
  ['t'],
];
const NO = [
  ['false'],
  ['no', 'n'],
  ['0'],
  ['off'],
  ['không'],
  ['sai'],
  ['✗', '✘', '☒', '☐', '❌', '×'],
  ['non'],
  ['nein'],
  ['нет'],
  ['否'],
  ['لا'],
  ['falsch'],
  ['faux'],
  ['falso'],
  ['não', 'nao'],
  ['nie'],
  ['hayır', 'hayir'],
  ['いいえ'],
  ['아니요', '아니오'],
  ['ні'],
  ['f'],
];
interface Meaning {
  value: number;
  /** Words that are one word written otherwise share a number; it is a power of two. */
  word: number;
}
const WORDS: ReadonlyMap<string, Meaning> = new Map(
  [YES, NO].flatMap((words, no) =>
    words.flatMap((alike, n) => alike.map((word): [string, Meaning] => [word, { value: 1 - no, word: 1 << n }])),
  ),
);
const [TRUE, FALSE] = [WORDS.get('true')!, WORDS.get('false')!];
const [Y, N] = [WORDS.get('yes')!, WORDS.get('no')!];
const [ONE, ZERO, X] = [WORDS.get('1')!, WORDS.get('0')!, WORDS.get('x')!];
const [T, F] = [WORDS.get('t')!, WORDS.get('f')!];

/** Which word for no belongs to which for yes. An x is ticked beside several. */
const PAIRS =
  `true/false yes/no 1/0 x/no x/0 x/✗ on/off có/không đúng/sai ✓/✗ oui/non sí/no ja/nein да/нет 是/否 نعم/لا wahr/falsch vrai/faux
  verdadero/falso verdadeiro/falso vero/falso sim/não tak/nie evet/hayır はい/いいえ 예/아니요 так/ні t/f`
    .split(/\s+/)
    .map((pair) => pair.split('/').map((word) => WORDS.get(word)!.word));

/** Whether two words (`booleanText.word`) are the yes and the no of one language. */
export function arePoles(yes: number, no: number): boolean {
  return PAIRS.some(([one, other]) => one === yes && other === no);
}

const bitsOf = (...words: string[]) => words.reduce((bits, word) => bits | WORDS.get(word)!.word, 0);
/** Words for yes, and for no, that are no name and no code: one of them alone is enough. */
export const SURE_YES = bitsOf('true', '✓');
export const SURE_NO = bitsOf('false', '✗');
/** A tick, which is made or left out. */
export const CROSS = bitsOf('x');

/** `아니요` has 18 bytes where its letters stand alone; behind a tick may stand a variation selector of three. */
const MAX_WORD_BYTES = 18;

/** For a first byte (capitals as small letters), the lengths in bytes that a word may have: few cells get as far as being made a string. */
const LENGTHS = new Uint32Array(256);
for (const word of WORDS.keys()) {
  const spelled = [word, word.normalize('NFD'), word.toUpperCase(), `${word}\ufe0f`].map((one) => Buffer.from(one));
  for (const bytes of spelled) if (bytes.length <= MAX_WORD_BYTES) LENGTHS[fold(bytes[0]!)]! |= 1 << bytes.length;
}

function fold(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

/** Which of its words the text was that `parseBooleanText` has read last. */
export const booleanText = { word: 0 };

/** 1 for true, 0 for false, -1 for neither: true/false, t/f, yes/no, y/n, 1/0, x, on/off, ticks and crosses, có/không, да/нет … in any case. */
export function parseBooleanText(b: Uint8Array, start: number, end: number): number {
  const meaning = findMeaning(b, start, end);
  if (meaning === undefined) return -1;
  booleanText.word = meaning.word;
  return meaning.value;
}

function findMeaning(b: Uint8Array, start: number, end: number): Meaning | undefined {
  const length = end - start;
  if (length === 0 || length > MAX_WORD_BYTES || (LENGTHS[fold(b[start]!)]! & (1 << length)) === 0) return undefined;
  if (length === 1) {
    const c = fold(b[start]!);
    return c === 0x31 ? ONE : c === 0x30 ? ZERO : c === 0x79 ? Y : c === 0x78 ? X : c === 0x74 ? T : c === 0x66 ? F : N;
  }
  // What programs write, by the million: no string is made for it.
  if (length === 4 && isWord(b, start, 'true')) return TRUE;
  if (length === 5 && isWord(b, start, 'false')) return FALSE;
  if (length === 3 && isWord(b, start, 'yes')) return Y;
  if (length === 2 && isWord(b, start, 'no')) return N;
  const word = Buffer.from(b.buffer, b.byteOffset + start, length)
    .toString()
    .normalize('NFC')
    .toLowerCase();
  return WORDS.get(word.endsWith('\ufe0f') ? word.slice(0, -1) : word);
}

function isWord(b: Uint8Array, start: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if ((b[start + i]! | 0x20) !== word.charCodeAt(i)) return false;
  return true;
}
