import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';
import { makeWorkbook } from '../support/workbooks.ts';

/** What somebody wrote is what the table holds, digit by digit, and what it gives back changes nothing. */
let service: Service;
beforeAll(async () => {
  service = await shareService();
});

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
      if (field === null) return field;
      if (COLUMNS[i] === 'f8') return String(Number(field));
      if (COLUMNS[i] === 'f4') return String(Math.fround(Number(field)));
      return COLUMNS[i] === 'at' || COLUMNS[i] === 'moment' ? field.replace(/000$/, '') : field;
    }),
  );
}

for (const format of ['csv', 'xlsx'] as const) {
  test(`P38 P29: a ${format} of texts goes in as it is written, and its export changes nothing`, {
    tags: ['long'],
    timeout: 600_000,
  }, async () => {
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
  });
}

test('a currency stays with its column: shown, exported, and imported again', { tags: ['long'] }, async () => {
  const amounts = Array.from({ length: 20 }, (_, i) => `Item ${i};1.23${i % 10},5${i % 7} €;${i}.000 ₫;${i},25`);
  const made = await load(`item;price;fee;weight\n${amounts.join('\n')}\n`, 'prices.csv', {
    table: { create: { name: 'Prices' } },
    key: ['item'],
  });
  expect(made).toMatchObject({ state: 'succeeded', counts: { inserted: 20, rejected: 0 } });
  const table = await service.api.table(made.tableId!);
  expect(table.columns.map(({ label, type, currency }) => [label, type, currency])).toEqual([
    ['item', 'text', undefined],
    ['price', 'decimal', 'EUR'],
    ['fee', 'decimal', 'VND'],
    ['weight', 'decimal', undefined],
  ]);
  // A change of a column keeps it.
  await service.api.ask('PATCH', `/api/tables/${table.id}`, { columns: [{ column: 'price', label: 'Unit price' }] });
  const exported = await service.api.ended((await service.api.export({ tableId: table.id, format: 'xlsx' })).id);
  const { id } = await service.api.upload(await service.api.download(exported.id), 'prices.xlsx');
  const { sheets } = await service.api.inspected(id);
  expect(sheets![0]!.columns.map(({ header, currency }) => [header, currency])).toEqual([
    ['item', undefined],
    ['Unit price', 'EUR'],
    ['fee', 'VND'],
    ['weight', undefined],
  ]);
  const again = await service.api.ended(
    (await service.api.import({ fileId: id, table: { id: table.id }, mode: 'upsert', key: ['item'] } as never)).id,
  );
  expect(again).toMatchObject({ state: 'succeeded', counts: { updated: 0, unchanged: 20, rejected: 0 } });
});

test('P38: times keep their microseconds', async () => {
  const id = await attach('exact_micros');
  const times = ['2026-01-02 03:04:05.123456', '1999-12-31 23:59:59.999999', '0044-03-15 00:00:00.000001'];
  const csv = `id,at,moment\n${times.map((text, i) => `${i},${text}Z,${text}\n`).join('')}`;
  expect(await load(csv, 'micros.csv', { table: { id } })).toMatchObject({ counts: { inserted: 3, rejected: 0 } });
  expect((await rowsOf('exact_micros')).map((fields) => [fields[6], fields[7]])).toEqual(
    times.map((text) => [text, text]),
  );
});

