import type { ScheduleTiming } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { makeTiming, NEW_TIMING, readTiming, type TimingDraft } from './timing-draft.ts';

test('what the fields say is what they show again', () => {
  const cases: [Partial<TimingDraft>, ScheduleTiming][] = [
    [
      { repeat: 'daily', time: '07:05' },
      { kind: 'cron', cron: '5 7 * * *' },
    ],
    [
      { repeat: 'weekly', time: '18:30', weekdays: [1, 5] },
      { kind: 'cron', cron: '30 18 * * 1,5' },
    ],
    [
      { repeat: 'monthly', time: '00:00', day: 'L' },
      { kind: 'cron', cron: '0 0 L * *' },
    ],
    [
      { repeat: 'interval', every: '90', unit: 'minutes' },
      { kind: 'interval', minutes: 90 },
    ],
    [
      { repeat: 'interval', every: '2', unit: 'days' },
      { kind: 'interval', minutes: 2880 },
    ],
    [
      { repeat: 'once', at: '2026-12-24T18:00' },
      { kind: 'once', at: '2026-12-24T18:00' },
    ],
    [
      { repeat: 'cron', cron: '*/5 9-17 * * 1-5' },
      { kind: 'cron', cron: '*/5 9-17 * * 1-5' },
    ],
  ];
  for (const [draft, timing] of cases) {
    expect(makeTiming({ ...NEW_TIMING, ...draft })).toEqual(timing);
    expect(readTiming(timing)).toMatchObject(draft);
  }
  expect(readTiming({ kind: 'cron', cron: '0 7 * * 1-5' })).toMatchObject({
    repeat: 'weekly',
    weekdays: [1, 2, 3, 4, 5],
  });
  // Either of two days, which no field says.
  expect(readTiming({ kind: 'cron', cron: '0 7 1 * 1' })).toMatchObject({ repeat: 'cron', cron: '0 7 1 * 1' });
});

test('a cron expression is shown by fields only where they say all of it', () => {
  const shown = (cron: string) => {
    const { repeat, time, weekdays, day } = readTiming({ kind: 'cron', cron });
    if (repeat === 'cron') return undefined;
    return [repeat, time, ...(repeat === 'weekly' ? weekdays : repeat === 'monthly' ? [day] : [])];
  };
  expect(shown('5 7 * * *')).toEqual(['daily', '07:05']);
  expect(shown('5 17 * * 5-7')).toEqual(['weekly', '17:05', 0, 5, 6]);
  expect(shown('5 17 * * 0,7,3,1-2')).toEqual(['weekly', '17:05', 0, 1, 2, 3]);
  expect(shown('5 17 12 * *')).toEqual(['monthly', '17:05', '12']);
  for (const cron of [
    '*/5 7 * * *',
    '5 7 * 3 *',
    '5 7 1-5 * *',
    '5 7 * * 5-3',
    '5 7 * * 1-8',
    '5 7 * * 1,',
    '5 7 * * 1-',
    '5 7 * * 12',
    '5 7 * * 1-2-3',
    '5 7 L * 1',
    '5 7 * * MON',
    '0 5 7 * * *',
    '5 7 * * * *',
  ])
    expect([cron, shown(cron)]).toEqual([cron, undefined]);
});

test('an interval is shown in the greatest unit that says it, and days of the week go in their order', () => {
  const unit = (minutes: number) => {
    const { every, unit } = readTiming({ kind: 'interval', minutes });
    return `${every} ${unit}`;
  };
  expect([1, 59, 60, 90, 120, 1440, 1500, 2880].map(unit)).toEqual([
    '1 minutes',
    '59 minutes',
    '1 hours',
    '90 minutes',
    '2 hours',
    '1 days',
    '25 hours',
    '2 days',
  ]);
  expect(makeTiming({ ...NEW_TIMING, repeat: 'interval', every: '1', unit: 'minutes' })).toEqual({
    kind: 'interval',
    minutes: 1,
  });
  expect(makeTiming({ ...NEW_TIMING, repeat: 'interval', every: '0.5', unit: 'hours' })).toEqual({
    kind: 'interval',
    minutes: 30,
  });
  const weekdays = [5, 0, 3];
  expect(makeTiming({ ...NEW_TIMING, repeat: 'weekly', weekdays })).toEqual({ kind: 'cron', cron: '0 7 * * 0,3,5' });
  expect(weekdays).toEqual([5, 0, 3]);
  expect(makeTiming({ ...NEW_TIMING, repeat: 'daily', time: '07:05:30', weekdays: [] })).toEqual({
    kind: 'cron',
    cron: '5 7 * * *',
  });
  expect(makeTiming({ ...NEW_TIMING, repeat: 'once', at: '2026-12-24T18:00:00' })).toEqual({
    kind: 'once',
    at: '2026-12-24T18:00',
  });
  expect(makeTiming({ ...NEW_TIMING, repeat: 'cron', cron: ' 0 7 * * 1 ' })).toEqual({
    kind: 'cron',
    cron: '0 7 * * 1',
  });
});

test('what is not filled in says nothing', () => {
  const cases: Partial<TimingDraft>[] = [
    { repeat: 'once', at: '' },
    { repeat: 'weekly', weekdays: [] },
    { repeat: 'daily', time: '' },
    { repeat: 'interval', every: '' },
    { repeat: 'interval', every: '-1' },
    { repeat: 'daily', time: 'x07:00' },
    { repeat: 'daily', time: '7:00' },
    { repeat: 'cron', cron: '          ' },
    { repeat: 'cron', cron: '* * *     ' },
    { repeat: 'interval', every: '0' },
    { repeat: 'interval', every: '1.5', unit: 'minutes' },
    { repeat: 'cron', cron: '* *' },
  ];
  for (const draft of cases) expect(makeTiming({ ...NEW_TIMING, ...draft })).toBeUndefined();
});
