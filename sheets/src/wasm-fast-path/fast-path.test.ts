import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { decodeSheet, finish, inHex, sinkOf } from '../../fixtures/decode-sheet.ts';
import { runsOf } from '../../fixtures/runs.ts';
import { makeFolder, sharedStrings, workbookParts } from '../../fixtures/workbook.ts';
import { CopyTuples } from '../convert/copy-tuple.ts';
import type { ColumnPlan, ColumnType, DecodePlan, Wire } from '../model.ts';
import { Kind } from '../row-sink.ts';
import { scanXlsx } from '../xlsx/scan-xlsx.ts';
import { openWorkbook } from '../xlsx/workbook.ts';

/** The fast path must write, byte for byte, what the JavaScript path writes. */

const folder = makeFolder();
afterAll(() => folder.remove());

const TYPES: Partial<Record<Wire, ColumnType>> = {
  text: 'text',
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  numeric: 'decimal',
  float8: 'decimal',
  bool: 'boolean',
  date: 'date',
  timestamp: 'datetime',
  timestamptz: 'datetime',
  time: 'time',
};
const WIRES = Object.keys(TYPES) as Wire[];

const columnOf = (wire: Wire, source: number, more: Partial<ColumnPlan> = {}): ColumnPlan => ({
  source,
  wire,
  type: TYPES[wire]!,
  ...more,
});
const planOf = (columns: ColumnPlan[], more: Partial<DecodePlan> = {}): DecodePlan => ({
  path: '',
  format: 'xlsx',
  sheet: 0,
  headerRow: 0,
  rowNumbers: true,
  columns,
  ...more,
});

async function decodeFile(path: string, plan: DecodePlan, fastPath: boolean): Promise<object> {
  const tuples = sinkOf(plan, fastPath);
  let error: unknown;
  const chunks: CopyTuples['chunks'] = [];
  const rejects: CopyTuples['rejects'] = [];
  try {
    await scanXlsx(path, { sheet: plan.sheet }, tuples, () => {
      chunks.push(...tuples.takeChunks());
      rejects.push(...tuples.takeRejects());
    });
  } catch (thrown) {
    error = thrown;
  }
  tuples.chunks.unshift(...chunks);
  tuples.rejects.unshift(...rejects);
  return inHex(finish(tuples, error));
}

