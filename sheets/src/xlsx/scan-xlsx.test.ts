import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { effort } from '../../fixtures/effort.ts';
import { runsOf } from '../../fixtures/runs.ts';
import { makeFolder, type Parts, packZip, sharedStrings, workbookParts } from '../../fixtures/workbook.ts';
import { SheetError } from '../errors.ts';
import { Kind, type RowSink } from '../row-sink.ts';
import { scanXlsx } from './scan-xlsx.ts';

const folder = makeFolder();
afterAll(() => folder.remove());
const runs = runsOf(60);

/** Cells as `A1 kind text`, or the error's code. Bytes are spoiled after each call, for a sink may not keep them. */
async function read(parts: Parts | Buffer, sheet = 0): Promise<string[] | string> {
  const found: string[] = [];
  let cells: string[] = [];
  const names = Object.fromEntries(Object.entries(Kind).map(([name, kind]) => [kind, name]));
  const sink: RowSink = {
    cell: (column, kind, bytes, start, end) => {
      const letters = column < 26 ? String.fromCharCode(65 + column) : `#${column}`;
      cells.push(`${letters}? ${names[kind]} ${Buffer.from(bytes.subarray(start, end)).toString()}`);
    },
    row: (row) => {
      found.push(...cells.map((cell) => cell.replace('?', String(row))));
      cells = [];
      return true;
    },
  };
  try {
    await scanXlsx(folder.save(parts), { sheet }, sink, () => {});
    return found;
  } catch (error) {
    if (!(error instanceof SheetError)) throw error;
    return error.code;
  }
}

const sheet = (rows: string, more: Parts = {}): Promise<string[] | string> => read(workbookParts(rows, more));

