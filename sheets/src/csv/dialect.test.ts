import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeText, detectDialect } from './dialect.ts';
import { detectEncoding } from './encoding.ts';

const describeSample = (text: string) => describeText(Buffer.from(text), true);

describe('the dialect of delimited text', () => {
  it.each([
    ['a,b\n1,2\n', ','],
    ['a;b\n1,5;2,5\n', ';'],
    ['1,5;2,5;3,5;4,5\n2,5;3,5;4,5;5,5\n', ';'],
    ['a\tb,c\n1\t2,5\n', '\t'],
    ['one|two,two|three\nfour|five,five|six', '|'],
    ['a,b,c\na,b,c|d|e|f', ','],
    ['"Field1,1,1";Field2;"Field3";Field4\na;b;c;d', ';'],
    ['just text\nmore text', ','],
    ['', ','],
    ['Report of May\n\nid;name;price\n1;"Lee; Ann";3,50\n2;Bob;4,25\n', ';'],
    ['sep=^\na^b\n', '^'],
  ])('delimiter of %j is %j', (text, delimiter) => {
    expect(describeSample(text).delimiter).toBe(delimiter);
  });

  it.each([
    ['a;b\n1,5;x\n1.234,50;y\n', ','],
    ['a,b\n1.5,x\n', '.'],
    ['a,b\n"1,234.50",x\n', '.'],
    ['a;b\n1,234;x\n', ','],
    ['a,b\n"1,234",x\n', '.'],
    ['a;b\n1.234;1.234.567\n', ','],
  ])('decimal mark of %j is %j', (text, decimal) => {
    expect(describeSample(text).decimal).toBe(decimal);
  });

  it.each([
    ['d,x\n2024-01-31,1\n', 'ymd'],
    ['d,x\n31/01/2024,1\n01/02/2024,1\n', 'dmy'],
    ['d,x\n01/31/2024 10:00,1\n01/02/2024,1\n', 'mdy'],
    ['d,x\n01.02.2024,1\n', 'dmy'],
    ['d,x\n01/02/2024,1\n', 'mdy'],
    ['d;x\n01/02/2024;1\n', 'dmy'],
    ['a,b\n1,2\n', 'ymd'],
  ])('date order of %j is %s', (text, order) => {
    expect(describeSample(text).dateOrder).toBe(order);
  });

  it('finds single quotation marks around fields', () => {
    expect(describeSample("a,'b,c',d\ne,'f,g',h\n")).toMatchObject({ quote: "'", delimiter: ',' });
    expect(describeSample("it's,a,'tis\n'twas,b,c\n").quote).toBe('"');
  });
});

describe('the encoding of text', () => {
  const text = 'Straße;Größe\nMüller;Zürich – schön\nÄrger;Öl\n';
  it.each([
    ['utf-8', Buffer.from(text), 0],
    ['utf-8', Buffer.from(`\ufeff${text}`), 3],
    ['utf-16le', Buffer.from(text, 'utf16le'), 0],
    ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le'), 2],
    ['utf-16be', Buffer.from(text, 'utf16le').swap16(), 0],
    ['utf-16le', Buffer.from('名前,住所\n山田,東京\n', 'utf16le'), 0],
    ['utf-8', Buffer.from(text).subarray(0, 5), 0],
    ['windows-1252', Buffer.from('caf\xe9,na\xefve r\xe9sum\xe9\nd\xe9j\xe0 vu, o\xf9 est\n', 'latin1'), 0],
  ])('is %s (case %#)', (name, bytes, bom) => {
    expect(detectEncoding(bytes, false)).toEqual({ name, bom });
  });

  it('is UTF-8 where but a few bytes are not', () => {
    const rows = Array.from({ length: 100 }, (_, row) => `${row};Müller`).join('\n');
    const broken = Buffer.concat([Buffer.from(rows), Buffer.from([0x0a, 0xfc, 0x0a])]);
    expect(detectEncoding(broken, true)).toEqual({ name: 'utf-8', bom: 0 });
  });

  it('is not UTF-8 where more bytes are none than are', () => {
    const latin = iconv.encode('Käse;Öl;Größe\nMüller;Zürich;Äpfel', 'windows-1252');
    expect(detectEncoding(Buffer.concat([latin, Buffer.from('\nÜ;1;2')]), true).name).toBe('windows-1252');
  });

  it('knows Cyrillic by its letters', () => {
    const text = 'Имя;Город;Примечание\nИванов Иван;Москва;постоянный клиент, платит вовремя\n';
    const bytes = iconv.encode(text, 'windows-1251');
    expect(detectEncoding(bytes, true).name).toBe('windows-1251');
  });
});

describe('the encoding of a file larger than its sample', () => {
  const lines = (text: string) => Buffer.from(`${text}\n`.repeat(40_000));
  it.each([
    [
      'utf-8',
      'with a byte order mark, which is final',
      [Buffer.from('\ufeff'), lines('a,bcdefgh'), Buffer.from([0xe9])],
    ],
    ['utf-8', 'but for a few bytes at its end', [lines('é,bcdefgh'), Buffer.from([0xe9, 0x0a])]],
    [
      'windows-1252',
      'where its first letter stands far down',
      [lines('a,bcdefgh'), Buffer.from('Jos\xe9,x\n', 'latin1')],
    ],
  ])('is %s %s', async (encoding, _, parts) => {
    const folder = await mkdtemp(join(tmpdir(), 'dialect-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'a.csv'), Buffer.concat(parts));
    expect((await detectDialect(join(folder, 'a.csv'))).encoding).toBe(encoding);
  });
});
