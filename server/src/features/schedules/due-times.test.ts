import type { ScheduleTiming } from '@sheetport/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkWhen, dueTimes, isMoved, nextDue, type When } from './due-times.ts';

const CREATED = new Date('2026-01-01T00:00:00Z');
const whenOf = (timing: ScheduleTiming, timeZone = 'UTC', more: Partial<When> = {}): When => ({
  timing,
  timeZone,
  startsAt: null,
  endsAt: null,
  createdAt: CREATED,
  ...more,
});
const cron = (pattern: string, timeZone?: string, more?: Partial<When>) =>
  whenOf({ kind: 'cron', cron: pattern }, timeZone, more);

/** The next `count` due times, as texts without seconds. */
function listDue(when: When, after: string, count: number): string[] {
  const found: string[] = [];
  let moment: Date | null = new Date(after);
  while (found.length < count) {
    moment = nextDue(when, moment);
    if (!moment) break;
    found.push(moment.toISOString().slice(0, 16));
  }
  return found;
}

test('P51 a time that a day skips is due once, as much later as clocks go forward', () => {
  const daily = cron('30 2 * * *', 'Europe/Berlin');
  expect(listDue(daily, '2027-03-26T12:00Z', 3)).toEqual(['2027-03-27T01:30', '2027-03-28T01:30', '2027-03-29T00:30']);
  expect(isMoved(daily, new Date('2027-03-28T01:30Z'))).toBe(true);
  expect(isMoved(daily, new Date('2027-03-29T00:30Z'))).toBe(false);
  // 02:15 is skipped by half an hour there.
  expect(listDue(cron('15 2 * * *', 'Australia/Lord_Howe'), '2026-10-03T00:00Z', 2)).toEqual([
    '2026-10-03T15:45',
    '2026-10-04T15:15',
  ]);
  const once = whenOf({ kind: 'once', at: '2027-03-28T02:30' }, 'Europe/Berlin');
  expect(listDue(once, '2027-01-01T00:00Z', 3)).toEqual(['2027-03-28T01:30']);
  expect(isMoved(once, new Date('2027-03-28T01:30Z'))).toBe(true);
});

test('P51 a time that comes twice is due the first time; with any hour, in both hours', () => {
  expect(listDue(cron('30 2 * * *', 'Europe/Berlin'), '2026-10-24T12:00Z', 2)).toEqual([
    '2026-10-25T00:30',
    '2026-10-26T01:30',
  ]);
  expect(listDue(cron('*/30 * * * *', 'Europe/Berlin'), '2026-10-24T23:45Z', 6)).toEqual([
    '2026-10-25T00:00',
    '2026-10-25T00:30',
    '2026-10-25T01:00',
    '2026-10-25T01:30',
    '2026-10-25T02:00',
    '2026-10-25T02:30',
  ]);
  // From within the second of the two hours.
  expect(listDue(cron('*/20 * * * *', 'America/New_York'), '2026-11-01T06:05Z', 3)).toEqual([
    '2026-11-01T06:20',
    '2026-11-01T06:40',
    '2026-11-01T07:00',
  ]);
  expect(listDue(whenOf({ kind: 'once', at: '2026-10-25T02:30' }, 'Europe/Berlin'), '2026-10-01T00:00Z', 2)).toEqual([
    '2026-10-25T00:30',
  ]);
});

/** Moments at which clocks go back or forward, in several zones. */
const CHANGES: [string, string][] = [
  ['Europe/Berlin', '2026-10-25T01:00Z'],
  ['Europe/Berlin', '2027-03-28T01:00Z'],
  ['America/New_York', '2026-11-01T06:00Z'],
  ['America/Havana', '2026-11-01T05:00Z'],
  ['Australia/Lord_Howe', '2027-04-03T15:00Z'],
  ['Asia/Ho_Chi_Minh', '2027-03-28T01:00Z'],
];
const AroundChange = fc
  .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -240, max: 240 }))
  .map(([[zone, change], minutes]) => ({ zone, after: new Date(Date.parse(change) + minutes * 60_000) }));

