/** Names of months in languages other than English, which mean the same month in each of them. */

const NAMES: readonly (readonly string[])[] = [
  // German, French, Spanish, Portuguese, Italian, Dutch; Russian in the two cases that dates have; usual short forms.
  [
    'januar',
    'jänner',
    'janvier',
    'enero',
    'janeiro',
    'gennaio',
    'januari',
    'январь',
    'января',
    'janv',
    'ene',
    'gen',
    'янв',
  ],
  [
    'februar',
    'feber',
    'février',
    'fevrier',
    'febrero',
    'fevereiro',
    'febbraio',
    'februari',
    'февраль',
    'февраля',
    'févr',
    'fév',
    'fev',
    'фев',
    'февр',
  ],
  ['märz', 'maerz', 'mars', 'marzo', 'março', 'marco', 'maart', 'март', 'марта', 'mär', 'mrz', 'mrt', 'мар'],
  ['avril', 'abril', 'aprile', 'апрель', 'апреля', 'avr', 'abr', 'апр'],
  ['mai', 'mayo', 'maio', 'maggio', 'mei', 'май', 'мая', 'mag'],
  ['juni', 'juin', 'junio', 'junho', 'giugno', 'июнь', 'июня', 'giu', 'июн'],
  ['juli', 'juillet', 'julio', 'julho', 'luglio', 'июль', 'июля', 'juil', 'lug', 'июл'],
  ['août', 'aout', 'agosto', 'augustus', 'август', 'августа', 'ago', 'авг'],
  ['septembre', 'septiembre', 'setiembre', 'setembro', 'settembre', 'сентябрь', 'сентября', 'set', 'сен', 'сент'],
  ['oktober', 'octobre', 'octubre', 'outubro', 'ottobre', 'октябрь', 'октября', 'okt', 'out', 'ott', 'окт'],
  ['novembre', 'noviembre', 'novembro', 'ноябрь', 'ноября', 'ноя', 'нояб'],
  [
    'dezember',
    'décembre',
    'decembre',
    'diciembre',
    'dezembro',
    'dicembre',
    'декабрь',
    'декабря',
    'dez',
    'déc',
    'dic',
    'дек',
  ],
];

const MONTHS: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap((names, at) => names.map((name) => [name.normalize('NFC'), at + 1] as const)),
);

/** No name has more bytes. */
const MAX_NAME_BYTES = 20;

/** The first letters of names that begin with one of ASCII. */
const FIRST_LETTERS = new Uint8Array(128);
for (const name of MONTHS.keys()) if (name.charCodeAt(0) < 128) FIRST_LETTERS[name.charCodeAt(0)] = 1;

/** What was found by `findForeignMonth`. */
export const foreignMonth = { month: 0, length: 0 };

/** Whether the word at `p` is such a name; then `foreignMonth` says which month, and how many bytes the word has. */
export function findForeignMonth(b: Uint8Array, p: number, end: number): boolean {
  // Most words of a column are none: they are told apart before a string is made of them.
  if (p < end && b[p]! < 0x80 && FIRST_LETTERS[b[p]! | 0x20] === 0) return false;
  let stop = p;
  while (stop < end && stop - p <= MAX_NAME_BYTES && isWordByte(b[stop]!)) stop++;
  if (stop - p < 3 || stop - p > MAX_NAME_BYTES) return false;
  const word = Buffer.from(b.buffer, b.byteOffset + p, stop - p)
    .toString('utf8')
    .normalize('NFC')
    .toLowerCase();
  foreignMonth.month = MONTHS.get(word) ?? 0;
  foreignMonth.length = stop - p;
  return foreignMonth.month > 0;
}

function isWordByte(byte: number): boolean {
  const lower = byte | 0x20;
  return byte >= 0x80 || (lower >= 0x61 && lower <= 0x7a);
}
