import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { runsOf } from '../../fixtures/runs.ts';
import type { ColumnType, ParquetType, TextOptions } from '../model.ts';
import { Tally } from './column-totals.ts';
import { DelimitedEncoder } from './delimited-rows.ts';
import { openPage } from './parquet/column-pages.ts';
import { FieldTable } from './parquet/field-table.ts';
import { ROW_MARK, ROW_NEXT } from './row-constant.ts';
import { copyRow, type RowEncoder, recycle } from './row-encoder.ts';
import { SheetEncoder } from './sheet-xml.ts';

/** Compiled code must write, byte for byte, what JavaScript writes. */

const TYPES: ColumnType[] = ['text', 'integer', 'decimal', 'boolean', 'date', 'datetime', 'time'];

const piece = fc.constantFrom(
  ...[
    '=',
    '+',
    '-',
    '@',
    '＝',
    '＋',
    '－',
    '＠',
    '￣',
    '\ufffd',
    '\t',
    '\r',
    '\n',
    '\b',
    '\f',
    '\v',
    '\u0001',
    '\\',
    '\\N',
  ],
  ...[',', ';', ':', '|', '"', "'", "''", '""', ' ', 'a', '1', 'đ', 'ễ', '😀', '<', '>', '&', '_x0041_', '_', '.'],
  ...['=1+1', ";'=1", ',"-2', 'sixteen bytes ok', 'fifteen bytes !', 'Một đoạn văn dài hơn'],
);
const text = fc.oneof(
  { weight: 8, arbitrary: fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }).map((one) => one.replaceAll('\0', '')) },
);
const date = [
  '0001-01-01',
  '1899-12-31',
  '1900-02-28',
  '2024-02-29',
  '9999-12-31',
  '12024-01-31',
  '0044-03-15 BC',
  '-infinity',
];
const VALUES: Record<ColumnType, fc.Arbitrary<string>> = {
  text,
  integer: fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
    fc.integer({ min: -1000, max: 1000 }).map(String),
  ),
  decimal: fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.constantFrom(
      'NaN',
      'Infinity',
      '-Infinity',
      '-0',
      '0.00',
      '1e+20',
      '-1.5e-07',
      '123456789012345678901234567890.25',
    ),
    fc.integer({ min: -(10 ** 9), max: 10 ** 9 }).map((value) => (value / 1000).toFixed(3)),
  ),
  boolean: fc.constantFrom('t', 'f'),
  date: fc.constantFrom(...date, 'infinity'),
  datetime: fc.oneof(
    fc
      .tuple(fc.constantFrom('1900-03-01', '2024-12-31'), fc.nat(86_399), fc.nat(999_999))
      .map(([day, second, micros]) => {
        const clock = new Date(second * 1000).toISOString().slice(11, 19);
        return `${day} ${clock}${micros % 3 === 0 ? '' : `.${String(micros).padStart(6, '0').replace(/0+$/, '')}`}`;
      }),
    fc.constantFrom(...date.map((day) => day.replace(/^\d+-\d\d-\d\d/, '$& 23:59:59.000001'))),
  ),
  time: fc.constantFrom('00:00:00', '24:00:00', '12:34:56.5'),
};

/** Columns, and COPY TEXT of rows of them, cut at row ends. */
const rows = fc
  .array(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 8 })
  .chain((types) =>
    fc.record({
      types: fc.constant(types),
      cells: fc.array(fc.tuple(...types.map((type) => fc.option(VALUES[type], { freq: 5, nil: null }))), {
        maxLength: 40,
      }),
      cuts: fc.array(fc.nat(40), { maxLength: 3 }),
    }),
  )
  .map(({ types, cells, cuts }) => ({
    types,
    runs: [...new Set([0, ...cuts, cells.length])]
      .sort((a, b) => a - b)
      .map((from, i, all) => Buffer.concat(cells.slice(from, all[i + 1] ?? cells.length).map(copyRow))),
  }));