/** A Postgres type, with its values as Postgres reads them: the odd ones, and any other. */
const ANY_TYPE: Record<string, { odd: string[]; any?: fc.Arbitrary<string> }> = {
  smallint: { odd: ['-32768', '32767'] },
  integer: { odd: ['-2147483648', '2147483647'] },
  bigint: { odd: ['-9223372036854775808', '9223372036854775807', '9007199254740993'] },
  numeric: { odd: ['NaN', 'Infinity', '-Infinity', '0.000', '1e-30', '12345678901234567890.123456789'], any: numeric },
  'numeric(20,4)': { odd: ['NaN', '-0.0001', '9999999999999999.9999'] },
  real: {
    odd: ['NaN', 'Infinity', '-Infinity', '1e-45', '3.4028235e38', '-0', '0.1'],
    any: float(fc.float({ noNaN: true, noDefaultInfinity: true })),
  },
  'double precision': {
    odd: ['NaN', 'Infinity', '-Infinity', '5e-324', '1.7976931348623157e308', '0.30000000000000004'],
    any: float(fc.double({ noNaN: true, noDefaultInfinity: true })),
  },
  boolean: { odd: ['true', 'false'] },
  date: {
    odd: [
      'infinity',
      '-infinity',
      '4714-11-24 BC',
      '0044-03-15 BC',
      '0001-01-01',
      '1899-12-31',
      '1900-01-01',
      '1900-02-28',
      '9999-12-31',
      '10000-01-01',
      '5874897-12-31',
    ],
    any: time.map((text) => text.slice(0, 10)),
  },
  timestamp: {
    odd: [
      'infinity',
      '-infinity',
      '4714-11-24 00:00:00 BC',
      '0044-03-15 10:00:00.000001 BC',
      '1899-12-31 23:59:59.999999',
      '1900-01-01 00:00:00.5',
      '9999-12-31 23:59:59.999999',
      '294276-12-31 23:59:59.999999',
      '2026-01-02 03:04:05.123456',
    ],
    any: time,
  },
  timestamptz: {
    odd: [
      'infinity',
      '-infinity',
      '0044-03-15 10:00:00.000001+00 BC',
      '9999-12-31 23:59:59.999999+00',
      '2026-01-02 03:04:05.123456+05:30',
      '1850-01-01 00:00:00+00',
    ],
    any: time.map((text) => `${text}+00`),
  },
  time: { odd: ['00:00:00', '24:00:00', '23:59:59.999999', '08:30:15.123456', '08:30:00.5'] },
  timetz: { odd: ['08:30:00+07', '23:59:59.999999-05:30', '24:00:00+00'] },
  interval: { odd: ['1 year 2 mons -3 days 04:05:06.789', '-00:00:00.000001', '36:00:00'] },
  text: { odd: ['NaN', '007', '1E5', '=1+1', "'x", 'infinity', '24:00', '1.50', 'TRUE'] },
  'varchar(10)': { odd: ['00123', '+84', '1/2'] },
  'char(5)': { odd: ['ab', '12345'] },
  uuid: { odd: ['00000000-0000-0000-0000-000000000001'] },
  json: { odd: ['{"a": [1, null]}', '1.0'] },
  jsonb: { odd: ['{"a": "1E5"}', '12345678901234567890'] },
  bytea: { odd: ['\\x00ff', '\\x'] },
  inet: { odd: ['10.0.0.1/8', '::1'] },
  cidr: { odd: ['10.0.0.0/8'] },
  macaddr: { odd: ['08:00:2b:01:02:03'] },
  money: { odd: ['-92233720368547758.08', '0.01'] },
  'bit varying': { odd: ['0010'] },
  'integer[]': { odd: ['{1,NULL,-3}', '{}'] },
  'text[]': { odd: ['{"a,b","1E5",NULL}'] },
  int4range: { odd: ['[1,5)', 'empty'] },
  point: { odd: ['(1.5,-2)'] },
  tsvector: { odd: ["'a' 'b':2"] },
};

