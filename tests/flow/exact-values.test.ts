import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Service, startService } from '../support/service.ts';
import { makeWorkbook } from '../support/workbooks.ts';

/** What somebody wrote is what the table holds, digit by digit, and what it gives back changes nothing. */
let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service?.stop());

const ROWS = Number(process.env.FUZZ_ROWS ?? 400);
const TYPES = {
  id: 'integer PRIMARY KEY',
  n: 'numeric',
  big: 'bigint',
  small: 'smallint',
  f8: 'double precision',
  f4: 'real',
  at: 'timestamptz',
  moment: 'timestamp',
  day: 'date',
  yes: 'boolean',
  note: 'text',
};
const COLUMNS = Object.keys(TYPES);

const numeric = fc
  .tuple(fc.boolean(), fc.integer({ min: 1, max: 30 }), fc.nat(25), fc.infiniteStream(fc.nat(9)))
  .map(([minus, count, scale, stream]) => {
    const digits = [...stream.take(count)].join('').replace(/^0+(?=.)/, '');
    const padded = digits.padStart(scale + 1, '0');
    const text = scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
    return minus && /[1-9]/.test(text) ? `-${text}` : text;
  });
const time = fc
  .date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })
  .map((date) => date.toISOString().replace('T', ' ').replace('Z', ''));
const float = (digits: fc.Arbitrary<number>) => digits.map((value) => String(value === 0 ? 0 : value));
const row = fc.tuple(
  numeric,
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String),
  fc.integer({ min: -32_768, max: 32_767 }).map(String),
  float(fc.double({ noNaN: true, noDefaultInfinity: true })),
  float(fc.float({ noNaN: true, noDefaultInfinity: true })),
  time,
  time,
  time.map((text) => text.slice(0, 10)),
  fc.constantFrom('true', 'false'),
  fc.oneof(numeric, fc.constantFrom('007', '1E5', '1.50', 'TRUE', '0.30000000000000004')),
);

/** Rows as texts, the column `id` in front. */
function makeRows(seed: number): string[][] {
  return fc.sample(row, { numRuns: ROWS, seed }).map((values, i) => [String(i + 1), ...values]);
}

const inCsv = (rows: string[][]): string => [COLUMNS, ...rows].map((fields) => `${fields.join(',')}\n`).join('');

async function attach(name: string): Promise<string> {
  await service.pool.query(
    `CREATE TABLE public.${name} (${Object.entries(TYPES)
      .map((column) => column.join(' '))
      .join(', ')})`,
  );
  return (await service.api.ask('POST', '/api/tables/attach', { schema: 'public', name })).id;
}

async function load(bytes: Uint8Array | string, file: string, body: object) {
  const { id } = await service.api.upload(bytes, file);
  return service.api.ended((await service.api.import({ fileId: id, ...body } as never)).id, 300_000);
}

/** The table's rows as text, floats and times as they were written. */
async function rowsOf(name: string): Promise<string[][]> {
  const { rows } = await service.pool.query({
    text: `SELECT id::text, n::text, big::text, small::text, f8::text, f4::text,
      to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), to_char(moment, 'YYYY-MM-DD HH24:MI:SS.US'), to_char(day, 'YYYY-MM-DD'),
      yes::text, note FROM public.${name} ORDER BY public.${name}.id`,
    rowMode: 'array',
  });
  return rows.map((fields: string[]) =>
    fields.map((field, i) => {
      if (COLUMNS[i] === 'f8') return String(Number(field));
      if (COLUMNS[i] === 'f4') return String(Math.fround(Number(field)));
      return COLUMNS[i] === 'at' || COLUMNS[i] === 'moment' ? field.replace(/000$/, '') : field;
    }),
  );
}

for (const format of ['csv', 'xlsx'] as const) {
  test(`P38 P29: a ${format} of texts goes in as it is written, and its export changes nothing`, async () => {
    const name = `exact_${format}`;
    const rows = makeRows(20_260_101);
    const id = await attach(name);
    const bytes = format === 'csv' ? inCsv(rows) : await makeWorkbook([COLUMNS, ...rows]);
    const job = await load(bytes, `exact.${format}`, { table: { id } });
    expect(job).toMatchObject({ state: 'succeeded', counts: { read: ROWS, inserted: ROWS, rejected: 0 } });
    expect(await rowsOf(name)).toEqual(rows);

    for (const back of ['xlsx', 'csv', 'tsv'] as const) {
      const made = await service.api.ended((await service.api.export({ tableId: id, format: back })).id, 300_000);
      const again = await load(await service.api.download(made.id), `again.${back}`, {
        table: { id },
        mode: 'upsert',
        key: ['id'],
      });
      expect(again).toMatchObject({
        state: 'succeeded',
        counts: { read: ROWS, inserted: 0, updated: 0, unchanged: ROWS, rejected: 0 },
      });
    }
    expect(await rowsOf(name)).toEqual(rows);
  }, 600_000);
}

test('P38: times keep their microseconds', async () => {
  const id = await attach('exact_micros');
  const times = ['2026-01-02 03:04:05.123456', '1999-12-31 23:59:59.999999', '0044-03-15 00:00:00.000001'];
  const csv = `id,at,moment\n${times.map((text, i) => `${i},${text}Z,${text}\n`).join('')}`;
  expect(await load(csv, 'micros.csv', { table: { id } })).toMatchObject({ counts: { inserted: 3, rejected: 0 } });
  expect((await rowsOf('exact_micros')).map((fields) => [fields[6], fields[7]])).toEqual(
    times.map((text) => [text, text]),
  );
});
