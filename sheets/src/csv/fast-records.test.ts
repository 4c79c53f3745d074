import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { finish, inHex, sinkOf } from '../../fixtures/decode-sheet.ts';
import { runsOf } from '../../fixtures/runs.ts';
import { makeFolder } from '../../fixtures/workbook.ts';
import type { CopyTuples } from '../convert/copy-tuple.ts';
import type { ColumnPlan, ColumnType, DecodePlan, Dialect, Wire } from '../model.ts';
import { scanDelimited } from './delimited-scanner.ts';

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
  time: 'time',
};
const WIRES = Object.keys(TYPES) as Wire[];
/** What is read of a file at a time (text-source.ts). */
const PIECE_BYTES = 256 * 1024;
const DIALECT: Dialect = {
  encoding: 'utf-8',
  delimiter: ',',
  quote: '"',
  escape: '"',
  decimal: '.',
  dateOrder: 'ymd',
};

const columnOf = (wire: Wire, source: number, more: Partial<ColumnPlan> = {}): ColumnPlan => ({
  source,
  wire,
  type: TYPES[wire]!,
  ...more,
});
const planOf = (columns: ColumnPlan[], more: Partial<DecodePlan> = {}): DecodePlan => ({
  path: '',
  format: 'csv',
  sheet: 0,
  headerRow: 0,
  rowNumbers: true,
  columns,
  ...more,
});

function save(bytes: Uint8Array): string {
  const path = join(folder.path, 'records.csv');
  writeFileSync(path, bytes);
  return path;
}

/** What a file becomes, and how many cells passed through JavaScript. */
async function decode(
  path: string,
  plan: DecodePlan,
  fast: boolean,
  dialect = DIALECT,
): Promise<{ finished: object; cells: number }> {
  const tuples = sinkOf(plan, fast);
  let cells = 0;
  const cell = tuples.cell.bind(tuples);
  tuples.cell = (...given) => {
    cells++;
    cell(...given);
  };
  let error: unknown;
  const chunks: CopyTuples['chunks'] = [];
  const rejects: CopyTuples['rejects'] = [];
  try {
    await scanDelimited(path, { sheet: 0, dialect }, tuples, () => {
      chunks.push(...tuples.takeChunks());
      rejects.push(...tuples.takeRejects());
    });
  } catch (thrown) {
    error = thrown;
  }
  tuples.chunks.unshift(...chunks);
  tuples.rejects.unshift(...rejects);
  return { finished: inHex(finish(tuples, error)), cells };
}

async function expectAlike(bytes: Uint8Array, plan: DecodePlan, dialect = DIALECT): Promise<void> {
  const path = save(bytes);
  const slow = await decode(path, plan, false, dialect);
  expect((await decode(path, plan, true, dialect)).finished).toEqual(slow.finished);
}

