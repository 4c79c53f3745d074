import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type FileMetaData, parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, expect, test } from 'vitest';
import type { ColumnType, ParquetType } from '../../model.ts';
import { encode } from '../encode.ts';
import { copyRow } from '../row-encoder.ts';

const folder = mkdtempSync(join(tmpdir(), 'parquet-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Column = { header: string; type: ColumnType; parquet?: ParquetType };

/** What another reader finds in the file. */
async function write(columns: Column[], rows: (string | null)[][]): Promise<{ meta: FileMetaData; rows: unknown[][] }> {
  const path = join(folder, 'x.parquet');
  async function* stream() {
    for (const row of rows) yield copyRow(row);
  }
  const result = await encode({ path, format: 'parquet', sheets: [{ name: 's', columns }] }, [stream()], () => {});
  const bytes = readFileSync(path);
  expect(result).toMatchObject({ rows: rows.length, bytes: bytes.length });
  const file = new Uint8Array(bytes).buffer;
  const meta = parquetMetadata(file);
  expect(Number(meta.num_rows)).toBe(rows.length);
  const objects = await parquetReadObjects({
    file,
    metadata: meta,
    compressors: { GZIP: (input) => gunzipSync(input) },
    parsers: {
      timestampFromMilliseconds: (ms: bigint) => ms,
      timestampFromMicroseconds: (us: bigint) => us,
      timestampFromNanoseconds: (ns: bigint) => ns,
      dateFromDays: (days: number) => days,
      stringFromBytes: (text: Uint8Array | undefined) => text && Buffer.from(text).toString('utf8'),
    } as never,
  });
  const names = meta.schema.slice(1).map(({ name }) => name);
  return { meta, rows: objects.map((row) => names.map((name) => row[name])) };
}

const DAY = 86_400_000_000n;

/** Year 0 is 1 BC. */
function daysSince1970(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day) / 86_400_000;
}

test('values of each type, read by another reader', async () => {
  const columns: Column[] = [
    { header: 'text', type: 'text' },
    { header: 'small', type: 'integer', parquet: 'int32' },
    { header: 'whole', type: 'integer' },
    { header: 'real', type: 'decimal', parquet: 'double' },
    { header: 'price', type: 'decimal', parquet: { precision: 12, scale: 2 } },
    { header: 'long', type: 'decimal', parquet: { precision: 38, scale: 3 } },
    { header: 'digits', type: 'decimal' },
    { header: 'yes', type: 'boolean' },
    { header: 'day', type: 'date' },
    { header: 'at', type: 'datetime' },
    { header: 'utc', type: 'datetime', parquet: 'instant' },
    { header: 'clock', type: 'time' },
  ];
  const { meta, rows } = await write(columns, [
    [
      'Nguyễn\t"=1+1"\n\\N',
      '-7',
      '-9223372036854775808',
      '1.5e-07',
      '-12.5',
      '-123456789012345678901234567890.25',
      'NaN',
      't',
      '0044-03-15 BC',
      '2024-01-31 10:00:00.000001',
      '12024-01-31 00:00:00',
      '23:59:59.999999',
    ],
    columns.map(() => null),
    [
      '',
      '2147483647',
      '42',
      'NaN',
      '7',
      '0.001',
      '12.30',
      'f',
      '1970-01-01',
      '1969-12-31 23:59:59.5',
      '2262-04-12 01:02:03',
      '00:00:00',
    ],
  ]);
  expect(rows[1]).toEqual(columns.map(() => null));
  expect(rows[0]).toEqual([
    'Nguyễn\t"=1+1"\n\\N',
    -7,
    -9223372036854775808n,
    1.5e-7,
    -12.5,
    expect.closeTo(-1.2345678901234568e29),
    'NaN',
    true,
    daysSince1970(-43, 3, 15),
    1_706_695_200_000_001n,
    BigInt(daysSince1970(12_024, 1, 31)) * DAY,
    86_399_999_999n,
  ]);
  const [text, small, whole, real, price, long, digits, yes, day, at, utc, clock] = rows[2]!;
  expect([text, small, whole, real, price, long, digits, yes, day]).toEqual([
    '',
    2147483647,
    42n,
    Number.NaN,
    7,
    0.001,
    '12.30',
    false,
    0,
  ]);
  expect([at, utc, clock]).toEqual([-500_000n, 106_752n * DAY + 3_723_000_000n, 0n]);
  const types = Object.fromEntries(meta.schema.slice(1).map(({ name, logical_type }) => [name, logical_type]));
  expect(types).toMatchObject({
    text: { type: 'STRING' },
    price: { type: 'DECIMAL', precision: 12, scale: 2 },
    long: { type: 'DECIMAL', precision: 38, scale: 3 },
    day: { type: 'DATE' },
    at: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
    utc: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
    clock: { type: 'TIME', isAdjustedToUTC: false, unit: 'MICROS' },
  });
});

test('any texts, numbers and gaps come back, over several row groups', async () => {
  const cell = fc.option(fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0')));
  const number = fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, number), { maxLength: 60 }), fc.nat(3), async (some, times) => {
      const all = Array.from({ length: some.length * (times + 1) }, (_, i) => some[i % some.length]!);
      const { rows } = await write(
        [
          { header: 'a', type: 'text' },
          { header: 'a', type: 'integer' },
        ],
        all.map(([text, value]) => [text, value === null ? null : String(value)]),
      );
      expect(rows).toEqual(all);
    }),
    { numRuns: 15 },
  );
  const many = Array.from({ length: 70_000 }, (_, i): [string | null, bigint] => [
    i % 7 === 0 ? null : `row ${i}`,
    BigInt(i),
  ]);
  const { meta, rows } = await write(
    [
      { header: 'a', type: 'text' },
      { header: 'b', type: 'integer' },
    ],
    many.map(([text, value]) => [text, String(value)]),
  );
  expect(meta.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([65_536, 4_464]);
  expect(rows).toEqual(many);
});

