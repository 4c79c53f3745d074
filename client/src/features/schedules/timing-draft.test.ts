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

test('what is not filled in says nothing', () => {
  const cases: Partial<TimingDraft>[] = [
    { repeat: 'once', at: '' },
    { repeat: 'weekly', weekdays: [] },
    { repeat: 'daily', time: '' },
    { repeat: 'interval', every: '0' },
    { repeat: 'interval', every: '1.5', unit: 'minutes' },
    { repeat: 'cron', cron: '* *' },
  ];
  for (const draft of cases) expect(makeTiming({ ...NEW_TIMING, ...draft })).toBeUndefined();
});
