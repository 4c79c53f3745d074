import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTsv, writeHtmlTable, writeTsv } from './clipboard-cells.ts';

test('a block is read as spreadsheets copy it', () => {
  expect(readTsv('1\t2\r\n3\t4\r\n')).toEqual([
    ['1', '2'],
    ['3', '4'],
  ]);
  expect(readTsv('one')).toEqual([['one']]);
  expect(readTsv('"a ""b""\nc"\td')).toEqual([['a "b"\nc', 'd']]);
  expect(readTsv('5" pipe\t')).toEqual([['5" pipe', '']]);
});

test('what is copied is what is pasted', () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('a\tb', 'a\nb', '"', '""', ' ', '5"', 'ế', '\t', '\n'));
  const block = fc
    .integer({ min: 1, max: 4 })
    .chain((columns) =>
      fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 5 }),
    );
  fc.assert(
    fc.property(block, (rows) => {
      // A single empty cell in the last row is a line end to spreadsheets, too.
      if (rows.length > 1 && rows.at(-1)?.length === 1 && rows.at(-1)?.[0] === '') return;
      const plain = rows.map((row) => row.map((text) => text.replaceAll('\r', '')));
      expect(readTsv(writeTsv(plain))).toEqual(plain);
    }),
  );
});

test('the table of HTML keeps numbers as numbers and texts as texts, and runs nothing', () => {
  const html = writeHtmlTable([
    [1.5, '007', null],
    ['<b>&"', 'a\nb', '2024-02-29'],
  ]);
  expect(html).toContain('<td x:num="1.5">1.5</td>');
  expect(html).toContain(`<td style="mso-number-format:'\\@'">007</td><td></td>`);
  expect(html).toContain('<td>&lt;b&gt;&amp;&quot;</td>');
  expect(html).toContain('a<br style="mso-data-placement:same-cell">b');
  expect(html).toContain('<td>2024-02-29</td>');
});