describe('P38: plain records become what JavaScript makes of them', () => {
  const ODD = [
    '',
    '',
    ' ',
    '""',
    '"a"',
    '"a,b"',
    '"a ""b"" c"',
    '"two\nlines"',
    '"two\r\nlines"',
    '"open',
    '"a"b',
    ' "a" ',
    'a"b',
    "'=1+1",
    "'plain",
    "a,''=b",
    '"a:\'\'=b"',
    '=1',
    '="0123"',
    '"=""0123"""',
    '\0',
    'a\0b',
    '\u00a0é\u2009',
    'Nguyễn',
    '😀',
    '\ufffd',
    'TRUE',
    'false',
    'Yes',
    'nO',
    'y',
    'N',
    'x',
    '\u0011',
    '1',
    '0',
    '007',
    '1.50',
    '-0',
    '1,5',
    '1e3',
    '12345678901234567890',
    '2024-02-29',
    '2023-02-29',
    '2024-05-06 07:08:09',
    '2024-05-06T07:08',
    '08:30',
    '24:00:00',
    'a\tb',
    'long text of many bytes, '.repeat(30),
    '1'.repeat(40),
  ];
  const field = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...ODD) },
    { weight: 2, arbitrary: fc.integer().map(String) },
    { weight: 2, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
    {
      weight: 1,
      arbitrary: fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', "'", '=', 'a'), maxLength: 8 }),
    },
  );
  const record = fc.tuple(
    fc.array(field, { maxLength: 7 }),
    fc.constantFrom('\n', '\n', '\n', '\r\n', '\r\n', '\r', '\n\n', '\r\n\r\n', ''),
  );
  const columns = fc.uniqueArray(
    fc.record({
      source: fc.nat(7),
      wire: fc.constantFrom(...WIRES),
      trim: fc.boolean(),
      required: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
      maxLength: fc.constantFrom(0, 0, 5),
      decimal: fc.constantFrom('.' as const, ',' as const, undefined),
    }),
    { selector: ({ source }) => source, minLength: 1, maxLength: 7 },
  );
  /** Plain records before the others, so that these come where a piece of the file ends. */
  const before = fc.oneof(
    { weight: 5, arbitrary: fc.constant('') },
    {
      weight: 1,
      arbitrary: fc
        .integer({ min: 0, max: 200 })
        .map((more) => `${`7,${'a'.repeat(8000)}\n`.repeat(32)}${'b'.repeat(5800 + more)}\n`),
    },
  );

  test('any fields, line ends, marks and columns', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 12 }),
        before,
        columns,
        fc.record({
          rowNumbers: fc.boolean(),
          headerRow: fc.nat(2),
          skipRows: fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 3 }),
        }),
        fc.constantFrom(
          DIALECT,
          DIALECT,
          DIALECT,
          { ...DIALECT, delimiter: ';' },
          { ...DIALECT, delimiter: '\t', quote: '' },
          { ...DIALECT, quote: "'", escape: "'" },
          { ...DIALECT, escape: '\\' },
          { ...DIALECT, skipSpaces: true },
          { ...DIALECT, delimiter: '§' },
        ),
        async (records, first, chosen, more, dialect) => {
          const plan = planOf(
            chosen
              .toSorted((a, b) => a.source - b.source)
              .map(({ source, wire, decimal, ...rest }) =>
                columnOf(wire, source, { ...rest, ...(decimal && { decimal }) }),
              ),
            { ...more, chunkBytes: 300 },
          );
          const text = records.map(([fields, end]) => fields.join(dialect.delimiter) + end).join('');
          await expectAlike(Buffer.from(first + text), plan, dialect);
        },
      ),
      { numRuns: runsOf(200) },
    );
  }, 600_000);

  test('each odd field among plain ones, in a column of each type', async () => {
    for (const odd of ODD)
      for (const wire of WIRES)
        await expectAlike(Buffer.from(`0,1\n1,${odd}\n2,0\n`), planOf([columnOf('int4', 0), columnOf(wire, 1)]));
  });

  const pair = [columnOf('int4', 0), columnOf('text', 1)];

  test('bytes that are not UTF-8, a byte order mark, a line of separators', async () => {
    for (const head of ['', '\ufeff', 'sep=,\n'])
      await expectAlike(
        Buffer.concat([Buffer.from(`${head}1,a\n2,`), Buffer.of(0xe9), Buffer.from('\n3,c\n')]),
        planOf(pair),
      );
  });

  test('a piece of the file that ends anywhere within a record and its line end', async () => {
    for (let at = 0; at <= 16; at++) {
      const text = `1,${'a'.repeat(PIECE_BYTES - 4 - at)}\r\n2,"b, c",é\r\n\r\n3,d\r4,e\r\n`;
      await expectAlike(Buffer.from(text), planOf([...pair, columnOf('text', 2)]));
    }
  });

  test('a field that is longer than what is read at a time, and rows behind it', async () => {
    const long = 'long '.repeat(300_000);
    for (const text of [long, `"${long}"`, `"${long}\n""${long}"""`])
      await expectAlike(Buffer.from(`1,a\n2,${text}\n${'3,c\n'.repeat(1000)}`), planOf(pair));
  });

  test('more columns than a sheet has are refused as before', async () => {
    await expectAlike(Buffer.from(`1,a\n2,b${','.repeat(16_384)}\n`), planOf(pair));
  });
});

describe('what records of the fast path call', () => {
  const columns = [columnOf('int4', 0), columnOf('text', 1), columnOf('bool', 2)];
  const line = (i: number): string => `${i},"some, text",${i % 2 === 0}\n`;
  const lines = Array.from({ length: 20_000 }, (_, i) => line(i));

  test('nothing for the cells of plain records', async () => {
    const path = save(Buffer.from(`a,b,c\n${lines.join('')}`));
    const { cells } = await decode(path, planOf(columns, { headerRow: 1 }), true);
    // The heading, and a record where a piece of the file ends.
    expect(cells).toBeLessThanOrEqual(3 * 3);
  });

  test('a record that is not plain leaves the others there', async () => {
    const path = save(Buffer.from([...lines.slice(0, 9000), '7,"a ""b""",ja\n', ...lines.slice(9000)].join('')));
    const { cells } = await decode(path, planOf(columns), true);
    expect(cells).toBeGreaterThanOrEqual(3);
    expect(cells).toBeLessThanOrEqual(3 * 4);
  });

  test('records that are mostly not plain are read in JavaScript to the end', async () => {
    const path = save(Buffer.from('1,"a ""b""",ja\n'.repeat(2000)));
    const plan = planOf(columns);
    const { cells } = await decode(path, plan, true);
    expect(cells).toBe(3 * 2000);
    await expectAlike(Buffer.from('1,"a ""b""",ja\n'.repeat(2000)), plan);
  });
});
