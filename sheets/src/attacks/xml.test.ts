/** @module-tag long */
import {
  type Attack,
  book,
  deep,
  MANY,
  one,
  RELS,
  raw,
  relation,
  relations,
  STRINGS,
  STYLES,
  testAttacks,
  text,
  WORKBOOK,
  withSheet,
} from '../../fixtures/attacks.ts';
import { packZip, sharedStrings } from '../../fixtures/workbook.ts';

/** Parts that nest, grow, or say what they may not. More in ../xlsx/. */
const xml: Attack[] = [
  [
    'nesting before the rows',
    () => withSheet(`<worksheet>${deep(MANY)}<sheetData>${one}</sheetData></worksheet>`),
    'read',
    1,
  ],
  ['nesting in a row', () => withSheet(raw(`<row>${deep(MANY / 10)}<c><v>1</v></c></row>`)), 'read', 1],
  ['nesting in a cell', () => withSheet(raw(`<row><c>${deep(MANY / 10)}<v>1</v></c></row>`)), 'read', 1],
  ['nesting in a text', () => withSheet(raw(`<row><c t="inlineStr"><is>${deep(1000)}</is></c></row>`)), 'damaged_xml'],
  [
    'nesting in the workbook',
    () => packZip(book(one, { [WORKBOOK]: text(WORKBOOK).replace('<sheets>', `${deep(MANY / 10)}<sheets>`) })),
    'damaged_xml',
  ],
  [
    'nesting in the styles',
    () => packZip(book(one, { [STYLES]: `<styleSheet>${deep(MANY / 10)}</styleSheet>` })),
    'damaged_xml',
  ],
  ['an attribute of 30 MB', () => withSheet(raw(`<row a="${'ab'.repeat(15e6)}"/>`)), 'cell_too_long'],
  ['a name of 30 MB', () => withSheet(raw(`<row><${'ab'.repeat(15e6)}/></row>`)), 'cell_too_long'],
  [
    'an attribute of 30 MB in the workbook',
    () => packZip(book(one, { [WORKBOOK]: text(WORKBOOK).replace('<sheets>', `<sheets a="${'ab'.repeat(15e6)}">`) })),
    'read',
    1,
  ],
  [
    'a million attributes of a cell',
    () => withSheet(raw(`<row><c ${'a="" '.repeat(MANY / 2)}><v>1</v></c></row>`)),
    'read',
    1,
  ],
  [
    'a million attributes of the workbook',
    () =>
      packZip(
        book(one, {
          [WORKBOOK]: text(WORKBOOK).replace(
            '<sheets>',
            `<sheets ${Array.from({ length: MANY / 2 }, (_, i) => `a${i}=""`).join(' ')}>`,
          ),
        }),
      ),
    'damaged_xml',
  ],
  ['a comment without end', () => withSheet(`<worksheet><!-- ${'<!-- '.repeat(MANY * 2)}`), 'cell_too_long'],
  [
    'comments without end, one in the other',
    () => withSheet(raw(`<row>${'<!--'.repeat(MANY / 10)}</row>`)),
    'damaged_xml',
  ],
  ['CDATA without end', () => withSheet(raw(`<row><c t="str"><v><![CDATA[${']]'.repeat(MANY)}`)), 'damaged_xml'],
  ['an instruction without end', () => withSheet(`<?xml version="1.0"${'?'.repeat(MANY)}`), 'damaged_xml'],
  [
    'a million instructions',
    () => withSheet(`<worksheet>${'<?a?>'.repeat(MANY)}<sheetData>${one}</sheetData></worksheet>`),
    'read',
    1,
  ],
  [
    'bytes that are not UTF-8, and zeros',
    () =>
      withSheet(
        Buffer.from(
          raw('<row><c t="str"><v>a\xff\xc0\x80b</v></c></row><row><c t="str"><v>a\0b</v></c></row>'),
          'latin1',
        ),
      ),
    'read',
    0,
  ],
  [
    'references to zero, half a surrogate and beyond',
    () =>
      withSheet(raw('<row><c t="str"><v>a&#0;b&#xD800;c</v></c></row><row><c t="str"><v>x&#x110000;</v></c></row>')),
    'damaged_xml',
  ],
  [
    'a reference of a thousand zeros',
    () => withSheet(raw(`<row><c t="str"><v>&#${'0'.repeat(1000)}65;</v></c></row>`)),
    'damaged_xml',
  ],
  ['a row of a number beyond all', () => withSheet(raw(`<row r="${'9'.repeat(400)}"/>`)), 'too_many_rows'],
  [
    'a negative row, and none',
    () =>
      withSheet(
        raw('<row r="-3"><c><v>1</v></c></row><row r=""><c><v>2</v></c></row><row r="1e3"><c><v>2</v></c></row>'),
      ),
    'read',
    3,
  ],
  [
    'a column beyond all',
    () => withSheet(raw(`<row><c r="${'Z'.repeat(100_000)}1"><v>1</v></c></row>`)),
    'too_many_columns',
  ],
  [
    'a style beyond all',
    () => withSheet(raw(`<row><c s="${'9'.repeat(1000)}"><v>1</v></c><c s="-1"><v>1</v></c></row>`)),
    'read',
    1,
  ],
  [
    'a type that is none',
    () => withSheet(raw(`<row><c t="${'s'.repeat(100_000)}"><v>1</v></c><c t=""><v>2</v></c></row>`)),
    'read',
    1,
  ],
  [
    'a shared text of a negative number',
    () => packZip(book('<row><c t="s"><v>-1</v></c></row>', { [STRINGS]: sharedStrings('<t>a</t>') })),
    'damaged_xml',
  ],
  [
    'a shared text far beyond the last',
    () =>
      packZip(book('<row><c t="s"><v>99999999999999999999</v></c></row>', { [STRINGS]: sharedStrings('<t>a</t>') })),
    'damaged_xml',
  ],
  [
    'a shared text of a fraction',
    () => packZip(book('<row><c t="s"><v>0.5</v></c></row>', { [STRINGS]: sharedStrings('<t>a</t>') })),
    'damaged_xml',
  ],
  ['shared texts where there are none', () => packZip(book('<row><c t="s"><v>0</v></c></row>')), 'damaged_xml'],
  [
    'a count of shared texts that lies',
    () =>
      packZip(
        book('<row><c t="s"><v>0</v></c></row>', {
          [STRINGS]: sharedStrings('<t>a</t>').replaceAll('"9"', '"4294967295"'),
        }),
      ),
    'read',
    1,
  ],
  [
    'a million empty shared texts',
    () =>
      packZip(
        book('<row><c t="s"><v>999999</v></c><c t="str"><v>a</v></c></row>', {
          [STRINGS]: sharedStrings().replace('</sst>', `${'<si/>'.repeat(MANY)}</sst>`),
        }),
      ),
    'read',
    1,
  ],
  [
    'a text of a megabyte in thirty thousand cells',
    () =>
      packZip(
        book(`<row>${'<c t="s"><v>0</v></c>'.repeat(8)}</row>`.repeat(4000), {
          [STRINGS]: sharedStrings(`<t>${'ab'.repeat(500_000)}</t>`),
        }),
      ),
    'zip_bomb',
  ],
  [
    'a million sheets',
    () =>
      packZip(
        book(one, {
          [WORKBOOK]: text(WORKBOOK).replace('<sheets>', `<sheets>${'<sheet name="a" r:id="none"/>'.repeat(MANY)}`),
        }),
      ),
    'too_many_sheets',
  ],
  [
    'four thousand names for one sheet',
    () =>
      packZip(
        book(one, {
          [WORKBOOK]: text(WORKBOOK).replace('<sheets>', `<sheets>${'<sheet name="a" r:id="rId1"/>'.repeat(4_000)}`),
        }),
      ),
    'damaged_file',
  ],
  [
    'a million styles',
    () => packZip(book(one, { [STYLES]: `<styleSheet><cellXfs>${'<xf/>'.repeat(MANY)}</cellXfs></styleSheet>` })),
    'too_many_styles',
  ],
  [
    'a million formats',
    () =>
      packZip(
        book(one, {
          [STYLES]: `<styleSheet><numFmts>${Array.from({ length: MANY / 2 }, (_, i) => `<numFmt numFmtId="${i}" formatCode="y"/>`).join('')}</numFmts></styleSheet>`,
        }),
      ),
    'too_many_styles',
  ],
  [
    'a million relationships',
    () => packZip(book(one, { [RELS]: relations(relation('x', 'worksheet', 'a').repeat(MANY / 4)) })),
    'too_many_entries',
  ],
  [
    'a workbook that is its own sheet',
    () => packZip(book(one, { [RELS]: text(RELS).replace('worksheets/sheet1.xml', 'workbook.xml') })),
    'read',
    0,
  ],
  [
    'a sheet that is its own shared texts',
    () =>
      packZip(
        book('<row><c t="s"><v>0</v></c></row>', {
          [RELS]: text(RELS).replace('/xl/sharedStrings.xml', 'worksheets/sheet1.xml'),
        }),
      ),
    'damaged_xml',
  ],
  [
    'the same cell and the same row again',
    () =>
      withSheet(
        raw(
          '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row><row r="1"><c r="A1"><v>4</v></c></row>',
        ),
      ),
    'read',
    3,
  ],
];

testAttacks('markup', () => xml);
