import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ExcelJS from 'exceljs';
import { afterAll, describe, expect, test } from 'vitest';
import { checkWorkbook } from '../../fixtures/check-workbook.ts';
import { collectSheet } from '../../fixtures/collect.ts';
import { packZip, workbookParts } from '../../fixtures/workbook.ts';
import type { ColumnType, EncodePlan } from '../model.ts';
import { Kind } from '../row-sink.ts';
import { CopyReader } from './copy-reader.ts';
import { encode } from './encode.ts';
import { copyRow } from './row-encoder.ts';
import { StoppableSource } from './stoppable-source.ts';
import { writeWorkbook } from './write-workbook.ts';

const folder = mkdtempSync(join(tmpdir(), 'strict-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

type Row = (string | null)[];
interface Table {
  name?: string;
  columns: [header: string, type: ColumnType][];
  rows: Row[];
}

async function* stream(rows: readonly Row[]): AsyncGenerator<Uint8Array> {
  for (const row of rows) yield copyRow(row);
}

async function save(tables: Table[], rowsPerSheet?: number): Promise<string> {
  const path = join(folder, `${files++}.xlsx`);
  const plan: EncodePlan = {
    path,
    format: 'xlsx',
    title: 'Odd & "quoted" <tables>',
    sheets: tables.map(({ name = 'Orders', columns }) => ({
      name,
      columns: columns.map(([header, type]) => ({ header, type })),
    })),
  };
  if (rowsPerSheet === undefined) {
    await encode(
      plan,
      tables.map(({ rows }) => stream(rows)),
      () => {},
    );
    return path;
  }
  const file = await open(path, 'w+');
  try {
    const readers = tables.map(({ rows }) => new CopyReader(new StoppableSource(stream(rows))));
    await writeWorkbook(file, plan, readers, () => {}, rowsPerSheet);
  } finally {
    await file.close();
  }
  return path;
}

const everyType: [string, ColumnType][] = [
  ['Text', 'text'],
  ['Whole', 'integer'],
  ['Part', 'decimal'],
  ['Yes', 'boolean'],
  ['Day', 'date'],
  ['Moment', 'datetime'],
];
const odd: Row[] = [
  ['Zürich & <co> "x" \'y\'', '42', '-1.5', 't', '2024-02-29', '2024-02-29 13:45:30.25'],
  [null, null, null, null, null, null],
  ['  blanks at both ends  ', '-9007199254740993', '0.1', 'f', '1899-12-31', '1900-01-01 00:00:00'],
  ['line\nbreak\r\nand\ttab', '0', '123456789012345678.9', 't', '0044-03-15 BC', 'infinity'],
  ['😀 emoji 👩‍👩‍👧‍👦 tiếng Việt _x0041_ \u0001', '1', '1e-300', 'f', '9999-12-31', '9999-12-31 23:59:59.999999'],
  ['=1+1', '2', 'NaN', null, '10000-01-01', '1900-02-28 23:59:59+00'],
  ['x'.repeat(40_000), '3', 'Infinity', null, null, null],
  ['😀'.repeat(20_000), '4', '-0', null, null, null],
];

const tables: [name: string, tables: Table[], rowsPerSheet?: number][] = [
  ['no rows', [{ columns: everyType, rows: [] }]],
  ['no columns', [{ columns: [], rows: [] }]],
  ['one column, one row', [{ columns: [['a', 'text']], rows: [['x']] }]],
  ['odd values of every type', [{ columns: everyType, rows: odd }]],
  [
    'headers that are alike, empty, long or odd',
    [
      {
        columns: ['a', 'A', 'a', '', ' ', 'h'.repeat(300), '=1', 'a\nb', '<&>'].map((header) => [header, 'text']),
        rows: [Array(9).fill('x')],
      },
    ],
  ],
  [
    'as many columns as a sheet has',
    [
      {
        columns: Array.from({ length: 16_384 }, (_, i) => [`c${i}`, 'integer']),
        rows: [Array.from({ length: 16_384 }, (_, i) => String(i))],
      },
    ],
  ],
  [
    'names that Excel forbids',
    [
      "it's",
      "'quoted'",
      `${'a'.repeat(30)}'b`,
      'History',
      'a/b:c*d?e[f]g\\h',
      '',
      ' ',
      "''",
      'tên tiếng Việt 😀',
      'é'.repeat(40),
      "it'S",
      '&<>"',
      '\u0000',
      '1900',
      'A1',
      'TRUE',
    ].map((name) => ({ name, columns: [['a', 'text']], rows: [['x']] })),
  ],
  [
    'two hundred sheets',
    Array.from({ length: 200 }, (_, i) => ({ name: `Table ${i}`, columns: [['a', 'integer']], rows: [[String(i)]] })),
  ],
  [
    'rows over several sheets',
    [
      {
        name: "Orders of '24",
        columns: everyType,
        rows: Array.from({ length: 40 }, (_, i) => [
          `row ${i}`,
          String(i),
          '1.5',
          't',
          '2024-01-01',
          '2024-01-01 00:00:00',
        ]),
      },
      { columns: everyType, rows: odd },
    ],
    10,
  ],
];

describe('P28, P29: an export opens without an offer to repair it', () => {
  test.each(tables)('%s', async (_, of, rowsPerSheet) => {
    const path = await save(of, rowsPerSheet);
    expect(await checkWorkbook(path)).toEqual([]);
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(path);
    expect(book.worksheets.length).toBeGreaterThanOrEqual(of.length);
  });

  test('the check sees what is wrong', async () => {
    const path = join(folder, 'wrong.xlsx');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(
      path,
      packZip(
        workbookParts(
          '<row r="2"><c r="B2" s="9"><v>x</v></c><c r="A2" t="inlineStr"><is><t> a</t></is></c></row><row r="1"/>',
        ),
      ),
    );
    const complaints = (await checkWorkbook(path)).join('\n');
    for (const part of [
      'nothing about xl/workbook.xml',
      'cell A2 in row 2',
      'style 9 of B2',
      'row 1 after row 2',
      'x is no value',
      'space at the end',
      'sharedstrings.xml, which is no part',
    ])
      expect(complaints).toContain(part);
  });
});

/** LibreOffice, where it is installed: a second opinion by the program that most people without Excel use. */
function findOffice(): string | null {
  for (const name of ['soffice', 'libreoffice']) {
    try {
      return execFileSync('/bin/sh', ['-c', `command -v ${name}`])
        .toString()
        .trim();
    } catch {}
  }
  return null;
}
const office = findOffice();
if (office === null) console.warn('LibreOffice is not installed: exports are not opened with it.');

describe.skipIf(office === null)('P29: LibreOffice reads what was exported', () => {
  test('values, kinds and sheets come back', async () => {
    const sources = [
      await save([{ columns: everyType, rows: odd.slice(0, 6) }]),
      await save([{ columns: everyType, rows: [] }]),
      await save([{ name: "it's", columns: everyType, rows: odd }], 3),
    ];
    const out = join(folder, 'office');
    // One start for all: it takes seconds.
    await promisify(execFile)(office!, [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      '--convert-to',
      'xlsx',
      '--outdir',
      out,
      ...sources,
    ]);
    expect(readdirSync(out)).toHaveLength(sources.length);
    for (const path of sources) {
      const again = join(out, path.slice(folder.length + 1));
      const book = new ExcelJS.Workbook();
      await book.xlsx.readFile(path);
      for (const index of book.worksheets.keys()) {
        const [ours, theirs] = [await collectSheet(path, index), await collectSheet(again, index)];
        const show = ({ row, column, kind, text }: (typeof ours.cells)[number]): string =>
          `${row},${column} ${kind === Kind.text ? `text ${text.replaceAll('\r\n', '\n')}` : kind === Kind.boolean ? `boolean ${text}` : `number ${Number(Number(text).toPrecision(12))}`}`;
        expect(theirs.cells.map(show), `${path} ${index}`).toEqual(ours.cells.map(show));
      }
    }
  });
});