describe('P38: cells as files have them', () => {
  test.each<[string, string, string[]]>([
    [
      'numbers',
      '<row r="2"><c r="A2"><v>1.5</v></c><c r="C2" s="0" t="n"><v> 7 </v></c></row>',
      ['A2 number 1.5', 'C2 number 7'],
    ],
    [
      'no r anywhere',
      '<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>',
      ['A1 number 1', 'C1 number 2', 'A3 number 3'],
    ],
    [
      'styles',
      '<row r="1"><c s="1"><v>5</v></c><c s="2"><v>5.5</v></c><c s="3"><v>1</v></c><c s="99"><v>9</v></c></row>',
      ['A1 date 5', 'B1 datetime 5.5', 'C1 duration 1', 'D1 number 9'],
    ],
    [
      'booleans, errors, dates',
      '<row><c t="b"><v>1</v></c><c t="b"><v>false</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2018-05-05T13:30:00</v></c></row>',
      ['A1 boolean 1', 'B1 boolean 0', 'C1 error #N/A', 'D1 isoDate 2018-05-05T13:30:00'],
    ],
    [
      'formulas',
      '<row><c><f>A1&lt;"&gt;"</f><v>3</v></c><c t="str"><f t="shared" ref="A1:B2" si="0"/><v>a</v></c><c><f>1</f></c><c t="str"><v></v></c></row>',
      ['A1 number 3', 'B1 text a'],
    ],
    [
      'inline text',
      '<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t xml:space="preserve"> b </t></is></c><c t="inlineStr"><is><r><rPr><b/></rPr><t>c</t></r><r><t>d</t></r><rPh sb="0" eb="1"><t>no</t></rPh></is></c><c t="inlineStr"><is/></c><c t="inlineStr"><is><t/></is></c></row>',
      ['A1 text a', 'B1 text  b ', 'C1 text cd'],
    ],
    [
      'entities',
      '<row><c t="str"><v>&lt;&amp;&gt;&quot;&apos;&#65;&#x1F600;</v></c><c t="inlineStr"><is><t>a&amp;b</t></is></c><c><v>&#49;</v></c></row>',
      ['A1 text <&>"\'A😀', 'B1 text a&b', 'C1 number 1'],
    ],
    [
      'escapes',
      '<row><c t="str"><v>a_x000D_b_x005F_x0041_</v></c><c t="str"><v>_xD83D__xDE00_ _x12_ _x00zz_ x_</v></c></row>',
      ['A1 text a\rb_x0041_', 'B1 text 😀 _x12_ _x00zz_ x_'],
    ],
    ['line ends', '<row><c t="str"><v>a\r\nb\rc\nd</v></c></row>', ['A1 text a\nb\nc\nd']],
    [
      'CDATA, comments, instructions',
      '<!-- <row> --><row><?pi <c> ?><c t="str"><!-- <v>no</v> --><v>a<![CDATA[<&]]>b<!-- x -->c</v></c></row>',
      ['A1 text a<&bc'],
    ],
    [
      'other quotes, blanks and order',
      "<row  spans = '1:2'  r = '3' ><c  s = '1'  t='n' r = 'b3' ><v >7</v ></c ></row >",
      ['B3 date 7'],
    ],
    [
      'unknown attributes and elements',
      '<row r="1" x14ac:dyDescent="0.25"><c r="A1" cm="1" vm="2" ph="1"><v>1</v><extLst><ext><v>9</v></ext></extLst></c></row>',
      ['A1 number 1'],
    ],
    [
      'rows and cells out of order',
      '<row r="5"><c r="B5"><v>1</v></c><c r="A5"><v>2</v></c></row><row r="2"><c><v>3</v></c></row>',
      ['B5 number 1', 'A5 number 2', 'A2 number 3'],
    ],
    ['the last cell there is', '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', ['#163831048576 number 1']],
  ])('%s', async (_, rows, wanted) => expect(await sheet(rows)).toEqual(wanted));

  test('shared strings: rich, phonetic, escaped, empty, self-closed', async () => {
    const strings = sharedStrings(
      '<t>plain</t>',
      '<t xml:space="preserve"> b </t>',
      '<r><t>ri</t></r><r><rPr><sz val="1"/></rPr><t>ch</t></r><rPh sb="0" eb="1"><t>no</t></rPh>',
      '<t>a&amp;b_x0009_</t>',
      '<t/>',
      '<t><![CDATA[<c>]]></t>',
    ).replace('</sst>', '<si/><si><t>last</t></si></sst>');
    const cells = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => `<c t="s"><v>${index}</v></c>`).join('');
    expect(await sheet(`<row>${cells}</row>`, { 'xl/sharedStrings.xml': strings })).toEqual([
      'A1 text plain',
      'B1 text  b ',
      'C1 text rich',
      'D1 text a&b\t',
      'F1 text <c>',
      'H1 text last',
    ]);
    expect(await sheet('<row><c t="s"><v>9</v></c></row>', { 'xl/sharedStrings.xml': strings })).toBe('damaged_xml');
    expect(await sheet('<row><c t="s"><v>0</v></c></row>')).toBe('damaged_xml');
  });

  test('prefixed names, strict namespaces, odd part names', async () => {
    const strict = 'http://purl.oclc.org/ooxml/spreadsheetml/main';
    const rels = 'http://purl.oclc.org/ooxml/officeDocument/relationships';
    const parts = {
      '_rels/.rels': `<p:Relationships xmlns:p="x"><p:Relationship Id="a" Type="${rels}/officeDocument" Target="/Book/main.part"/></p:Relationships>`,
      'book/MAIN.part': `<x:workbook xmlns:x="${strict}" xmlns:q="${rels}"><x:workbookPr date1904="true"/><x:sheets><x:sheet name="S" sheetId="7" q:id="z"/></x:sheets></x:workbook>`,
      'Book/_rels/main.part.rels': `<Relationships xmlns="x"><Relationship Id="z" Type="${rels}/worksheet" Target="../odd%20name.xml"/></Relationships>`,
      'odd name.xml': `\ufeff<x:worksheet xmlns:x="${strict}"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:r><x:t>a</x:t></x:r><x:r><x:t>b</x:t></x:r></x:is></x:c><x:c t="inlineStr"><x:is><x:t>c</x:t></x:is></x:c><x:c><x:f>1</x:f><x:v>2</x:v></x:c><x:c/></x:row></x:sheetData></x:worksheet>`,
    };
    expect(await read(parts)).toEqual(['A1 text ab', 'B1 text c', 'C1 number 2']);
  });

  test('UTF-16 parts', async () => {
    const rows = '<row><c t="str"><v>xin chào 😀</v></c></row>';
    const xml = workbookParts(rows)['xl/worksheets/sheet1.xml'] as string;
    const little = Buffer.from(`\ufeff${xml.replace('UTF-8', 'UTF-16')}`, 'utf16le');
    expect(await sheet('', { 'xl/worksheets/sheet1.xml': little })).toEqual(['A1 text xin chào 😀']);
    expect(await sheet('', { 'xl/worksheets/sheet1.xml': Buffer.from(little).swap16() })).toEqual([
      'A1 text xin chào 😀',
    ]);
  });
});