describe('P38: the fast path writes what the JavaScript path writes', () => {
  const corpus = fileURLToPath(new URL('../../../tests/corpus/workbooks/', import.meta.url));
  const files = readdirSync(corpus, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() && /\.xls[xm]$/.test(entry.name) ? [join(entry.parentPath, entry.name)] : [],
  );
  test('the corpus is there', () => expect(files.length).toBeGreaterThan(300));
  // A sheet of each one way or the other, and two both ways with FUZZ_RUNS: reading each four times takes a third of all the time of this room.
  test('every workbook of the corpus, its columns as texts or as other types', {
    tags: ['long'],
  }, async () => {
    for (const [n, path] of files.entries()) {
      const book = await openWorkbook(path).catch(() => null);
      const sheets = book?.sheets.filter(({ entry }) => entry !== null) ?? [];
      await book?.close();
      for (const { index } of sheets.slice(0, process.env.FUZZ_RUNS ? 2 : 1)) {
        const ways = [-1, n % WIRES.length];
        for (const shift of process.env.FUZZ_RUNS ? ways : [ways[(n + index) % 2]!]) {
          const columns = Array.from({ length: 40 }, (_, source) =>
            columnOf(shift < 0 ? 'text' : WIRES[(source + shift) % WIRES.length]!, source),
          );
          const plan = planOf(columns, { path, sheet: index, headerRow: shift < 0 ? 1 : 0 });
          expect(await decodeFile(path, plan, true), `${path} ${index} ${shift}`).toEqual(
            await decodeFile(path, plan, false),
          );
        }
      }
    }
  });

  const strings = [
    '<t>one</t>',
    '<t xml:space="preserve"> b&amp;c </t>',
    '<r><rPr><b/></rPr><t>ri</t></r><r><t>ch</t></r>',
    '<t/>',
    '<t>_x0041_ a_b x_y</t>',
    '<t>Nguyễn Thị Ánh\u00a0</t>',
    `<t>${'a long text of many bytes, '.repeat(30)}</t>`,
    '<t>12</t>',
    '<t>2024-05-06</t>',
  ];
  const value = fc.oneof(
    fc.integer({ min: -1e6, max: 1e6 }).map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.double({ min: -1e5, max: 1e5, noNaN: true }).map((number) => number.toPrecision(17)),
    fc.double({ min: 0, max: 2.96e6, noNaN: true }).map(String),
    fc.constantFrom(
      '0',
      '-0',
      '1',
      '60',
      '60.5',
      '0.5',
      '2958465.9999999999',
      '1E3',
      '1.50',
      '007',
      '12.000',
      '1e-7',
      '5.0000000000000003E-2',
      '999999999999999.9',
      '1234567890123456789',
      '12345678901234567890',
      '.5',
      '5.',
      '',
      ' 7 ',
      '1,5',
      'x',
      '9e999',
      '1E20',
      '0.30000000000000004',
      '99999999999999950000',
    ),
    fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }).map(String),
  );
  const text = fc.oneof(
    fc.integer().map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc
      .date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') })
      .map((date) => date.toISOString().slice(0, 19)),
    fc.string({ unit: 'grapheme', maxLength: 40 }).map((one) => one.replace(/[&<>\0]/g, '+')),
    fc.constantFrom(
      'a &amp; b',
      '&lt;tag&gt; &quot;q&quot; &apos;',
      '&#65;',
      'a\r\nb',
      '_x000D_',
      'x_x0041',
      ' both ',
      '\u00a0nbsp\u2009',
      ']]',
      'TRUE',
      '2024-02-29',
      '2023-02-29',
      ' 0001-01-01 ',
      '9999-12-31T23:59:59',
      '1999-12-31 00:00:60',
      '2024-5-06',
      '12.50',
      '0.00',
      '-0',
      '-12',
      '1.234',
      '123456789012345678',
      '.5',
      '',
      '  ',
      'é',
      '\u202f',
      'a\u0001b',
    ),
  );
  const cell = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.nat(3), value).map(([s, v]) => `<c r="@" s="${s}"><v>${v}</v></c>`) },
    { weight: 2, arbitrary: value.map((v) => `<c><v>${v}</v></c>`) },
    { weight: 4, arbitrary: fc.nat(9).map((i) => `<c r="@" s="1" t="s"><v>${i}</v></c>`) },
    { weight: 4, arbitrary: text.map((t) => `<c r="@" t="inlineStr"><is><t>${t}</t></is></c>`) },
    { weight: 2, arbitrary: text.map((t) => `<c r="@" t="str"><f>A1&amp;B1</f><v>${t}</v></c>`) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '<c r="@" t="b"><v>1</v></c>',
        '<c r="@" t="b"><v>0</v></c>',
        '<c r="@"/>',
        '<c r="@" s="1"></c>',
        '<c r="@" t="e"><v>#N/A</v></c>',
        '<c r="@" t="d"><v>2024-05-06T07:08:09</v></c>',
        '<c r="@" t="n" cm="1"><v>5</v></c>',
        "<c r='@'><v>5</v></c>",
        '<c  r="@"><v>5</v></c>',
        '<c r="@"><f t="shared" ref="A1:A2" si="0">B1&gt;2</f><v>5</v></c>',
        '<c r="@"><f/><v>5</v></c>',
        '<c r="@"><f ca="1"/></c>',
        '<c r="@"><v><![CDATA[6]]></v></c>',
        '<c r="@"><!-- note --><v>6</v></c>',
        '<c r="@"><v>6</v><v>7</v></c>',
        '<c r="@" t="inlineStr"><is><r><t>x</t></r></is></c>',
        '<c r="@" t="inlineStr"><is><t xml:space="preserve"> p </t></is></c>',
        '<c r="@" t="inlineStr"><is><t/></is></c>',
        '<c r="@" t="s"><v>99</v></c>',
        '<c r="@" t="s"><v>-1</v></c>',
        '\n<c r="@">\n<v>5</v>\n</c>\n',
        '<c r="XFE1"><v>1</v></c>',
        '<c r="c1"><v>8</v></c>',
      ),
    },
  );
  const row = fc.tuple(
    fc.array(fc.tuple(cell, fc.nat(20)), { maxLength: 8 }),
    fc.constantFrom('', '', '', ' r="#"', ' r="#"', ' spans="1:9" r="#" ht="15"', " r='#'", ' r="99999999"'),
    fc.constantFrom('', '', '', '', '\n', '<!-- a <row> -->', '<row r="#"/>', '<row/>'),
  );
  const columns = fc.uniqueArray(
    fc.record({
      source: fc.nat(9),
      wire: fc.constantFrom(...WIRES),
      trim: fc.boolean(),
      required: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
      maxLength: fc.constantFrom(0, 0, 5),
      decimal: fc.constantFrom('.' as const, ',' as const, undefined),
    }),
    { selector: ({ source }) => source, minLength: 1, maxLength: 8 },
  );

  function write(rows: [[string, number][], string, string][]): Buffer {
    const xml = rows.map(([cells, attributes, before], i) => {
      let column = -1;
      const inside = cells.map(([markup, jump], k) => {
        // Mostly the next column, at times one further on or back.
        column = jump === 0 ? Math.max(0, column - 1) : jump < 4 ? column + 2 : column + 1;
        return markup.replace('@', `${String.fromCharCode(65 + (column % 26))}${i + k}`);
      });
      return `${before}<row${attributes}>${inside.join('')}</row>`.replaceAll('#', String(i * 2 + 1));
    });
    return Buffer.from(
      `<?xml version="1.0"?><worksheet><cols/><sheetData>${xml.join('')}</sheetData><pageMargins/></worksheet>`,
    );
  }

  const kinds = Uint8Array.of(Kind.number, Kind.date, Kind.datetime, Kind.duration);
  const texts = Buffer.from(sharedStrings(...strings));

  test('any rows, any columns, cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        columns,
        fc.array(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 100, max: 4000 })), { minLength: 1 }),
        fc.record({
          rowNumbers: fc.boolean(),
          headerRow: fc.nat(2),
          date1904: fc.boolean(),
          skipRows: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 3 }),
        }),
        async (rows, chosen, lengths, { date1904, ...more }) => {
          const plan = planOf(
            chosen
              .toSorted((a, b) => a.source - b.source)
              .map(({ source, wire, decimal, ...rest }) =>
                columnOf(wire, source, { ...rest, ...(decimal && { decimal }) }),
              ),
            { ...more, chunkBytes: 300 },
          );
          const parts = { sheet: write(rows), strings: texts, kinds, date1904, lengths };
          expect(inHex(await decodeSheet(plan, parts, true))).toEqual(inHex(await decodeSheet(plan, parts, false)));
        },
      ),
      { numRuns: runsOf(120) },
    );
  }, 600_000);
});