test('no rows, no columns', async () => {
  const empty = await write([{ header: 'a', type: 'text' }], []);
  expect(empty.rows).toEqual([]);
  expect((await write([{ header: 'a', type: 'date' }], [['2024-02-29']])).rows).toEqual([[19_782]]);
});

test.each<{ type: ColumnType; parquet?: ParquetType; fits: string[]; others: string[] }>([
  { type: 'date', fits: ['2024-02-29', '12024-01-31'], others: ['infinity', '-infinity'] },
  {
    type: 'datetime',
    fits: ['2024-02-29 10:00:00', '200000-01-01 00:00:00'],
    others: ['infinity', '-infinity', '294276-01-01 00:00:00'],
  },
  { type: 'datetime', parquet: 'instant', fits: ['2024-02-29 10:00:00'], others: ['infinity', '-infinity'] },
  { type: 'time', fits: ['23:59:59.999999'], others: ['24:00:00'] },
  {
    type: 'decimal',
    parquet: { precision: 18, scale: 2 },
    fits: ['1.25', '-9999999999999999.99'],
    others: ['1.125', '10000000000000000', '-10000000000000000.5', 'NaN', 'Infinity', '-Infinity'],
  },
  {
    type: 'decimal',
    parquet: { precision: 20, scale: 2 },
    fits: ['1.25', '-999999999999999999.99'],
    others: ['1.125', '1000000000000000000', 'NaN', 'Infinity', '-Infinity'],
  },
])('a value that its column of $type $parquet cannot hold is never written as another one', async (column) => {
  const { type, parquet, fits, others } = column;
  const columns = [{ header: 'a', type, ...(parquet && { parquet }) }];
  expect((await write(columns, [...fits.map((one) => [one]), [null]])).rows).toHaveLength(fits.length + 1);
  for (const other of others) {
    const rows = [[fits[0]!], [other], [fits[0]!]];
    await expect(write(columns, rows), other).rejects.toMatchObject({ code: 'value_does_not_fit' });
  }
});