describe('P38: code pages, which the standard does not allow and some programs write', () => {
  const inPage = (label: string, bytes: string): Parts => ({
    'xl/worksheets/sheet1.xml': Buffer.from(
      `<?xml version="1.0" encoding="${label}"?><worksheet><sheetData><row><c t="str"><v>${bytes}</v></c></row></sheetData></worksheet>`,
      'latin1',
    ),
  });
  test.each([
    ['ISO-8859-1', 'caf\xe9 \x80', 'café €'],
    ['windows-1252', 'caf\xe9 &amp; \x80', 'café & €'],
    ['windows-1251', '\xcf\xf0\xe8', 'При'],
    ['ISO-8859-2', '\xa3\xf3d\xbc', 'Łódź'],
    ['Shift_JIS', '\x93\xfa\x96{', '日本'],
    ['GB2312', '\xd6\xd0', '中'],
  ])('%s', async (label, bytes, text) => expect(await sheet('', inPage(label, bytes))).toEqual([`A1 text ${text}`]));
  test('P20: a DOCTYPE in a code page, and code pages that hide one', async () => {
    const hidden = (label: string): Parts => ({
      'xl/worksheets/sheet1.xml': `<?xml version="1.0" encoding="${label}"?><!DOCTYPE x><worksheet/>`,
    });
    expect(await sheet('', hidden('windows-1252'))).toBe('doctype_forbidden');
    for (const label of ['UTF-7', 'ISO-2022-JP', 'HZ-GB-2312', 'IBM037', 'utf-32', 'x-user-defined', 'UTF-16LE'])
      expect(await sheet('', hidden(label)), label).toBe('unsupported_encoding');
  });
});

describe('P20: no DTD, no entity, in no part and no encoding', () => {
  const tricks: [string, (xml: string) => string | Buffer, string][] = [
    ['an internal subset', (xml) => `<!DOCTYPE x [<!ENTITY a "b">]>${xml}`, 'doctype_forbidden'],
    ['an external subset', (xml) => `<!DOCTYPE x SYSTEM "http://127.0.0.1:9/canary">${xml}`, 'doctype_forbidden'],
    [
      'behind a declaration and a comment',
      (xml) => `<?xml version="1.0"?><!-- --> <!DOCTYPE x>${xml}`,
      'doctype_forbidden',
    ],
    ['in lower case', (xml) => `<!doctype x>${xml}`, 'doctype_forbidden'],
    ['in UTF-16', (xml) => Buffer.from(`\ufeff<!DOCTYPE x>${xml}`, 'utf16le'), 'doctype_forbidden'],
    ['in UTF-16 without a mark', (xml) => Buffer.from(`<!DOCTYPE x>${xml}`, 'utf16le'), 'doctype_forbidden'],
    ['in UTF-7', (xml) => `<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-${xml}`, 'unsupported_encoding'],
    ['in UTF-32', () => Buffer.from([0, 0, 0, 0x3c, 0, 0, 0, 0x21]), 'unsupported_encoding'],
    ['in EBCDIC', () => Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93]), 'unsupported_encoding'],
  ];
  const main = 'xl/worksheets/sheet1.xml';
  for (const part of [
    'xl/workbook.xml',
    '_rels/.rels',
    'xl/_rels/workbook.xml.rels',
    'xl/styles.xml',
    'xl/sharedStrings.xml',
    main,
  ]) {
    test.each(tricks)(`P20: ${part}: a DOCTYPE %s`, async (_, make, code) => {
      const parts = workbookParts('<row><c t="s"><v>0</v></c></row>', {
        'xl/sharedStrings.xml': sharedStrings('<t>a</t>'),
      });
      const xml = (parts[part] as string).replace(/^<\?xml.*?\?>/, '');
      expect(await read({ ...parts, [part]: make(xml) })).toBe(code);
    });
  }
  test('P20: an entity that nobody declared', async () => {
    expect(await sheet('<row><c t="str"><v>&xxe;</v></c></row>')).toBe('damaged_xml');
    expect(
      await sheet('<row><c t="s"><v>0</v></c></row>', { 'xl/sharedStrings.xml': sharedStrings('<t>&xxe;</t>') }),
    ).toBe('damaged_xml');
  });
  test('P20: a DOCTYPE between cells', async () =>
    expect(await sheet('<row><!DOCTYPE a><c/></row>')).toBe('doctype_forbidden'));
});

