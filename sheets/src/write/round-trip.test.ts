import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ANY_CHARACTER } from '../../../tests/support/any-character.ts';
import { runsOf } from '../../fixtures/runs.ts';
import { detectDialect } from '../csv/dialect.ts';
import { decode } from '../decode.ts';
import { inspect, preview } from '../inspect.ts';
import type { ColumnType, Dialect, EncodePlan, Wire } from '../model.ts';
import { encode } from './encode.ts';

const folder = mkdtempSync(join(tmpdir(), 'round-trip-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

type Row = (string | null)[];

const columns: { type: ColumnType; wire: Wire; currency?: string }[] = [
  { type: 'integer', wire: 'int8', currency: 'VND' },
  { type: 'text', wire: 'text' },
  { type: 'decimal', wire: 'numeric', currency: 'EUR' },
  { type: 'boolean', wire: 'bool' },
  { type: 'date', wire: 'date' },
  { type: 'datetime', wire: 'timestamp' },
  { type: 'decimal', wire: 'float8' },
  { type: 'time', wire: 'time' },
];

/** One COPY TEXT row, as PostgreSQL writes it. */
function copyRow(fields: Row): string {
  const escapes: Record<string, string> = {
    '\\': '\\\\',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\v': '\\v',
  };
  return `${fields.map((field) => (field === null ? '\\N' : field.replace(/[\\\b\f\n\r\t\v]/g, (c) => escapes[c]!))).join('\t')}\n`;
}

async function* stream(rows: Row[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(rows.map(copyRow).join(''));
  const half = Math.floor(bytes.length / 2);
  yield bytes.subarray(0, half);
  yield bytes.subarray(half);
}

/** Exports the rows and imports the file; the values come back as PostgreSQL would print them. */
async function roundTrip(format: 'xlsx' | 'csv' | 'tsv', rows: Row[]): Promise<Row[]> {
  const path = join(folder, `${files++}.${format}`);
  const plan: EncodePlan = {
    path,
    format,
    sheets: [{ name: 's', columns: columns.map(({ wire: _, ...column }, i) => ({ header: `c${i}`, ...column })) }],
  };
  await encode(plan, [stream(rows)], () => {});
  const dialect: Dialect | undefined =
    format === 'xlsx'
      ? undefined
      : {
          ...(await detectDialect(path)),
          delimiter: format === 'csv' ? ',' : '\t',
          quote: '"',
          decimal: '.',
          dateOrder: 'ymd',
        };
  const pieces: Uint8Array[] = [];
  const said = decode({
    path,
    format,
    ...(dialect && { dialect }),
    sheet: 0,
    headerRow: 1,
    columns: columns.map(({ type, wire }, source) => ({ source, type, wire, trim: false })),
    rowNumbers: false,
  });
  for await (const message of said) {
    if (message.kind === 'rejects') expect(message.rejects).toEqual([]);
    if (message.kind === 'rows') pieces.push(message.bytes);
  }
  rmSync(path);
  return readTuples(Buffer.concat(pieces));
}

/** COPY BINARY tuples as text (PostgreSQL docs, "COPY", Binary Format). */
function readTuples(bytes: Buffer): Row[] {
  const rows: Row[] = [];
  for (let at = 19; bytes.readInt16BE(at) >= 0; ) {
    const row: Row = [];
    const count = bytes.readInt16BE(at);
    at += 2;
    for (let i = 0; i < count; i++) {
      const length = bytes.readInt32BE(at);
      at += 4;
      row.push(length < 0 ? null : print(columns[i]!.wire, bytes.subarray(at, at + length)));
      at += Math.max(0, length);
    }
    rows.push(row);
  }
  return rows;
}

function print(wire: Wire, bytes: Buffer): string {
  if (wire === 'int8') return String(bytes.readBigInt64BE());
  if (wire === 'bool') return bytes[0] === 1 ? 't' : 'f';
  if (wire === 'float8') return String(bytes.readDoubleBE());
  if (wire === 'date') {
    const day = bytes.readInt32BE();
    if (Math.abs(day) >= 0x7fffffff) return day > 0 ? 'infinity' : '-infinity';
    return printDay(BigInt(day) * DAY_MICROS);
  }
  if (wire === 'timestamp') {
    const all = bytes.readBigInt64BE();
    if (all === 2n ** 63n - 1n || all === -(2n ** 63n)) return all > 0n ? 'infinity' : '-infinity';
    const micros = ((all % DAY_MICROS) + DAY_MICROS) % DAY_MICROS;
    return printDay(all - micros, ` ${printClock(micros)}`);
  }
  if (wire === 'time') return printClock(bytes.readBigInt64BE());
  return wire === 'numeric' ? printNumeric(bytes) : bytes.toString('utf8');
}

const DAY_MICROS = 86_400_000_000n;

/** As date_out and timestamp_out have it: `0044-03-15 BC`, `12024-01-31 10:00:00`. */
function printDay(micros: bigint, clock = ''): string {
  const date = new Date(Date.UTC(2000, 0, 1) + Number(micros / 1000n));
  const year = date.getUTCFullYear();
  const shown = String(year > 0 ? year : 1 - year).padStart(4, '0');
  return `${shown}-${date.toISOString().slice(-19, -14)}${clock}${year > 0 ? '' : ' BC'}`;
}

/** As time_out has it: zeros at the end of a fraction are left out. */
function printClock(micros: bigint): string {
  const [hours, minutes, seconds] = [3_600_000_000n, 60_000_000n, 1_000_000n].map((unit, i) =>
    String(i === 0 ? micros / unit : (micros / unit) % 60n).padStart(2, '0'),
  );
  const rest = micros % 1_000_000n;
  return `${hours}:${minutes}:${seconds}${rest === 0n ? '' : `.${String(rest).padStart(6, '0').replace(/0+$/, '')}`}`;
}

function printNumeric(bytes: Buffer): string {
  const special = ({ 49152: 'NaN', 53248: 'Infinity', 61440: '-Infinity' } as Record<number, string>)[
    bytes.readUInt16BE(4)
  ];
  if (special !== undefined) return special;
  const groups = Array.from({ length: bytes.readInt16BE(0) }, (_, i) =>
    String(bytes.readInt16BE(8 + 2 * i)).padStart(4, '0'),
  );
  const whole = bytes.readInt16BE(2) + 1;
  while (groups.length < whole) groups.push('0000');
  for (let i = whole; i < 0; i++) groups.unshift('0000');
  const text = `${groups.slice(0, Math.max(0, whole)).join('')}.${groups.slice(Math.max(0, whole)).join('')}`;
  return plain(`${bytes.readUInt16BE(4) === 0x4000 ? '-' : ''}${text}`);
}

/** A number without zeros that say nothing. */
function plain(number: string): string {
  if (/[IN]/.test(number)) return number;
  const [, sign, whole, fraction] = /^(-?)0*(\d*)\.?(\d*?)0*$/.exec(number)!;
  const text = `${whole || '0'}${fraction ? `.${fraction}` : ''}`;
  return text === '0' ? '0' : sign + text;
}

const special = [
  '=',
  '+',
  '-',
  '@',
  "'",
  '＝',
  '－',
  '\t',
  '\r',
  '\n',
  '"',
  ',',
  '_x0041_',
  '_x',
  ' ',
  '\u0001',
  '\\',
  '\\N',
  '&',
  '<',
  ']]>',
  '\ufffe',
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...special), fc.string({ unit: ANY_CHARACTER, minLength: 1, maxLength: 3 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(''))
  .filter((value) => !value.includes('\0') && /[^\p{White_Space}\ufeff\u200b]/u.test(value));
const numeric = fc
  .tuple(
    fc.boolean(),
    fc.integer({ min: 0, max: 24 }).chain((digits) => fc.bigInt(0n, 10n ** BigInt(digits))),
    fc.option(fc.stringMatching(/^\d{1,20}$/)),
  )
  .map(([minus, whole, fraction]) => `${minus ? '-' : ''}${whole}${fraction === null ? '' : `.${fraction}`}`);
/** Days since 2000-01-01: of four-digit years, and all that a timestamp has and Date knows. */
const day = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -730_119, max: 2_921_939 }) },
  fc.integer({ min: -2_451_545, max: 98_000_000 }),
  fc.constantFrom(-36_525, -36_524, -36_466, -36_465, 2_921_939, 2_921_940, -730_119, -730_120),
);
const LAST_MICRO = 86_399_999_999;
const clock = fc
  .oneof(
    fc.constantFrom(0, 1, 999, LAST_MICRO, LAST_MICRO - 999),
    fc.nat(LAST_MICRO),
    fc.nat(86_399_999).map((ms) => ms * 1000),
    fc.nat(86_399).map((seconds) => seconds * 1_000_000),
  )
  .map(BigInt);
