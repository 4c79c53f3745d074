import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inspect, preview } from '../inspect.ts';
import type { DialectChoice } from '../model.ts';
import { describeText } from './dialect.ts';

async function readCells(text: string, choice?: DialectChoice): Promise<(string | null)[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'quoting-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'a.csv');
  await writeFile(path, text);
  const { dialect, format } = await inspect(path, {
    name: 'a.csv',
    sampleOnly: true,
    ...(choice && { dialect: choice }),
  });
  const { rows } = await preview(path, { sheet: 0, limit: 100, format, ...(dialect && { dialect }) });
  return rows.map(({ cells }) => cells);
}

describe('quotation marks within fields', () => {
  it('are escaped by a backslash where that leaves fewer odd fields', async () => {
    const text = 'id,name,note\n1,"Smith \\"Jo\\" John","a, b"\n2,"Doe","c"\n';
    expect(describeText(Buffer.from(text), true)).toMatchObject({ escape: '\\', quote: '"' });
    expect(await readCells(text)).toEqual([
      ['id', 'name', 'note'],
      ['1', 'Smith "Jo" John', 'a, b'],
      ['2', 'Doe', 'c'],
    ]);
  });

  it.each([
    ['a path that ends with a backslash', 'id,path\n1,"C:\\dir\\"\n2,"D:\\"\n', ['1', 'C:\\dir\\']],
    ['doubled marks', 'id,name\n1,"a ""b"" c"\n', ['1', 'a "b" c']],
    ['a backslash before doubled marks', 'id,json\n1,"{""a"":""b\\""c""}"\n', ['1', '{"a":"b\\"c"}']],
  ])('are doubled: %s', async (_, text, second) => {
    expect(describeText(Buffer.from(text), true).escape).toBe('"');
    expect((await readCells(text))[1]).toEqual(second);
  });

  it('keep other backslashes as they are', async () => {
    const cells = await readCells('a,b\n"x\\"y","1\\n2\\\\3"\n');
    expect(cells[1]).toEqual(['x"y', '1\\n2\\3']);
  });
});

describe('blanks before quotation marks', () => {
  it('are left out where the marks close before a delimiter', async () => {
    const text =
      '"Index", "Item", "Cost"\n6, "Banana Boat Sunscreen, 8 oz", 6.68\n7, "Wrench Set, 18 pieces" , 10.00\n';
    expect(describeText(Buffer.from(text), true).skipSpaces).toBe(true);
    expect((await readCells(text)).slice(1)).toEqual([
      ['6', 'Banana Boat Sunscreen, 8 oz', ' 6.68'],
      ['7', 'Wrench Set, 18 pieces', ' 10.00'],
    ]);
  });

  it('stay where there are none', () => {
    expect(describeText(Buffer.from('a,b\n1, x\n2, y\n'), true).skipSpaces).toBeUndefined();
    expect(describeText(Buffer.from('a,b\n1,"x, ""y"""\n'), true).skipSpaces).toBeUndefined();
  });
});

describe('a dialect that a person chose', () => {
  it.each([
    ['^', 'id^name\n1^a\n'],
    ['§', 'id§name\n1§a\n'],
    ['€', 'id€name\n1€a\n'],
    [':', 'id:name\n1:a\n'],
  ])('has the delimiter %s', async (delimiter, text) => {
    expect(await readCells(text, { delimiter })).toEqual([
      ['id', 'name'],
      ['1', 'a'],
    ]);
  });

  it('tells a delimiter of several bytes from characters that begin alike', async () => {
    expect(await readCells('a§b¨§"c§d"\n§¨\n1§\n', { delimiter: '§' })).toEqual([
      ['a', 'b¨', 'c§d'],
      [null, '¨'],
      ['1'],
    ]);
  });

  it('reads quotation marks as text, so that one that is never closed loses no row', async () => {
    const text = 'id,note,city\n1,ok,X\n2,"20 inch pipe,Y\n3,fine,Z\n';
    await expect(readCells(text)).rejects.toMatchObject({ code: 'unclosed_quote', detail: { row: 3 } });
    expect(await readCells(text, { quote: '' })).toEqual([
      ['id', 'note', 'city'],
      ['1', 'ok', 'X'],
      ['2', '"20 inch pipe', 'Y'],
      ['3', 'fine', 'Z'],
    ]);
  });

  it('has the encoding', async () => {
    expect(await readCells('id,name\n1,\u00e9\n', { encoding: 'windows-1252' })).toEqual([
      ['id', 'name'],
      ['1', 'Ã©'],
    ]);
  });
});
