import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { NAMES } from '../../fixtures/names.ts';
import { detectEncoding } from './encoding.ts';

/** The bytes of a text in windows-1258, which has no letters with two marks but writes the tone behind its letter. */
function encodeVietnamese(text: string): Buffer {
  const letters = Array.from(text.normalize('NFC'), (letter) => {
    if (iconv.encode(letter, 'windows-1258').toString('latin1') !== '?') return letter;
    const marks = letter.normalize('NFD');
    const tone = marks.match(/[\u0300\u0301\u0303\u0309\u0323]/)?.[0] ?? '';
    return marks.replace(tone, '').normalize('NFC') + tone;
  });
  return iconv.encode(letters.join(''), 'windows-1258');
}

function encode(text: string, encoding: string): Buffer {
  return encoding === 'windows-1258' ? encodeVietnamese(text) : iconv.encode(text, encoding);
}

/** A list of people of `rows` rows, each with another pair of names. */
function listPeople(language: string, rows: number, delimiter: string): string {
  const { headings, first, last } = NAMES[language]!;
  const [firsts, lasts] = [first.split(','), last.split(',')];
  const lines = [`id${delimiter}${headings.split(' ').join(delimiter)}`];
  for (let row = 0; row < rows; row++) {
    const name = firsts[row % firsts.length]!;
    const family = lasts[(row * 5 + Math.floor(row / lasts.length)) % lasts.length]!;
    lines.push([String(row + 1), name, family, `${name} ${family}`].join(delimiter));
  }
  return `${lines.join('\r\n')}\r\n`;
}

const ENCODINGS: readonly (readonly [string, readonly string[]])[] = [
  ['cs', ['windows-1250', 'iso-8859-2']],
  ['pl', ['windows-1250', 'cp852']],
  ['hu', ['windows-1250']],
  ['hr', ['windows-1250']],
  ['ru', ['windows-1251', 'koi8-r', 'cp866', 'iso-8859-5', 'maccyrillic']],
  ['uk', ['windows-1251', 'maccyrillic']],
  ['el', ['windows-1253']],
  ['tr', ['windows-1254', 'cp857']],
  ['he', ['windows-1255']],
  ['ar', ['windows-1256']],
  ['lv', ['windows-1257']],
  ['vi', ['windows-1258']],
  ['th', ['windows-874']],
  ['ja', ['shift_jis', 'euc-jp']],
  ['zh-CN', ['gbk']],
  ['zh-TW', ['big5']],
  ['ko', ['euc-kr']],
  ['de', ['windows-1252', 'cp850', 'macintosh']],
  ['fr', ['windows-1252', 'cp850', 'macintosh']],
];
const CASES = ENCODINGS.flatMap(([language, encodings]) => encodings.map((encoding) => [language, encoding] as const));

describe('lists of names in an encoding of their language', () => {
  it.each(CASES)('%s in %s is recognised from 20 rows on', (language, encoding) => {
    for (const rows of [20, 60, 190]) {
      for (const delimiter of [';', ',', '\t']) {
        const text = listPeople(language, rows, delimiter);
        const bytes = encode(text, encoding);
        const { name } = detectEncoding(bytes, true);
        expect(iconv.decode(bytes, name).normalize('NFC'), `${rows} rows, ${name}`).toBe(
          iconv.decode(bytes, encoding).normalize('NFC'),
        );
      }
    }
  });

  it.each([
    ['amounts', (row: number) => (row % 3 === 0 ? `\u00a3 ${row}` : 'none')],
    ['amounts behind', (row: number) => `${row} \u00a3`],
    ['temperatures', (row: number) => `${row}\u00b0C`],
    ['apostrophes', (row: number) => (row % 50 === 7 ? 'don\u2019t' : 'do')],
    ['a stray byte', (row: number) => (row === 7 ? 'three weeks out\u0192 just kidding!' : 'plain words')],
  ])('signs of %s in a text without letters beyond ASCII are those of windows-1252', (_, cell) => {
    for (const rows of [20, 300]) {
      const text = Array.from({ length: rows }, (_, row) => `${row},Name ${row},${cell(row)},${row}.50`).join('\n');
      expect(detectEncoding(iconv.encode(text, 'windows-1252'), true).name).toBe('windows-1252');
    }
  });

  it('knows a few letters of Western Europe among many rows of ASCII', () => {
    const rows = Array.from({ length: 300 }, (_, row) => `${row},Name ${row}`);
    rows[200] = '200,José Muñoz';
    expect(detectEncoding(iconv.encode(rows.join('\n'), 'windows-1252'), true).name).toBe('windows-1252');
  });
});
