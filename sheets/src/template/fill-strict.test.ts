import { expect, test } from 'vitest';
import { fill, formula, rows, text } from '../../fixtures/filled.ts';

/** What Excel would ask to repair, or what would show old or wrong values. */

const ONE = `<row r="1">${text('A1', '{{Item}}')}${text('B1', '{{Price}}')}</row>`;
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relations = (...targets: [type: string, target: string][]) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets.map(([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`).join('')}</Relationships>`;

test('a total that was an error or a text in the template is a number', async () => {
  const total = (cell: string, type: string, value: string) =>
    `<c r="${cell}" s="1" t="${type}"><f>AVERAGE(B1:B1)</f><v>${value}</v></c>`;
  const { part } = await fill(ONE + rows(total('B3', 'e', '#DIV/0!'), total('B4', 'str', 'none')), []);
  for (const cell of ['B5', 'B6'])
    expect(part('xl/worksheets/sheet1.xml')).toContain(`<c r="${cell}" s="1"><f>AVERAGE(B1:B3)</f><v>2</v></c>`);
});

test('a name that is no cell stays, and so do the cells of sheets from one to another', async () => {
  const others = [{ rows: rows(formula('A1', 'YTD2024+One!B2+SUM(One:Three!B2)+SUM(Two:One!B2)+XFE2')) }, { rows: '' }];
  const { part } = await fill(ONE + rows(formula('B9', 'YTD2024*XFD9')), others);
  expect(part('xl/worksheets/sheet1.xml')).toContain('<f>YTD2024*XFD11</f>');
  expect(part('xl/worksheets/sheet2.xml')).toContain('<f>YTD2024+One!B4+SUM(One:Three!B2)+SUM(Two:One!B2)+XFE2</f>');
});

test('a range whose two ends name the sheet covers all rows', async () => {
  const { part } = await fill(ONE, [{ rows: rows(formula('A1', 'SUM(One!B1:One!B1)')) }]);
  expect(part('xl/worksheets/sheet2.xml')).toContain('<f>SUM(One!B1:One!B3)</f>');
});

test('a cell has one comment where rows of a block fall together', async () => {
  const block = rows(
    text('A1', '{{#each rows}}'),
    text('A2', '{{Item}}'),
    text('A3', '{{Price}}'),
    text('A4', '{{/each}}'),
  );
  const comments = ['A1', 'A2', 'A3', 'B9'].map((ref) => `<comment ref="${ref}" authorId="0"><text/></comment>`);
  const more = {
    'xl/worksheets/_rels/sheet1.xml.rels': relations(['comments', '../comments1.xml']),
    'xl/comments1.xml': `<comments><commentList>${comments.join('')}</commentList></comments>`,
  };
  const refsOf = async (records: number) => {
    const { part } = await fill(block, [], more, '', records);
    return [...part('xl/comments1.xml').matchAll(/ref="([^"]*)"/g)].map(([, ref]) => ref);
  };
  expect(await refsOf(2)).toEqual(['A1', 'A2', 'B9']);
  expect(await refsOf(0)).toEqual(['A1', 'B6']);
});

test('headings of a table are what their cells say', async () => {
  const table = (heading: string) =>
    `<table id="1" name="Prices" displayName="Prices" ref="A1:B2"><tableColumns count="2"><tableColumn id="1" name="${heading}"/><tableColumn id="2" name="All"/></tableColumns></table>`;
  const sheet = rows(text('A1', 'Of {{table}}') + text('B1', 'All'));
  const { part } = await fill(ONE, [{ rows: sheet }], {
    'xl/worksheets/_rels/sheet2.xml.rels': relations(['table', '../tables/table1.xml']),
    'xl/tables/table1.xml': table('Of {{table}}'),
  });
  expect(part('xl/tables/table1.xml')).toBe(table('Of Tea &amp; &quot;more&quot;'));
});

test('values that a formula spilled in the template are left out with it', async () => {
  const spilled = (from: string) =>
    `<row r="8"><c r="A8" cm="1"><f t="array" ref="A8:B9">${from}</f><v>1</v></c><c r="B8"><v>2</v></c><c r="C8"><v>3</v></c></row><row r="9"><c r="A9" t="str"><v>4</v></c><c r="B9" s="1"><v>5</v></c></row>`;
  const { part } = await fill(ONE + spilled('B1:B1*{1,2}'), [{ rows: spilled('One!B1:B1*{1,2}') }]);
  for (const [sheet, prefix, row] of [
    [1, '', 10],
    [2, 'One!', 8],
  ] as const)
    expect(part(`xl/worksheets/sheet${sheet}.xml`)).toContain(
      `<c r="A${row}" cm="1"><f t="array" ref="A${row}:B${row + 1}">${prefix}B1:B3*{1,2}</f></c><c r="B${row}"/><c r="C${row}"><v>3</v></c></row><row r="${row + 1}"><c r="A${row + 1}"/><c r="B${row + 1}" s="1"/></row>`,
    );
});

test('boxes that show a cell, and controls that are linked to one, follow it', async () => {
  const box = (own: number, prefixed: number) =>
    `<xdr:wsDr><xdr:sp textlink="$B$${own}"/><xdr:sp textlink="One!$B$${prefixed}"/><xdr:sp textlink=""/></xdr:wsDr>`;
  const control = (own: number) =>
    `<formControlPr objectType="Drop" fmlaLink="$B$${own}" fmlaRange="One!$B$${own}:$B$${own + 1}"/>`;
  const old = (own: number) =>
    `<xml><x:FmlaLink>$B$${own}</x:FmlaLink><x:FmlaRange>One!$B$${own}:$B$${own + 1}</x:FmlaRange></xml>`;
  const holder = (own: number) =>
    `<controls><control><controlPr linkedCell="$B$${own}" listFillRange="One!$B$${own}"/></control></controls>`;
  const shapes = (sheet: number): [string, string][] => [
    ['drawing', `../drawings/drawing${sheet}.xml`],
    ['ctrlProp', `../ctrlProps/ctrlProp${sheet}.xml`],
    ['vmlDrawing', `../drawings/vmlDrawing${sheet}.vml`],
  ];
  const more = Object.fromEntries(
    [1, 2].flatMap((sheet) => [
      [`xl/worksheets/_rels/sheet${sheet}.xml.rels`, relations(...shapes(sheet))],
      [`xl/drawings/drawing${sheet}.xml`, box(5, 5)],
      [`xl/ctrlProps/ctrlProp${sheet}.xml`, control(5)],
      [`xl/drawings/vmlDrawing${sheet}.vml`, old(5)],
    ]),
  );
  const { part } = await fill({ rows: ONE, after: holder(5) }, [{ rows: '', after: holder(5) }], more);
  expect(part('xl/drawings/drawing1.xml')).toBe(box(7, 7));
  expect(part('xl/drawings/drawing2.xml')).toBe(box(5, 7));
  expect(part('xl/ctrlProps/ctrlProp1.xml')).toBe(control(7));
  expect(part('xl/ctrlProps/ctrlProp2.xml')).toBe(control(5).replaceAll('One!$B$5:$B$6', 'One!$B$7:$B$8'));
  expect(part('xl/drawings/vmlDrawing1.vml')).toBe(old(7));
  expect(part('xl/drawings/vmlDrawing2.vml')).toBe(old(5).replaceAll('One!$B$5:$B$6', 'One!$B$7:$B$8'));
  expect(part('xl/worksheets/sheet1.xml')).toContain(holder(7));
  expect(part('xl/worksheets/sheet2.xml')).toContain(holder(5).replace('One!$B$5', 'One!$B$7'));
});

test('a chart remembers nothing that depends on the rows, even where there is one', async () => {
  const cache = '<c:numCache><c:pt idx="0"><c:v>0</c:v></c:pt></c:numCache>';
  const series = (words: string, has: boolean) => `<c:f>${words}</c:f>${has ? cache : ''}`;
  const of = (has: boolean) =>
    `<c:chartSpace>${series('One!$B$1:$B$1', has)}${series('One!$B:$B', has)}${series('Two!$A$1', has)}${series('Book.xlsx!Prices', has)}${series('Two!$B$1', true)}<c15:f>One!$A$1:$A$1</c15:f>${has ? '<c15:dlblRangeCache><c:pt/></c15:dlblRangeCache>' : ''}</c:chartSpace>`;
  const { part } = await fill(
    ONE,
    [{ rows: rows(`${formula('A1', 'SUM(One!B1:B1)')}<c r="B1"><v>0</v></c>`) }],
    { 'xl/charts/chart1.xml': of(true) },
    '<definedName name="Prices">One!$B$1:$B$1</definedName>',
    1,
  );
  expect(part('xl/charts/chart1.xml')).toBe(of(false));
});

test('a formula of one cell that Excel keeps as an array is there for each record', async () => {
  const array = (row: number) =>
    `<c r="C${row}" s="1" cm="1"><f t="array" ref="C${row}">SUM(FILTER($B$9,$A$9=A${row}))*B${row}</f></c>`;
  const { part } = await fill(
    ONE.replace(
      '</row>',
      `<c r="C1" s="1" cm="1"><f t="array" ref="C1">SUM(FILTER($B$7,$A$7=A1))*B1</f><v>0</v></c></row>`,
    ),
    [],
  );
  for (const row of [1, 2, 3]) expect(part('xl/worksheets/sheet1.xml')).toContain(array(row));
});

test('a value in cells that are merged over several rows is refused, as it would hide those of other records', async () => {
  const after = (ref: string) => `<mergeCells count="1"><mergeCell ref="${ref}"/></mergeCells>`;
  const filled = (ref: string) => fill({ rows: ONE, after: after(ref) }, []);
  await expect(filled('A1:A2')).rejects.toMatchObject({ code: 'cannot_fill', detail: { cell: 'A1' } });
  // Beside the values it grows, as it does in Excel.
  expect((await filled('C1:C2')).part('xl/worksheets/sheet1.xml')).toContain(after('C1:C4'));
});

test('a heading of a table with a line end names its column', async () => {
  const table =
    '<table id="1" name="T" displayName="T" ref="A1:A2"><tableColumns count="1"><tableColumn id="1" name="Price_x000a_"/></tableColumns></table>';
  const { part } = await fill(rows(text('A1', 'Price\n')), [], {
    'xl/worksheets/_rels/sheet1.xml.rels': relations(['table', '../tables/table1.xml']),
    'xl/tables/table1.xml': table,
  });
  expect(part('xl/tables/table1.xml')).toBe(table.replace('A1:A2', 'A1:A4'));
  expect(part('xl/worksheets/sheet1.xml')).toContain('<c r="A4"><v>3</v></c>');
});
