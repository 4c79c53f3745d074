import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFolder, type Parts, packZip, sharedStrings, workbookParts } from '../fixtures/workbook.ts';

/** Files made against readers, each read right or refused by name, measured in a process of its own. More in xlsx/ and zip/. */
interface Measured {
  path: string;
  outcome: string;
  sheets?: number;
  rows?: number;
  rejected?: number;
  /** Of processor time, so that a busy machine proves nothing. */
  ms: number;
  grown: number;
  cause?: string;
}

const folder = makeFolder();
const canary = createServer((socket) => {
  touched++;
  socket.destroy();
});
let touched = 0;
const results = new Map<string, Measured>();

const SHEET = 'xl/worksheets/sheet1.xml';
const WORKBOOK = 'xl/workbook.xml';
const RELS = 'xl/_rels/workbook.xml.rels';
const STRINGS = 'xl/sharedStrings.xml';
const STYLES = 'xl/styles.xml';
const one = '<row><c t="str"><v>x</v></c></row>';
const book = (rows = one, more: Parts = {}): Parts => workbookParts(rows, more);
const withSheet = (xml: string | Buffer): Buffer => packZip(book('', { [SHEET]: xml }));
const raw = (sheetData: string): string => `<worksheet><sheetData>${sheetData}</sheetData></worksheet>`;
const text = (part: string): string => book()[part] as string;

/** Changes bytes of an honest zip: of the n-th record that begins with `signature`, at `offset`. */
function patch(zip: Buffer, signature: number, offset: number, bytes: number[], nth = 0): Buffer {
  const out = Buffer.from(zip);
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(signature);
  let at = out.indexOf(mark);
  for (let i = 0; i < nth; i++) at = out.indexOf(mark, at + 4);
  Buffer.from(bytes).copy(out, at + offset);
  return out;
}
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const honest = packZip(book());
/** The place of the sheet among the parts. */
const NTH = Object.keys(book()).indexOf(SHEET);

/** A zip64 end record and locator in front of the end record, saying what they like. */
function zip64(record: (b: Buffer) => void, locator: (b: Buffer) => void): Buffer {
  const at = honest.length - 22;
  const far = Buffer.alloc(56);
  far.writeUInt32LE(0x06064b50, 0);
  far.writeBigUInt64LE(BigInt(Object.keys(book()).length), 32);
  far.writeBigUInt64LE(BigInt(honest.readUInt32LE(at + 12)), 40);
  far.writeBigUInt64LE(BigInt(honest.readUInt32LE(at + 16)), 48);
  record(far);
  const near = Buffer.alloc(20);
  near.writeUInt32LE(0x07064b50, 0);
  near.writeBigUInt64LE(BigInt(at), 8);
  locator(near);
  return Buffer.concat([honest.subarray(0, at), far, near, honest.subarray(at)]);
}

/** Ten thousand entries of the directory that all mean the same bytes. */
function kernel(): Buffer {
  const end = honest.length - 22;
  const start = honest.readUInt32LE(end + 16);
  const first = honest.subarray(start, start + 46 + honest.readUInt16LE(start + 28));
  const copies = Buffer.concat(Array.from({ length: 10_000 }, () => first));
  const tail = Buffer.from(honest.subarray(end));
  tail.writeUInt16LE(10_000, 10);
  tail.writeUInt32LE(copies.length, 12);
  return Buffer.concat([honest.subarray(0, start), copies, tail]);
}

const MANY = 1_000_000;
const relations = (more: string): string => text(RELS).replace('</Relationships>', `${more}</Relationships>`);
const relation = (id: string, type: string, target: string, mode = ''): string =>
  `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}" ${mode}/>`;

type Attack = [name: string, file: () => Parts | Buffer, outcome: string, rows?: number];

