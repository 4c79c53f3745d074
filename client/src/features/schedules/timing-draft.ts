/** When a schedule is due, as the fields of its form have it. */
import type { ScheduleTiming } from '@sheetport/contract';

export const REPEATS = ['daily', 'weekly', 'monthly', 'interval', 'once', 'cron'] as const;
export type Repeat = (typeof REPEATS)[number];

export const UNITS = { minutes: 1, hours: 60, days: 1440 } as const;
export type Unit = keyof typeof UNITS;

export interface TimingDraft {
  repeat: Repeat;
  /** Of a day, as `07:30`. */
  time: string;
  /** 0 is Sunday. */
  weekdays: number[];
  /** Of the month, or `L` for its last. */
  day: string;
  every: string;
  unit: Unit;
  /** As `2026-12-24T18:00`. */
  at: string;
  cron: string;
}

export const NEW_TIMING: TimingDraft = {
  repeat: 'daily',
  time: '07:00',
  weekdays: [1],
  day: '1',
  every: '1',
  unit: 'hours',
  at: '',
  cron: '0 7 * * 1-5',
};

/** What the fields say; undefined where something is missing. */
export function makeTiming(draft: TimingDraft): ScheduleTiming | undefined {
  const { repeat, time, weekdays, day, every, unit, at, cron } = draft;
  if (repeat === 'once') return at === '' ? undefined : { kind: 'once', at: at.slice(0, 16) };
  if (repeat === 'cron') return cron.trim().length < 9 ? undefined : { kind: 'cron', cron: cron.trim() };
  if (repeat === 'interval') {
    const minutes = Number(every) * UNITS[unit];
    return Number.isInteger(minutes) && minutes >= 1 ? { kind: 'interval', minutes } : undefined;
  }
  const [, hour, minute] = /^(\d\d):(\d\d)/.exec(time) ?? [];
  if (hour === undefined || (repeat === 'weekly' && weekdays.length === 0)) return undefined;
  const days = [...weekdays].sort((a, b) => a - b).join(',');
  const rest = { daily: '* * *', weekly: `* * ${days}`, monthly: `${day} * *` }[repeat];
  return { kind: 'cron', cron: `${Number(minute)} ${Number(hour)} ${rest}` };
}

/** The fields for what a schedule says. A cron expression that they cannot say stays one. */
export function readTiming(timing: ScheduleTiming): TimingDraft {
  if (timing.kind === 'once') return { ...NEW_TIMING, repeat: 'once', at: timing.at };
  if (timing.kind === 'interval') {
    const unit = (['days', 'hours', 'minutes'] as const).find((one) => timing.minutes % UNITS[one] === 0)!;
    return { ...NEW_TIMING, repeat: 'interval', every: String(timing.minutes / UNITS[unit]), unit };
  }
  const { cron } = timing;
  const [, minute, hour, day, weekday] = /^(\d{1,2}) (\d{1,2}) (\*|\d{1,2}|L) \* (\*|[\d,-]+)$/.exec(cron) ?? [];
  const asIs: TimingDraft = { ...NEW_TIMING, repeat: 'cron', cron };
  if (minute === undefined || hour === undefined || (day !== '*' && weekday !== '*')) return asIs;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day !== '*') return { ...asIs, repeat: 'monthly', time, day: day! };
  if (weekday === '*') return { ...asIs, repeat: 'daily', time };
  const weekdays = readWeekdays(weekday!);
  return weekdays ? { ...asIs, repeat: 'weekly', time, weekdays } : asIs;
}

/** `1-5` and `1,3` as numbers; Sunday is 0 and 7. */
function readWeekdays(text: string): number[] | undefined {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [, from, to = from] = /^(\d)(?:-(\d))?$/.exec(part) ?? [];
    if (from === undefined || Number(from) > Number(to) || Number(to) > 7) return undefined;
    for (let day = Number(from); day <= Number(to); day++) found.add(day % 7);
  }
  return [...found].sort((a, b) => a - b);
}
