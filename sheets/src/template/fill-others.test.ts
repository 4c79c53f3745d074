import { expect, test } from 'vitest';
import { fill, formula, rows, text } from '../../fixtures/filled.ts';

/** What stands on sheets without rows, and outside of cells. */

const ONE = `<row r="1">${text('A1', '{{Item}}')}${text('B1', '{{Price}}')}</row>`;

test('P55: a value that depends on the rows is no longer the one of the template, however far away; all others stay', async () => {
  const { part, before } = await fill(
    ONE,
    [
      {
        rows: rows(
          formula('A1', 'SUM(One!B1:B1)'),
          formula('A2', 'Total*2'),
          formula('A3', 'A1+1'),
          formula('A4', '1+1'),
          formula('A5', '"One!A1 Total A1"&amp;Four!A1'),
        ),
      },
      { rows: rows(formula('A1', 'LOOKUP(1,Two!A:A)'), formula('A2', 'SUM(Two:Four!A9)'), formula('A3', 'Other')) },
      { rows: rows(formula('A1', 'A2*2'), formula('A2', 'NOW()')) },
    ],
    {},
    '<definedName name="Twice">2*Total</definedName><definedName name="Total">SUM(One!$B$1)</definedName><definedName name="Other">Four!$A$1</definedName>',
  );
  const valuesOf = (sheet: number) =>
    [...part(`xl/worksheets/sheet${sheet}.xml`).matchAll(/<c r="(A\d)"><f>[^<]*<\/f>(<v>)?/g)].map(([, cell, value]) =>
      value ? `${cell} stays` : cell,
    );
  expect(valuesOf(2)).toEqual(['A1', 'A2', 'A3', 'A4 stays', 'A5 stays']);
  expect(valuesOf(3)).toEqual(['A1', 'A2', 'A3 stays']);
  expect(part('xl/worksheets/sheet4.xml')).toBe(before('xl/worksheets/sheet4.xml'));
});

test('P55: formats, checks, sparklines and links of other sheets follow the rows', async () => {
  const after = (last: number, below: number) =>
    `<conditionalFormatting sqref="A1"><cfRule><formula>A1&gt;MAX(One!$B$1:$B$${last})</formula></cfRule></conditionalFormatting><dataValidations><dataValidation sqref="B1"><formula1>One!$A$1:$A$${last}</formula1></dataValidation></dataValidations><hyperlinks><hyperlink ref="A1" location="One!A${below}"/></hyperlinks><extLst><x14:sparkline><xm:f>One!B1:B${last}</xm:f><xm:sqref>C1</xm:sqref></x14:sparkline></extLst>`;
  const { part } = await fill(ONE, [{ rows: rows(text('A1', 'a')), after: after(1, 5) }]);
  expect(part('xl/worksheets/sheet2.xml')).toContain(`</sheetData>${after(3, 7)}</worksheet>`);
});

test('a formula that names columns of a table or another workbook is written for each record', async () => {
  const formulas = ['VLOOKUP(A1,Prices[All],2)*B1', 'Prices[@Item]', '[1]Rates!$A$1*$B1', 'C1+C$9'];
  const cells = formulas.map((words, i) => formula(`${'DEFG'[i]}1`, words)).join('');
  const { part } = await fill(ONE.replace('</row>', `${cells}</row>`), []);
  const found = [...part('xl/worksheets/sheet1.xml').matchAll(/<c r="([D-G]\d)"><f([^>]*)(?:\/>|>([^<]*)<\/f>)/g)];
  expect(found.map(([, cell, attributes, words]) => `${cell}${attributes} ${words}`)).toEqual([
    ...['D1 VLOOKUP(A1,Prices[All],2)*B1', 'E1 Prices[@Item]', 'F1 [1]Rates!$A$1*$B1'],
    'G1 t="shared" ref="G1:G3" si="0" C1+C$11',
    ...[
      'D2 VLOOKUP(A2,Prices[All],2)*B2',
      'E2 Prices[@Item]',
      'F2 [1]Rates!$A$1*$B2',
      'G2 t="shared" si="0" undefined',
    ],
    ...[
      'D3 VLOOKUP(A3,Prices[All],2)*B3',
      'E3 Prices[@Item]',
      'F3 [1]Rates!$A$1*$B3',
      'G3 t="shared" si="0" undefined',
    ],
  ]);
});

test('single values stand in headers and footers, in text boxes and titles of charts', async () => {
  const head = (words: string) => `<headerFooter><oddHeader>&amp;L${words}&amp;RPage &amp;P</oddHeader></headerFooter>`;
  const box = (words: string) => `<xdr:wsDr><a:r><a:t>${words}</a:t></a:r><a:t>{{unknown}}</a:t></xdr:wsDr>`;
  const { part } = await fill(ONE, [{ rows: rows(text('A1', 'a')), after: head('{{table}}') }], {
    'xl/drawings/drawing1.xml': box('{{count}} of {{Table}}'),
    'xl/charts/chart1.xml':
      '<c:chartSpace><a:t>{{count}} rows</a:t><c:f>Two!$A$1</c:f><c:strCache><c:v>{{count}} of A1</c:v></c:strCache></c:chartSpace>',
  });
  expect(part('xl/worksheets/sheet2.xml')).toContain(head('Tea &amp;&amp; &quot;more&quot;'));
  expect(part('xl/drawings/drawing1.xml')).toBe(box('3 of Tea &amp; &quot;more&quot;'));
  expect(part('xl/charts/chart1.xml')).toContain('<a:t>3 rows</a:t><c:f>Two!$A$1</c:f><c:strCache><c:v>3 of A1</c:v>');
});