const zips: Attack[] = [
  ['ten thousand entries over one kernel', kernel, 'overlapping_entries'],
  [
    'twenty thousand tiny parts beside the sheet',
    () => ({ ...book(), ...Object.fromEntries(Array.from({ length: 19_000 }, (_, i) => [`x${i}`, ''])) }),
    'read',
    1,
  ],
  ['a local header of another name', () => patch(honest, LOCAL, 30, [0x7a, 0x7a], NTH), 'read', 1],
  ['a local header of other sizes', () => patch(honest, LOCAL, 18, [1, 0, 0, 0, 255, 255, 255, 127], NTH), 'read', 1],
  ['a local header of another method', () => patch(honest, LOCAL, 8, [99, 0], NTH), 'read', 1],
  ['a local header with a name longer than the file', () => patch(honest, LOCAL, 26, [255, 255], NTH), 'truncated'],
  ['no local header where there should be one', () => patch(honest, LOCAL, 0, [0, 0, 0, 0], NTH), 'damaged_zip'],
  ['a password on the sheet only', () => patch(honest, CENTRAL, 8, [1, 0], NTH), 'encrypted'],
  ['LZMA', () => patch(honest, CENTRAL, 10, [14, 0], NTH), 'damaged_zip'],
  ['AES (method 99)', () => patch(honest, CENTRAL, 10, [99, 0], NTH), 'damaged_zip'],
  ['stored, said to be packed', () => patch(honest, CENTRAL, 10, [0, 0], NTH), 'forged_size'],
  ['an extra field longer than the directory', () => patch(honest, CENTRAL, 30, [255, 255], NTH), 'damaged_zip'],
  ['fewer entries than promised', () => patch(honest, END, 10, [200, 0]), 'damaged_zip'],
  ['a directory that begins elsewhere', () => patch(honest, END, 16, [0, 0, 0, 0]), 'overlapping_entries'],
  ['a directory of four gigabytes', () => patch(honest, END, 12, [255, 255, 255, 255]), 'too_many_entries'],
  [
    'the longest comment',
    () => Buffer.concat([patch(honest, END, 20, [255, 255]), Buffer.alloc(65_535, 'PK')]),
    'read',
    1,
  ],
  [
    'data before the zip',
    () => Buffer.concat([Buffer.from('PK\x03\x04 is what this mail begins with\n'), honest]),
    'read',
    1,
  ],
  ['a program before the zip', () => Buffer.concat([Buffer.from('MZ\x90\0'), honest]), 'not_a_spreadsheet'],
  [
    'an honest zip64 record',
    () =>
      zip64(
        () => {},
        () => {},
      ),
    'read',
    1,
  ],
  [
    'a zip64 record that counts to the stars',
    () =>
      zip64(
        (b) => b.writeBigUInt64LE(2n ** 63n, 32),
        () => {},
      ),
    'damaged_zip',
  ],
  [
    'a zip64 record of a million entries',
    () =>
      zip64(
        (b) => b.writeBigUInt64LE(1_000_000n, 32),
        () => {},
      ),
    'too_many_entries',
  ],
  [
    'a zip64 directory outside the file',
    () =>
      zip64(
        (b) => b.writeBigUInt64LE(2n ** 40n, 48),
        () => {},
      ),
    'damaged_zip',
  ],
  [
    'a zip64 record outside the file',
    () =>
      zip64(
        () => {},
        (b) => b.writeBigUInt64LE(2n ** 50n, 8),
      ),
    'damaged_zip',
  ],
  [
    'names that climb',
    () => ({ ...book(), '../../canary': 'x', '/etc/passwd': 'x', 'c:\\windows\\x': 'x' }),
    'read',
    1,
  ],
  ['packed bytes that stop', () => Buffer.concat([honest.subarray(0, honest.length - 400)]), 'truncated'],
];

const deep = (n: number): string => '<a>'.repeat(n) + '</a>'.repeat(n);
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

const outside = (port: number): Attack[] => [
  [
    'a sheet on another machine',
    () =>
      packZip(
        book(one, {
          [RELS]: text(RELS).replace(
            'Target="worksheets/sheet1.xml"',
            `Target="http://127.0.0.1:${port}/s" TargetMode="External"`,
          ),
        }),
      ),
    'missing_part',
  ],
  [
    'shared texts on another machine',
    () =>
      packZip(
        book('<row><c t="s"><v>0</v></c></row>', {
          [RELS]: text(RELS).replace(
            'Target="/xl/sharedStrings.xml"',
            `Target="http://127.0.0.1:${port}/s" TargetMode="External"`,
          ),
        }),
      ),
    'damaged_xml',
  ],
  [
    'a workbook on another machine',
    () =>
      packZip(
        book(one, {
          '_rels/.rels': text('_rels/.rels').replace(
            'Target="xl/workbook.xml"',
            `Target="//127.0.0.1:${port}/w" TargetMode="External"`,
          ),
        }),
      ),
    'read',
    1,
  ],
  [
    'a sheet in a file of this machine',
    () => packZip(book(one, { [RELS]: text(RELS).replace('worksheets/sheet1.xml', 'file:///etc/passwd') })),
    'missing_part',
  ],
  [
    'a stylesheet instruction and a schema',
    () =>
      withSheet(
        `<?xml-stylesheet href="http://127.0.0.1:${port}/x.xsl"?><worksheet xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a http://127.0.0.1:${port}/x.xsd"><sheetData>${one}</sheetData></worksheet>`,
      ),
    'read',
    1,
  ],
];