test('P51 every ten minutes is every ten minutes of the time that passes, whatever clocks do', () => {
  fc.assert(
    fc.property(AroundChange, ({ zone, after }) => {
      const due = nextDue(cron('*/10 * * * *', zone), after)!;
      expect(due.getTime()).toBe((Math.floor(after.getTime() / 600_000) + 1) * 600_000);
    }),
    { numRuns: 150 },
  );
});

test('P51 what is due once a day is due once on each day, from whatever moment it is looked at', () => {
  fc.assert(
    fc.property(AroundChange, fc.nat(59), fc.nat(4), ({ zone, after }, minute, hour) => {
      const daily = cron(`${minute} ${hour} * * *`, zone);
      const due = nextDue(daily, after)!;
      expect(due.getTime()).toBeGreaterThan(after.getTime());
      // A look from any moment up to it finds the same one, and none finds one between.
      const whole = listDue(daily, new Date(after.getTime() - 2 * 86_400_000).toISOString(), 6);
      expect(whole).toContain(due.toISOString().slice(0, 16));
      const days = whole.map((text) => new Date(`${text}Z`).toLocaleDateString('sv', { timeZone: zone }));
      expect(new Set(days).size).toBe(6);
    }),
    { numRuns: 60 },
  );
});

test('an interval is counted from its start, or from when it was made; start and end hold', () => {
  const hourly = whenOf({ kind: 'interval', minutes: 60 });
  expect(listDue(hourly, '2026-01-01T00:00Z', 2)).toEqual(['2026-01-01T01:00', '2026-01-01T02:00']);
  const startsAt = new Date('2026-01-02T00:10Z');
  const bounded = { ...hourly, startsAt, endsAt: new Date('2026-01-02T02:10Z') };
  expect(listDue(bounded, '2026-01-01T00:00Z', 9)).toEqual([
    '2026-01-02T00:10',
    '2026-01-02T01:10',
    '2026-01-02T02:10',
  ]);
  expect(
    listDue(cron('0 * * * *', 'UTC', { startsAt, endsAt: new Date('2026-01-02T01:00Z') }), '2026-01-01T00:00Z', 9),
  ).toEqual(['2026-01-02T01:00']);
});

test('what was missed is the last due times, however long ago the first was', () => {
  const until = new Date('2026-12-01T00:00Z');
  const minutely = cron('* * * * *');
  const last = dueTimes(minutely, new Date('2025-01-01T00:00Z'), until, 3).map((due) =>
    due.toISOString().slice(11, 16),
  );
  expect(last).toEqual(['23:58', '23:59', '00:00']);
  const monthly = dueTimes(cron('0 0 1 * *'), new Date('2026-10-01T00:00Z'), until, 50);
  expect(monthly.map((due) => due.getUTCMonth())).toEqual([9, 10, 11]);
  expect(dueTimes(minutely, new Date('2026-12-01T00:01Z'), until, 50)).toEqual([]);
});

test('what is never due is refused, with the reason', () => {
  const now = new Date('2026-11-29T00:00Z');
  const refuse = (when: When, reason: string) => expect(() => checkWhen(when, now)).toThrow(reason);
  refuse(cron('0 0 31 2 *'), 'never due');
  refuse(cron('61 * * * *'), 'minute');
  refuse(cron('0 0 0 * * *'), 'five parts');
  refuse(cron('0 0 * * *', 'Mars/Olympus'), 'no time zone "Mars/Olympus"');
  refuse(whenOf({ kind: 'once', at: '2026-02-30T10:00' }), 'no such day');
  refuse(whenOf({ kind: 'once', at: '2026-13-01T10:00' }), 'no such time');
  refuse(whenOf({ kind: 'once', at: '2026-11-28T10:00' }), 'never due');
  refuse(cron('0 0 * * *', 'UTC', { endsAt: new Date('2026-11-28T00:00Z') }), 'never due');
  checkWhen(cron('0 7 * * 1-5', 'Asia/Ho_Chi_Minh'), now);
});