describe('a thread that keeps the memory', () => {
  /** Texts of so many bytes, each row with one of them and a date or a number as it is given. */
  const sheetOf = (count: number, length: number, format: number, date1904: boolean) => ({
    sheet: Buffer.from(
      `<worksheet><sheetData>${Array.from({ length: count }, (_, i) => `<row r="${i + 1}"><c r="A${i + 1}" t="s"><v>${i}</v></c><c r="B${i + 1}" s="${format}"><v>${45000 + i}</v></c></row>`).join('')}</sheetData></worksheet>`,
    ),
    strings: Buffer.from(sharedStrings(...Array.from({ length: count }, (_, i) => `<t>${'x'.repeat(length)}${i}</t>`))),
    kinds: format === 0 ? Uint8Array.of(Kind.number) : Uint8Array.of(Kind.number, Kind.date, Kind.datetime),
    date1904,
    lengths: [4000],
  });
  const file = fc.record({
    count: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 500, max: 3000 })),
    length: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 60, max: 900 })),
    format: fc.integer({ min: 0, max: 2 }),
    date1904: fc.boolean(),
    wires: fc.constantFrom<Wire[]>(
      ['text', 'date'],
      ['text'],
      ['text', 'timestamp'],
      ['text', 'text'],
      ['int4', 'text'],
    ),
    required: fc.boolean(),
    maxLength: fc.constantFrom(0, 30),
  });

  test('finds nothing of the file before: texts below and above what it keeps, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 2, maxLength: 5 }), async (files) => {
        for (const { count, length, format, date1904, wires, ...more } of files) {
          const plan = planOf(wires.map((wire, source) => columnOf(wire, source, more)));
          const parts = sheetOf(count, length, format, date1904);
          expect(inHex(await decodeSheet(plan, parts, true))).toEqual(inHex(await decodeSheet(plan, parts, false)));
        }
      }),
      { numRuns: runsOf(25) },
    );
  }, 600_000);
});

describe('what the fast path is for', () => {
  const wires: Wire[] = ['int4', 'text', 'numeric', 'date', 'bool', 'text', 'timestamp'];
  const columns = wires.map((wire, source) => columnOf(wire, source));
  const line = (i: number, odd: string): string =>
    `<row r="${i}"><c r="A${i}"><v>${i}</v></c><c r="B${i}" t="s"><v>${i % 2}</v></c><c r="C${i}"><v>12.5</v></c><c r="D${i}" s="1"><v>45000</v></c><c r="E${i}" t="b"><v>1</v></c><c r="F${i}" t="inlineStr"><is><t>Zoë &amp; co</t></is></c>${odd}</row>`;

  async function callsFor(rows: string): Promise<{ cells: number; read: number; rejected: number }> {
    const path = folder.save(
      workbookParts(rows, { 'xl/sharedStrings.xml': sharedStrings('<t>a</t>', '<t>b &lt; c</t>') }),
    );
    const tuples = new CopyTuples(planOf(columns, { path, headerRow: 1 }));
    let cells = 0;
    const cell = tuples.cell.bind(tuples);
    tuples.cell = (...given) => {
      cells++;
      cell(...given);
    };
    await scanXlsx(path, { sheet: 0 }, tuples, () => {});
    return { cells, read: tuples.read, rejected: tuples.rejected };
  }

  test('a plain row calls nothing for its cells', async () => {
    const rows = Array.from({ length: 500 }, (_, i) => line(i + 1, ''));
    // The heading's six cells, at most one more row where a chunk ended.
    expect(await callsFor(rows.join(''))).toMatchObject({ read: 499, rejected: 0, cells: 6 });
  });

  test('one odd row among plain ones leaves the others in the fast path, and their order as it is', async () => {
    const rows = Array.from({ length: 500 }, (_, i) =>
      line(i + 1, i === 250 ? `<c r="G251" t="inlineStr"><is><t>no date</t></is></c>` : ''),
    );
    expect(await callsFor(rows.join(''))).toMatchObject({ read: 499, rejected: 1, cells: 6 + 7 });
  });
});
