import { describe, expect, test } from 'vitest';
import type { Dialect } from '../model.ts';
import { Kind } from '../row-sink.ts';
import { ColumnCounts } from './column-profile.ts';
import { inferColumn } from './column-type.ts';

const CSV: Dialect = { encoding: 'utf-8', delimiter: ',', quote: '"', decimal: '.', dateOrder: 'ymd' };

type Cell = string | [Kind, string];

/** The column of these cells below a heading; texts where nothing else is said. */
function infer(cells: Cell[], dialect?: Dialect) {
  const counts = new ColumnCounts(true);
  cells.forEach((cell, i) => {
    const [kind, text] = typeof cell === 'string' ? [Kind.text, cell] : cell;
    const bytes = Buffer.from(text);
    counts.add(kind, bytes, 0, bytes.length, i + 2, false);
  });
  const { type, warnings, zoned } = inferColumn(counts, { dialect });
  return { type, zoned, warnings, profile: counts.profile(type) };
}

describe('P19: times of day', () => {
  test.each<[string, Cell[]]>([
    [
      'cells with the format of a time',
      [
        [Kind.time, '0.354166666666667'],
        [Kind.time, '0'],
      ],
    ],
    ['texts', ['08:30', '8:30 PM', '08:30:15.123456']],
    ['both', [[Kind.time, '0.5'], '08:30']],
    ['cells of a strict workbook', [[Kind.isoDate, '08:30:00']]],
  ])('%s are times', (_, cells) => {
    expect(infer(cells)).toMatchObject({ type: 'time', warnings: [] });
    expect(infer(cells, CSV)).toMatchObject({ type: 'time', warnings: [] });
  });

  test('the profile tells the first and the last', () => {
    expect(infer(['22:15', '08:30', [Kind.time, '0.5']]).profile).toMatchObject({
      lowest: '08:30:00',
      highest: '22:15:00',
    });
  });

  test.each<[string, Cell[], { count: number; row: number; sample: string }]>([
    ['texts', ['08:30', '25:30', '100:00:00'], { count: 2, row: 3, sample: '25:30' }],
    [
      'elapsed times',
      [
        [Kind.duration, '0.5'],
        [Kind.duration, '1.0625'],
      ],
      { count: 1, row: 3, sample: '25:30:00' },
    ],
    [
      'cells with the format of a time',
      [
        [Kind.time, '0.5'],
        [Kind.time, '1.5'],
      ],
      { count: 1, row: 3, sample: '1900-01-01 12:00:00' },
    ],
  ])('%s over 24 hours keep the column text, and are warned of', (_, cells, told) => {
    const found = infer(cells, CSV);
    expect(found.type).toBe('text');
    expect(found.warnings).toContainEqual({ code: 'long_durations', ...told });
  });

  test.each<[string, Cell[]]>([
    ['scores', ['2:1', '0:0', '10:2']],
    ['times and words', ['08:30', 'closed']],
    ['times and dates', ['08:30', '2024-01-31']],
    ['times with an offset', ['08:30+07:00', '09:30Z']],
    [
      'elapsed times within a day',
      [
        [Kind.duration, '0.5'],
        [Kind.duration, '0.25'],
      ],
    ],
    [
      'dates at day 0',
      [
        [Kind.date, '0'],
        [Kind.date, '0'],
      ],
    ],
    ['codes', ['12:34:56:78', '00:1A:2B']],
  ])('%s are text, without a word of durations', (_, cells) => {
    const { type, warnings } = infer(cells, CSV);
    expect(type).toBe('text');
    expect(warnings.map(({ code }) => code)).not.toContain('long_durations');
  });
});

describe('P19: time zone offsets', () => {
  const three = ['2024-01-31T10:00:00+07:00', '2024-01-31T10:00:00Z', '2024-01-31T10:00:00-05:00'];

  test('moments with one are told, with how many and an example', () => {
    expect(infer(three, CSV)).toMatchObject({
      type: 'datetime',
      zoned: true,
      warnings: [{ code: 'time_zones', count: 3, row: 2, sample: '2024-01-31T10:00:00+07:00' }],
    });
  });

  test('at midnight they are moments too, and no days', () => {
    expect(infer(['2024-01-31T00:00:00+07:00', '2024-01-31T00:00:00Z'], CSV)).toMatchObject({
      type: 'datetime',
      zoned: true,
    });
  });

  test('those without one beside them are told as well', () => {
    expect(infer([...three, '2024-01-31 10:00', '2024-02-01 11:00'], CSV).warnings).toEqual([
      { code: 'time_zones', count: 3, row: 2, sample: '2024-01-31T10:00:00+07:00' },
      { code: 'mixed_time_zones', count: 2, row: 5, sample: '2024-01-31 10:00' },
    ]);
    const serial: Cell = [Kind.datetime, '45322.5'];
    expect(infer([serial, three[0]!, three[1]!]).warnings).toContainEqual({
      code: 'mixed_time_zones',
      count: 1,
      row: 2,
      sample: '2024-01-31 12:00:00',
    });
  });

  test('moments and days without any have no such warning', () => {
    for (const cells of [
      ['2024-01-31 10:00', '2024-02-01 11:00'],
      ['2024-01-31', '2024-02-01'],
      ['2024-01-31Z', '2024-02-01Z'],
    ]) {
      const { zoned, warnings } = infer(cells, CSV);
      expect([zoned, warnings]).toEqual([undefined, []]);
    }
  });
});
