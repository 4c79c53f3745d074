import { writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { makeFolder, workbookParts } from '../../fixtures/workbook.ts';
import { inspect } from '../inspect.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

async function fingerprintOf(csv: string): Promise<string | undefined> {
  const file = `${folder.path}/rows.csv`;
  writeFileSync(file, csv);
  return (await inspect(file, { name: 'rows.csv' })).sheets[0]!.rowsFingerprint;
}

test('the same rows have the same fingerprint, in any order of rows and columns and with other blanks around', async () => {
  const first = await fingerprintOf('No,City\n1,Paris\n2,Huế\n3,\n');
  expect(first).toMatch(/^3-[0-9a-f]{16}$/);
  expect(await fingerprintOf('No;City\r\n3;\r\n2; Huế \r\n"1";Paris\r\n')).toBe(first);
  expect(await fingerprintOf('city,NO\nHuế,2\nParis,1\n,3\n')).toBe(first);
  const sheet = '<row r="1"><c r="A1" t="str"><v>No</v></c><c r="B1" t="str"><v>City</v></c></row>';
  const rows = [
    '<c r="A2"><v>1</v></c><c r="B2" t="str"><v>Paris</v></c>',
    '<c r="A3"><v>2</v></c><c r="B3" t="str"><v>Huế</v></c>',
    '<c r="A4"><v>3</v></c>',
  ];
  const book = folder.save(
    workbookParts(sheet + rows.map((cells, at) => `<row r="${at + 2}">${cells}</row>`).join('')),
  );
  expect((await inspect(book)).sheets[0]!.rowsFingerprint).toBe(first);
});

test.each([
  ['another value', 'No,City\n1,Paris\n2,Hue\n3,\n'],
  ['values that changed places between rows', 'No,City\n1,Huế\n2,Paris\n3,\n'],
  ['values that changed columns', 'No,City\nParis,1\n2,Huế\n3,\n'],
  ['a row twice', 'No,City\n1,Paris\n2,Huế\n3,\n3,\n'],
  ['another heading', 'No,Town\n1,Paris\n2,Huế\n3,\n'],
])('%s has another fingerprint', async (_, csv) => {
  expect(await fingerprintOf(csv)).not.toBe(await fingerprintOf('No,City\n1,Paris\n2,Huế\n3,\n'));
});

test('a sheet without rows has none', async () => {
  expect(await fingerprintOf('No,City\n')).toBeUndefined();
});