const texts: Attack[] = [
  ['a line of 40 MB', () => Buffer.alloc(40e6, 'a'), 'record_too_long'],
  ['a line of 20 million delimiters', () => Buffer.alloc(20e6, ','), 'too_many_columns'],
  [
    'a mark that opens in the first cell',
    () => Buffer.concat([Buffer.from('"a,b\n'), Buffer.alloc(40e6, 'x,y\n')]),
    'unclosed_quote',
  ],
  ['only marks', () => Buffer.alloc(20_000_001, '"'), 'record_too_long'],
  ['zeros in cells', () => Buffer.from(`a,b\n1,x\0y\n${'2,long enough to be text\n'.repeat(100)}`), 'read', 101],
  ['zeros everywhere', () => Buffer.from(`a,b\n${'1,x\0y\n2,z\n'.repeat(100)}`), 'not_a_spreadsheet'],
  [
    'many encodings in one file',
    () =>
      Buffer.concat([
        Buffer.from('a,b\nné,1\n'),
        Buffer.from('né,2\n', 'latin1'),
        Buffer.from('né,3\n', 'utf16le'),
        Buffer.from([0xff, 0xfe, 0x80, 0x0a]),
      ]),
    'read',
  ],
  [
    'UTF-16 with half a character at its end',
    () => Buffer.concat([Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), Buffer.of(0xd8)]),
    'read',
  ],
  [
    'UTF-16 of halves of surrogates',
    () => Buffer.from(`\ufeffa,b\n${'\ud800,\udc00\n'.repeat(1000)}`, 'utf16le'),
    'read',
    1001,
  ],
  ['marks of order in the middle', () => Buffer.from('a,b\n\ufeff1,2\n\ufeff3,4\n'), 'read', 3],
  [
    'ten million empty lines',
    () => Buffer.concat([Buffer.from('a,b\n'), Buffer.alloc(10e6, '\n'), Buffer.from('1,2\n')]),
    'read',
    2,
  ],
];

const all = (port: number): Attack[] => [...zips, ...xml, ...outside(port), ...texts];

beforeAll(async () => {
  const body = join(import.meta.dirname, '../fixtures/measure-files.mjs');
  if (!existsSync(join(import.meta.dirname, '../dist/decode.js'))) throw new Error('Build the sheets package first.');
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  const paths = new Map<string, string>();
  for (const [name, make] of all((canary.address() as { port: number }).port)) {
    const made = make();
    const path = join(folder.path, `${paths.size}.bin`);
    writeFileSync(path, Buffer.isBuffer(made) ? made : packZip(made));
    paths.set(path, name);
  }
  const child = spawnSync(process.execPath, ['--expose-gc', body], {
    input: [...paths.keys()].join('\n'),
    maxBuffer: 1e8,
  });
  const lines = child.stdout
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const line of lines as Measured[]) results.set(paths.get(line.path)!, line);
  if (process.env.SHOW) for (const [n, r] of results) console.log(n, JSON.stringify({ ...r, path: undefined }));
}, 300_000);

afterAll(() => {
  canary.close();
  folder.remove();
});

describe('P19, P20, P21, P25: attacks', () => {
  for (const [name, , outcome, rows] of all(0)) {
    test(`P19: ${name}: ${outcome}`, () => {
      const result = results.get(name)!;
      expect(result.cause === '' ? result.outcome : `${result.outcome} ${result.cause ?? ''}`.trim()).toBe(outcome);
      if (rows !== undefined) expect(result.rows).toBe(rows);
      expect(result.ms).toBeLessThan(2000);
      expect(result.grown).toBeLessThan(150e6);
    });
  }
  test('P19: every one was measured', () => expect(results.size).toBe(all(0).length));
  test('P20: nobody was called', () => expect(touched).toBe(0));
});