describe('P21: what does not fit a sheet is refused', () => {
  test.each<[string, string, string]>([
    ['a column beyond XFD', '<row><c r="XFE1"><v>1</v></c></row>', 'too_many_columns'],
    ['a column far beyond', '<row><c r="ZZZZZZZZZZZZ1"><v>1</v></c></row>', 'too_many_columns'],
    ['more cells than columns', `<row>${'<c/>'.repeat(16_385)}</row>`, 'too_many_columns'],
    ['a row beyond the last', '<row r="1048577"/>', 'too_many_rows'],
    ['a row with a number without end', `<row r="${'9'.repeat(1000)}"/>`, 'too_many_rows'],
    ['a cell without end', `<row><c t="str"><v>${'a'.repeat(8 << 20)}</v></c></row>`, 'cell_too_long'],
    ['a tag without end', `<row ${'a'.repeat(8 << 20)}></row>`, 'cell_too_long'],
    ['a comment without end', `<!-- ${'a'.repeat(8 << 20)} -->`, 'cell_too_long'],
  ])('%s', async (_, rows, code) => expect(await sheet(rows)).toBe(code));

  test('XML that stops, or contradicts itself', async () => {
    const parts = workbookParts('<row><c><v>1</v></c></row>');
    const xml = parts['xl/worksheets/sheet1.xml'] as string;
    for (let cut = 0; cut < xml.length - '</sheetData></worksheet>'.length; cut += 7) {
      expect(await read({ ...parts, 'xl/worksheets/sheet1.xml': xml.slice(0, cut) }), xml.slice(0, cut)).toBe(
        'damaged_xml',
      );
    }
    expect(await read({ ...parts, 'xl/workbook.xml': '<workbook><sheets>' })).toBe('damaged_xml');
    expect(await read({ '_rels/.rels': parts['_rels/.rels']! })).toBe('missing_part');
    expect(await read(parts, 1)).toBe('no_such_sheet');
    // Sheets that are listed and not there, and none at all: nothing is left to read.
    const { 'xl/worksheets/sheet1.xml': _sheet, ...without } = parts;
    expect(await read(without)).toBe('missing_part');
    expect(await read({ ...parts, 'xl/_rels/workbook.xml.rels': '<Relationships/>' })).toBe('missing_part');
    expect(await read({ ...parts, 'xl/workbook.xml': '<workbook><sheets/></workbook>' })).toBe('missing_part');
  });
});

describe('fuzz', () => {
  const base = workbookParts(
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="2"><v>1.5</v></c><c t="inlineStr"><is><r><t>x&amp;</t></r></is></c><c t="str"><f>1</f><v>a_x0041_<![CDATA[b]]></v></c></row>',
    { 'xl/sharedStrings.xml': sharedStrings('<t>one</t>', '<r><t>two</t></r><rPh><t>no</t></rPh>') },
  );
  const spoil = fc.array(
    fc.record({
      at: fc.nat(),
      byte: fc.oneof(fc.constantFrom(...Buffer.from('<>/&;"\'=!?[]-_x:csrtv0 \0')), fc.nat(255)),
      how: fc.constantFrom('set', 'insert', 'delete', 'cut'),
    }),
    { minLength: 1, maxLength: 6 },
  );
  function mutate(bytes: Buffer, changes: { at: number; byte: number; how: string }[]): Buffer {
    let out = bytes;
    for (const { at, byte, how } of changes) {
      const p = at % (out.length + 1);
      const rest = how === 'set' || how === 'delete' ? p + 1 : p;
      out = Buffer.concat([
        out.subarray(0, p),
        how === 'delete' || how === 'cut' ? Buffer.alloc(0) : Buffer.of(byte),
        how === 'cut' ? Buffer.alloc(0) : out.subarray(rest),
      ]);
    }
    return out;
  }

  test.each(Object.keys(base))('P23: a spoiled %s is read or refused, quickly', async (part) => {
    await fc.assert(
      fc.asyncProperty(spoil, async (changes) => {
        const start = effort();
        await read({ ...base, [part]: mutate(Buffer.from(base[part] as string), changes) });
        expect(effort() - start).toBeLessThan(2000);
      }),
      { numRuns: runs },
    );
  });

  test('P25: a spoiled zip is read or refused', async () => {
    const whole = packZip(base);
    await fc.assert(
      fc.asyncProperty(spoil, async (changes) => void (await read(mutate(whole, changes)))),
      { numRuns: runs * 3 },
    );
  });
});