const endless = fc.constantFrom('infinity', '-infinity');
const row = fc.tuple(
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String),
  fc.option(text),
  fc.option(fc.oneof({ weight: 8, arbitrary: numeric }, fc.constantFrom('NaN', 'Infinity', '-Infinity'))),
  fc.option(fc.constantFrom('t', 'f')),
  fc.option(fc.oneof({ weight: 8, arbitrary: day.map((days) => printDay(BigInt(days) * DAY_MICROS)) }, endless)),
  fc.option(
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .tuple(day, clock)
          .map(([days, micros]) => printDay(BigInt(days) * DAY_MICROS, ` ${printClock(micros)}`)),
      },
      endless,
    ),
  ),
  fc
    .option(
      fc.oneof(
        { weight: 8, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
        fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
      ),
    )
    .map((value) => (value === null ? null : String(value === 0 ? 0 : value))),
  fc.option(fc.oneof(clock.map(printClock), fc.constant('24:00:00'))),
);

describe('export, then import', () => {
  it('the currency of a column is in its number format, and is found there again', async () => {
    const path = join(folder, 'currencies.xlsx');
    const money = ['USD', 'EUR', 'VND', '₡', undefined, 'a"b'];
    const amounts = money.map((currency, i) => ({
      header: `c${i}`,
      type: i === 2 ? ('integer' as const) : ('decimal' as const),
      ...(currency !== undefined && { currency }),
    }));
    const rows = Array.from({ length: 5 }, (_, i) =>
      amounts.map(({ type }) => (type === 'integer' ? `${i}000` : `-${i}.5`)),
    );
    await encode({ path, format: 'xlsx', sheets: [{ name: 's', columns: amounts }] }, [stream(rows)], () => {});
    const { sheets } = await inspect(path);
    expect(sheets[0]!.columns.map(({ type, currency }) => [type, currency])).toEqual([
      ['decimal', 'USD'],
      ['decimal', 'EUR'],
      ['integer', 'VND'],
      ['decimal', '₡'],
      ['decimal', undefined],
      ['decimal', undefined],
    ]);
    const { rows: shown } = await preview(path, { sheet: 0, limit: 2 });
    expect(shown[1]!.cells.slice(0, 3)).toEqual(['-USD 0.50', '-EUR 0.50', 'VND 0']);
  });

  for (const format of ['xlsx', 'csv', 'tsv'] as const) {
    it(`P29: ${format}: every value comes back as it was`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
          const expected = rows.map((fields) =>
            fields.map((field, i) => (field !== null && columns[i]!.wire === 'numeric' ? plain(field) : field)),
          );
          expect(await roundTrip(format, rows)).toEqual(expected);
        }),
        { numRuns: runsOf(60) },
      );
    }, 600_000);
  }
});
