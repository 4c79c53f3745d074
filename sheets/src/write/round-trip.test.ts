import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { detectDialect } from '../csv/dialect.ts';
import { decode } from '../decode.ts';
import type { ColumnType, Dialect, EncodePlan, Wire } from '../model.ts';
import { encode } from './encode.ts';

const folder = mkdtempSync(join(tmpdir(), 'round-trip-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

type Row = (string | null)[];

const columns: { type: ColumnType; wire: Wire }[] = [
  { type: 'integer', wire: 'int8' },
  { type: 'text', wire: 'text' },
  { type: 'decimal', wire: 'numeric' },
  { type: 'boolean', wire: 'bool' },
  { type: 'date', wire: 'date' },
  { type: 'datetime', wire: 'timestamp' },
  { type: 'decimal', wire: 'float8' },
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
    sheets: [{ name: 's', columns: columns.map(({ type }, i) => ({ header: `c${i}`, type })) }],
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
  if (wire === 'date')
    return new Date(Date.UTC(2000, 0, 1) + bytes.readInt32BE() * 86_400_000).toISOString().slice(0, 10);
  if (wire === 'timestamp') {
    const all = bytes.readBigInt64BE();
    const micros = ((all % 1000n) + 1000n) % 1000n;
    return printMoment(new Date(Date.UTC(2000, 0, 1) + Number((all - micros) / 1000n)), Number(micros));
  }
  return wire === 'numeric' ? printNumeric(bytes) : bytes.toString('utf8');
}

function printMoment(moment: Date, micros: number): string {
  const text = moment.toISOString().replace('T', ' ').slice(0, -1);
  return micros === 0 ? text.replace(/\.000$/, '') : `${text}${String(micros).padStart(3, '0')}`;
}

function printNumeric(bytes: Buffer): string {
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
  .array(fc.oneof(fc.constantFrom(...special), fc.string({ unit: 'binary', minLength: 1, maxLength: 3 })), {
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
const day = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});
const row = fc.tuple(
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String),
  fc.option(text),
  fc.option(numeric),
  fc.option(fc.constantFrom('t', 'f')),
  fc.option(day.map((date) => date.toISOString().slice(0, 10))),
  fc.option(fc.tuple(day, fc.oneof(fc.constant(0), fc.nat(999))).map(([date, micros]) => printMoment(date, micros))),
  fc.option(
    fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 })
      .map((value) => String(Number(value.toPrecision(15))))
      .filter((value) => !/e/.test(value)),
  ),
);

describe('export, then import', () => {
  for (const format of ['xlsx', 'csv', 'tsv'] as const) {
    it(`P29: ${format}: every value comes back as it was`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
          const expected = rows.map((fields) =>
            fields.map((field, i) => (field !== null && columns[i]!.wire === 'numeric' ? plain(field) : field)),
          );
          expect(await roundTrip(format, rows)).toEqual(expected);
        }),
        { numRuns: Number(process.env.FUZZ_RUNS ?? 60) },
      );
    }, 600_000);
  }
});