test('P29: of every type, an export takes back what it gave, in every format, and changes nothing', async () => {
  const types = Object.entries(ANY_TYPE);
  const columns = types.map((_, i) => `c${i}`);
  await service.pool.query(
    `CREATE TABLE public.any_type (id integer PRIMARY KEY, ${types.map(([type], i) => `c${i} ${type}`).join(', ')})`,
  );
  const most = Math.max(...types.map(([, { odd }]) => odd.length)) + 40;
  const made = types.map(([, { odd, any }]) => [
    null,
    ...odd,
    ...(any ? fc.sample(any, { numRuns: most, seed: 20_260_101 }) : []),
  ]);
  for (let row = 0; row < most; row++) {
    const values = made.map((of) => (row < of.length ? of[row]! : of[row % of.length]!));
    await service.pool.query(
      `INSERT INTO public.any_type (id, ${columns.join(', ')}) VALUES (${row}, ${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
      values,
    );
  }
  const dump = async () => (await service.pool.query('SELECT t::text FROM public.any_type t ORDER BY id')).rows;
  const before = await dump();
  const id = (await service.api.ask('POST', '/api/tables/attach', { schema: 'public', name: 'any_type' })).id;
  for (const format of ['xlsx', 'csv', 'tsv'] as const) {
    const exported = await service.api.ended((await service.api.export({ tableId: id, format })).id, 300_000);
    const again = await load(await service.api.download(exported.id), `any.${format}`, {
      table: { id },
      mode: 'upsert',
      key: ['id'],
    });
    expect(
      again,
      JSON.stringify((await service.api.ask('GET', `/api/jobs/${again.id}/rejects`)).rejects?.slice(0, 5)),
    ).toMatchObject({
      state: 'succeeded',
      counts: { read: most, inserted: 0, updated: 0, unchanged: most, rejected: 0 },
    });
    expect(await dump()).toEqual(before);
  }
}, 600_000);

test('P38: moments with offsets stay different ones, in a column that knows its time zone', {
  tags: ['long'],
}, async () => {
  const { id } = await service.api.upload(
    readFileSync(new URL('../cases/offsets.csv', import.meta.url)),
    'offsets.csv',
  );
  const job = await service.api.ended(
    (await service.api.import({ fileId: id, table: { create: { name: 'Offsets' } }, key: ['id'] } as never)).id,
  );
  expect(job).toMatchObject({ state: 'succeeded', counts: { inserted: 3, rejected: 0 } });
  const { rows } = await service.pool.query(
    `SELECT pg_typeof(at)::text AS type, to_char(at AT TIME ZONE 'UTC', 'HH24:MI') AS at FROM public.offsets ORDER BY id`,
  );
  expect(rows).toEqual(['03:00', '10:00', '15:00'].map((at) => ({ type: 'timestamp with time zone', at })));
  // Into a column that knows none, they go as UTC.
  const table = await attach('exact_offsets');
  const csv = 'id,moment\n1,2024-01-31T10:00:00+07:00\n2,2024-01-31T10:00:00Z\n3,2024-01-31T10:00:00-05:00\n';
  expect(await load(csv, 'moments.csv', { table: { id: table } })).toMatchObject({ counts: { inserted: 3 } });
  expect((await rowsOf('exact_offsets')).map((fields) => fields[7]!.slice(11, 16))).toEqual([
    '03:00',
    '10:00',
    '15:00',
  ]);
});

/** Imports a small file with the defaults into a new table, and gives its rows in the order of the file. */
async function importCase(file: string, name: string, body: object = {}) {
  const bytes = await readFile(new URL(`../cases/${file}`, import.meta.url));
  const uploaded = await service.api.upload(bytes, file);
  await service.api.inspected(uploaded.id);
  const job = await service.api.import({ fileId: uploaded.id, table: { create: { name } }, ...body } as never);
  const ended = await service.api.ended(job.id);
  const { rows } = await service.pool.query({ text: `SELECT * FROM public.${name}`, rowMode: 'array' });
  // The last column is the row's own number.
  return { ended, rows: (rows as unknown[][]).map((row) => row.slice(0, -1)) };
}

test('a word for nothing in a column of numbers is blank, and text where a person says so', {
  tags: ['long'],
}, async () => {
  const { ended, rows } = await importCase('nothing-word-NA.csv', 'nothing_na');
  expect(ended).toMatchObject({ state: 'succeeded', counts: { inserted: 20, rejected: 0 } });
  expect(rows.slice(3, 6).map((row) => row.slice(-2))).toEqual([
    ['1021', null],
    ['1028', '1.24'],
    [null, '1.55'],
  ]);
  const kept = await importCase('nothing-word-NA.csv', 'nothing_kept', {
    mapping: { rate: { column: 'rate', type: 'text' } },
  });
  expect(kept.rows[3]!.at(-1)).toBe('NA');
});

test('an error cell costs the cell and is listed, or costs the row where a person says so', {
  tags: ['long'],
}, async () => {
  const { ended, rows } = await importCase('error-cell.xlsx', 'error_blank');
  expect(ended).toMatchObject({
    state: 'succeeded',
    counts: { inserted: 12, rejected: 0 },
    result: {
      warned: 1,
      warnings: [
        { column: 'Ratio', code: 'error_cell_blank', severity: 'warning', count: 1, rows: [6], examples: ['#DIV/0!'] },
      ],
    },
  });
  expect(rows[4]!.slice(-4)).toEqual(['3714', 'Part 4', '0', null]);
  const strict = await importCase('error-cell.xlsx', 'error_reject', { errorCells: 'reject' });
  expect(strict.ended).toMatchObject({ counts: { inserted: 11, rejected: 1 } });
});

test('codes keep what their number format shows, telephone numbers their plus, typed decimals every digit', {
  tags: ['long'],
}, async () => {
  const codes = await importCase('number-format-zeros.xlsx', 'shown_codes');
  expect(codes.rows[0]!.slice(0, 4)).toEqual(['Boston', '02108', 'EMP-0007', '0.125']);
  const phones = await importCase('phone-plus.csv', 'plus_phones');
  expect(phones.rows[0]!.slice(-2)).toEqual(['Ann', '+84901234567']);
  const typed = await importCase('number-as-text-xlsxwriter.xlsx', 'typed_decimals');
  expect(typed.rows.map((row) => row.at(-1))).toEqual([
    '0.30000000000000004',
    '0.2857142857142857',
    '0.3333333333333333',
    '12.5',
  ]);
  const one = await importCase('number-as-text-17-digits.xlsx', 'typed_decimal');
  expect(one.rows[0]!.at(-1)).toBe('0.30000000000000004');
});

test('a column of dates of which two are none is one of dates, and two rows are rejected', {
  tags: ['long'],
}, async () => {
  const { ended, rows } = await importCase('dates-two-bad.csv', 'dates_two_bad');
  expect(ended).toMatchObject({ counts: { inserted: 58, rejected: 2 } });
  expect(rows[0]!.at(-1)).toBeInstanceOf(Date);
});
