import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cell, encode } from '../../fixtures/copy.ts';
import type { ColumnPlan } from '../model.ts';
import { Kind } from '../row-sink.ts';

describe('rows', () => {
  const text = (source: number, more: Partial<ColumnPlan> = {}): ColumnPlan => ({
    source,
    type: 'text',
    wire: 'text',
    ...more,
  });
  const row = (...columns: number[]): Cell[] => columns.map((column): Cell => [column, Kind.text, `c${column}`]);

  test('columns stand in the order of the plan, whatever that of the cells', () => {
    expect(encode([text(2), text(0), text(2)], [row(0, 1, 2), row(2, 0)]).rows).toEqual([
      ['c2', 'c0', 'c2'],
      ['c2', 'c0', 'c2'],
    ]);
    expect(encode([text(0), text(1), text(2)], [row(2, 0), row(1), row(0, 1, 2)]).rows).toEqual([
      ['c0', null, 'c2'],
      [null, 'c1', null],
      ['c0', 'c1', 'c2'],
    ]);
  });

  test('blank rows and rows with nothing in the plan are passed over; the header is no data', () => {
    const { rows, read } = encode([text(0)], [row(0), [], row(5), [[0, Kind.text, '  ']], row(0)], {
      headerRow: 1,
      rowNumbers: true,
    });
    expect(rows).toEqual([[5, 'c0']]);
    expect(read).toBe(1);
  });

  test('a rejected row that is kept comes with blanks for what cannot be read, under its number', () => {
    const plan: ColumnPlan[] = [text(0), { source: 1, type: 'integer', wire: 'int4' }, text(2)];
    const odd: Cell[] = [
      [0, Kind.text, 'a'],
      [1, Kind.text, 'two'],
      [2, Kind.text, 'c'],
    ];
    const good: Cell[] = [[1, Kind.number, '7']];
    const { rows, rejects, read } = encode(plan, [odd, good], { rowNumbers: true, keepRejected: true });
    expect(rows).toEqual([
      [1, 'a', null, 'c'],
      [2, null, expect.anything(), null],
    ]);
    expect(rejects).toMatchObject([{ row: 1, cells: { 1: 'two' } }]);
    expect(read).toBe(2);
  });

  test('a row with an issue is taken back and shown whole', () => {
    const plan: ColumnPlan[] = [text(0), { source: 1, type: 'integer', wire: 'int4' }, text(2, { required: true })];
    for (const lasting of [false, true]) {
      const { rows, rejects } = encode(
        plan,
        [
          row(0),
          [
            [0, Kind.text, 'a', 7],
            [1, Kind.text, '12'],
            [2, Kind.text, 'b'],
          ],
          [
            [0, Kind.number, '0.30000000000000004'],
            [1, Kind.error, '#N/A'],
            [9, Kind.date, '43225'],
          ],
        ],
        { lasting },
      );
      expect(rows).toEqual([['a', 12, 'b']]);
      expect(rejects).toEqual([
        { row: 1, cells: { 0: 'c0' }, issues: [{ column: 2, code: 'required', text: '' }] },
        {
          row: 3,
          cells: { 0: '0.3', 1: '#N/A', 9: '2018-05-05' },
          issues: [
            { column: 1, code: 'error_cell', text: '#N/A' },
            { column: 2, code: 'required', text: '' },
          ],
        },
      ]);
    }
  });

  test('values are replaced before they are converted, also `__proto__` (P22)', () => {
    const plan = [
      text(0, {
        values: JSON.parse('{"Yes":"1","-":null,"__proto__":"2"}') as Record<string, string | null>,
        wire: 'int4',
      }),
      text(1),
    ];
    const cells = ['Yes', ' - ', '__proto__', 'constructor', '5'].map((value): Cell[] => [
      [0, Kind.text, value],
      [1, Kind.text, '.'],
    ]);
    const { rows, rejects } = encode(plan, cells);
    expect(rows.map((one) => one[0])).toEqual([1, null, 2, 5]);
    expect(rejects[0]!.issues[0]).toEqual({ column: 0, code: 'not_integer', text: 'constructor' });
  });

  test('a shared text is the same the first time and ever after', () => {
    const cells = [' a ', 'b', 'a\0', ' a ', 'b', 'a\0'].map((value, i): Cell[] => [
      [0, Kind.text, value, i % 3],
      [1, Kind.text, '.'],
    ]);
    const { rows, rejects } = encode([text(0), text(1)], cells);
    expect(rows.map((one) => one[0])).toEqual(['a', 'b', 'a', 'b']);
    expect(rejects.length).toBe(2);
  });

  test('only the rows that were asked for', () => {
    expect(encode([text(0)], [row(0), row(0), row(0)], { skipRows: [1, 3], rowNumbers: true }).rows).toEqual([
      [2, 'c0'],
    ]);
  });

  test('property: any chunk size gives the same rows', () => {
    const cell = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.string({ maxLength: 400 }));
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(cell, { selector: ([column]) => column }), { maxLength: 30 }),
        fc.integer({ min: 32, max: 2000 }),
        fc.boolean(),
        (rows, chunkBytes, lasting) => {
          const cells = rows.map((one) =>
            one.map(([column, value]): Cell => [column, Kind.text, value]).filter(([, , value]) => value !== ''),
          );
          const plan = [text(0, { trim: false }), text(1), text(3)];
          const small = encode(plan, cells, { chunkBytes, lasting, rowNumbers: true });
          const large = encode(plan, cells, { chunkBytes: 1 << 20, lasting, rowNumbers: true });
          expect(small.rows).toEqual(large.rows);
          expect(small.rejects).toEqual(large.rejects);
        },
      ),
    );
  });
});