const options: fc.Arbitrary<TextOptions> = fc
  .record({
    delimiter: fc.constantFrom(',' as const, ';' as const, '\t' as const, '|' as const, undefined),
    decimalMark: fc.constantFrom('.' as const, ',' as const, undefined),
    lineEnd: fc.constantFrom('crlf' as const, 'lf' as const, undefined),
    nullText: fc.constantFrom(undefined, '', 'NULL', '\\N'),
  })
  .map((one) =>
    one.decimalMark === ',' && (one.delimiter ?? ',') === ',' ? { ...one, delimiter: ';' as const } : one,
  );

function encodeRuns(encoder: RowEncoder, spare: Buffer[], runs: Buffer[]): Buffer {
  const blocks: Buffer[] = [];
  const take = () => {
    const block = encoder.take();
    blocks.push(Buffer.from(block));
    recycle(spare, block);
  };
  for (const bytes of runs) {
    for (let from = encoder.encode(bytes, 0, bytes.length); from < bytes.length && encoder.rows < encoder.rowLimit; ) {
      take();
      from = encoder.encode(bytes, from, bytes.length);
    }
  }
  take();
  return Buffer.concat(blocks);
}

describe('compiled encoders write what JavaScript writes', () => {
  test('delimited text', () => {
    fc.assert(
      fc.property(rows, options, ({ types, runs }, text) => {
        const columns = types.map((type) => ({ type }));
        const encode = (plain: boolean) => {
          const spare: Buffer[] = [];
          const encoder = new DelimitedEncoder(columns, text, spare, plain);
          return { bytes: encodeRuns(encoder, spare, runs).toString('latin1'), rows: encoder.rows };
        };
        expect(encode(true)).toEqual(encode(false));
      }),
      { numRuns: runsOf(150) },
    );
  });

  test('over many blocks, and it takes nearly all rows', () => {
    const row = copyRow(['7', 'a text, and "more"', null, '-1.5', 'x'.repeat(100)]);
    // Longer than what is encoded at once, and than a block.
    const long = [300_000, 1_100_000].map((length) => copyRow(['8', 'a,-"'.repeat(length / 4), null, '1', '']));
    const bytes = Buffer.concat([...Array.from({ length: 40_000 }, () => row), ...long, row]);
    const columns = (['integer', 'text', 'text', 'decimal', 'text'] as const).map((type) => ({ type }));
    const counted = [false, true].map((plain) => {
      let bySlow = 0;
      const spare: Buffer[] = [];
      const encoder = new (class extends DelimitedEncoder {
        protected override encodeRow(...row: [Uint8Array, number]): number {
          bySlow++;
          return super.encodeRow(...row);
        }
      })(columns, {}, spare, plain);
      const written = encodeRuns(encoder, spare, [bytes]);
      return { bySlow, bytes: written };
    });
    expect(counted[1]!.bytes.equals(counted[0]!.bytes)).toBe(true);
    expect(counted[0]!.bySlow).toBe(40_003);
    expect(counted[1]!.bySlow).toBeLessThan(40);
  });

  test('rows of a worksheet', () => {
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom(0, 1, 98, 1_048_500),
        fc.constantFrom('', ' ht="20"'),
        (table, start, attributes) => {
          const cells = table.types.map((type, i) => ({
            type,
            letters: ['A', 'Z', 'AA', 'XFD'][i % 4]!,
            value: i,
            text: 40,
            quoted: 41,
            tally: null,
          }));
          const encode = (plain: boolean) => {
            const spare: Buffer[] = [];
            const encoder = new SheetEncoder({ cells, attributes, start }, { text: 0, quoted: 0 }, spare, 30, plain);
            const bytes = encodeRuns(encoder, spare, table.runs).toString('latin1');
            return { bytes, rows: encoder.rows, hasQuoted: encoder.hasQuoted };
          };
          expect(encode(true)).toEqual(encode(false));
        },
      ),
      { numRuns: runsOf(150) },
    );
  });

  test('rows of a template: totals, what stands between the values, texts of several values, both date systems', () => {
    const constant = fc
      .array(fc.constantFrom('<c r="B', ROW_MARK, '"><f>1+1</f></c>', ROW_NEXT, '<v>7</v>', '</row><row r="'), {
        maxLength: 8,
      })
      .map((pieces) => pieces.join(''));
    const between = fc.option(
      fc.oneof(
        constant.map((xml) => ({ first: xml, rest: xml })),
        constant.map((xml) => ({ first: `<f t="shared" ref="A2:A9">1</f>${xml}`, rest: xml })),
      ),
      { nil: undefined },
    );
    const joined = fc.record({ opens: fc.boolean(), lead: fc.constantFrom('', 'No. '), closes: fc.boolean() });
    const extras = fc.array(
      fc.record({ before: between, tally: fc.boolean(), join: fc.option(joined, { nil: undefined, freq: 4 }) }),
      { minLength: 8, maxLength: 8 },
    );
    fc.assert(
      fc.property(rows, extras, between, fc.boolean(), fc.constantFrom(0, 98), (table, own, after, is1904, start) => {
        const encode = (plain: boolean) => {
          const spare: Buffer[] = [];
          const tallies: Tally[] = [];
          const cells = table.types.map((type, i) => {
            const { before, join } = own[i]!;
            const tally = own[i]!.tally && !join ? new Tally() : null;
            if (tally) tallies.push(tally);
            return {
              type: join ? ('text' as const) : type,
              letters: ['A', 'Z', 'AA', 'XFD'][i % 4]!,
              value: i,
              text: 40,
              quoted: 41,
              tally,
              ...(before && { before }),
              ...(join && { join: { ...join, trail: join.closes ? ' of all' : '' } }),
            };
          });
          const shape = { cells, attributes: ' ht="20"', start, is1904, ...(after && { after }) };
          const encoder = new SheetEncoder(shape, { text: 0, quoted: 0 }, spare, 30, plain);
          const bytes = encodeRuns(encoder, spare, table.runs).toString('latin1');
          const totals = tallies.map((tally) =>
            (['sum', 'average', 'count', 'min', 'max'] as const).map((total) => tally.read(total)),
          );
          return { bytes, rows: encoder.rows, hasQuoted: encoder.hasQuoted, totals };
        };
        expect(encode(true)).toEqual(encode(false));
      }),
      { numRuns: runsOf(300) },
    );
  });

  test('rows with totals and formulas of their own are taken by it, too', () => {
    const row = copyRow(['12.50', '2024-02-29', 'a text', 't']);
    const bytes = Buffer.concat(Array.from({ length: 10_000 }, () => row));
    const tally = new Tally();
    const cells = (['decimal', 'date', 'text', 'boolean'] as const).map((type, i) => ({
      type,
      letters: 'ABCD'[i]!,
      value: 1,
      text: 2,
      quoted: 3,
      tally: i === 0 ? tally : null,
      ...(i === 2 && { before: { first: `<f ref="A1">${ROW_MARK}</f>`, rest: `<f>${ROW_MARK}</f>` } }),
    }));
    let bySlow = 0;
    const spare: Buffer[] = [];
    const shape = { cells, attributes: '', start: 1 };
    const encoder = new (class extends SheetEncoder {
      protected override encodeRow(...one: [Uint8Array, number, number]): number {
        bySlow++;
        return super.encodeRow(...one);
      }
    })(shape, { text: 0, quoted: 0 }, spare, 20_000);
    encodeRuns(encoder, spare, [bytes]);
    expect([encoder.rows, tally.read('sum'), tally.read('count')]).toEqual([10_000, 125_000, 10_000]);
    // The first one, and one at the end of each block.
    expect(bySlow).toBeLessThan(20);
  });

  test('rows go into its memory once, however many of them are for JavaScript in between', () => {
    const put = vi.spyOn(Uint8Array.prototype, 'set');
    const bytes = Buffer.concat(
      Array.from({ length: 300 }, (_, i) => copyRow([i % 2 ? '2024-02-29' : '-infinity', 'x'.repeat(90)])),
    );
    const cells = (['date', 'text'] as const).map((type, i) => ({
      type,
      letters: ['A', 'B'][i]!,
      value: 1,
      text: 2,
      quoted: 3,
      tally: null,
    }));
    const encoder = new SheetEncoder({ cells, attributes: '', start: 0 }, { text: 0, quoted: 0 }, [], 1000);
    put.mockClear();
    expect(encoder.encode(bytes, 0, bytes.length)).toBe(bytes.length);
    const sizes = put.mock.calls.map(([piece]) => piece.length).filter((size) => size === bytes.length);
    const larger = put.mock.calls.filter(([piece]) => piece.length > bytes.length / 2).length;
    put.mockRestore();
    expect([encoder.rows, sizes.length, larger]).toEqual([300, 1, 1]);
  });

  test('columns of parquet', () => {
    const typeOf: Record<ColumnType, ParquetType[]> = {
      text: ['text'],
      integer: ['int64'],
      decimal: ['text'],
      boolean: ['boolean'],
      date: ['date'],
      datetime: ['timestamp'],
      time: ['time'],
    };
    // What does not fit is refused by either.
    const finite = (value: string) => !/infinity|24:00/i.test(value);
    const column = fc.oneof(
      fc.constantFrom(...TYPES).map((type) => ({ type: typeOf[type][0]!, value: VALUES[type].filter(finite) })),
      fc.record({
        type: fc.constantFrom<ParquetType>({ precision: 18, scale: 3 }, { precision: 38, scale: 4 }, 'double'),
        value: fc.constant(
          fc.oneof(
            fc.constantFrom('0', '-0', '0.000', '-0.001', '123456789012345', '-99999999999999.5'),
            fc.integer({ min: -(10 ** 9), max: 10 ** 9 }).map((value) => (value / 1000).toFixed(2)),
          ),
        ),
      }),
      fc.constant({ type: 'int32' as const, value: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map(String) }),
    );
    const table = fc.array(column, { minLength: 1, maxLength: 6 }).chain((columns) =>
      fc.record({
        types: fc.constant(columns.map(({ type }) => type)),
        runs: fc.array(
          fc.array(fc.tuple(...columns.map(({ value }) => fc.option(value, { freq: 5 }))), { maxLength: 30 }),
          { maxLength: 4 },
        ),
      }),
    );
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 40 }), ({ types, runs }, limit) => {
        const byRow = types.map(openPage);
        for (const row of runs.flat())
          for (const [i, cell] of row.entries()) {
            const field = copyRow([cell]);
            if (cell === null) byRow[i]!.addNull();
            else byRow[i]!.add(field, 0, field.length - 1);
          }
        const byColumn = types.map(openPage);
        const fields = new FieldTable(types.length);
        for (const run of runs) {
          const bytes = Buffer.concat(run.map(copyRow));
          for (let at = 0; at < bytes.length; ) {
            at = fields.take(bytes, at, bytes.length, limit);
            expect(fields.rows).toBeGreaterThan(0);
            for (const [i, page] of byColumn.entries()) page.addAll(fields, i);
          }
        }
        expect(byColumn.map(({ nulls }) => nulls)).toEqual(byRow.map(({ nulls }) => nulls));
        expect(byColumn.map((page) => page.take().toString('latin1'))).toEqual(
          byRow.map((page) => page.take().toString('latin1')),
        );
      }),
      { numRuns: runsOf(150) },
    );
  });

  test('a row of other fields than the columns is not taken', () => {
    const fields = new FieldTable(2);
    const take = (...rows: string[][]) => {
      const bytes = Buffer.concat(rows.map(copyRow));
      return [fields.take(bytes, 0, bytes.length, 10), fields.rows];
    };
    expect(take(['a', 'b'], ['c'], ['d', 'e'])).toEqual([4, 1]);
    expect(take(['a', 'b', 'c'])).toEqual([0, 0]);
    expect(take(['x'.repeat(600_000), 'b'])).toEqual([0, 0]);
    expect(take(['a', 'b'], ['', ''])).toEqual([6, 2]);
  });

  test('a row of other fields than the columns is refused', () => {
    const encoder = new DelimitedEncoder([{ type: 'text' }, { type: 'text' }], {}, []);
    const bytes = Buffer.concat([copyRow(['a', 'b']), copyRow(['c'])]);
    expect(() => encoder.encode(bytes, 0, bytes.length)).toThrow('other fields');
    expect(encoder.rows).toBe(1);
  });
});
