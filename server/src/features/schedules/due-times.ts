import { AppError, type ScheduleTiming } from '@sheetport/contract';
import { Cron } from 'croner';

/** When a schedule is due, as its record says it. */
export interface When {
  timing: ScheduleTiming;
  timeZone: string;
  startsAt: Date | null;
  endsAt: Date | null;
  /** Intervals without a start are counted from here. */
  createdAt: Date;
}

const MINUTE_MS = 60_000;
/** No zone sets its clocks back by more. */
const REPEATED_MS = 3 * 3_600_000;
const HOUR_MS = 3_600_000;

/**
 * Check that a schedule can be due.
 * @throws AppError `invalid_schedule`: a time zone or an expression that there is not, or nothing that is due after `now`
 */
export function checkWhen(when: When, now: Date): void {
  const refuse = (detail: string) => new AppError('invalid_schedule', { detail });
  try {
    new Intl.DateTimeFormat('en', { timeZone: when.timeZone });
  } catch {
    throw refuse(`there is no time zone "${when.timeZone}"`);
  }
  const { timing } = when;
  if (timing.kind === 'cron')
    try {
      openCron(timing.cron, when.timeZone);
    } catch (error) {
      throw refuse(explainCron(error));
    }
  if (timing.kind === 'once' && Number.isNaN(Date.parse(`${timing.at}:00Z`)))
    throw refuse(`there is no such time as ${timing.at.replace('T', ' ')}`);
  if (timing.kind === 'once' && new Date(`${timing.at}:00Z`).toISOString().slice(0, 16) !== timing.at)
    throw refuse(`there is no such day as ${timing.at.slice(0, 10)}`);
  if (nextDue(when, now) === null) throw refuse('it is never due again');
}

/**
 * The first due time after a moment; null where there is none.
 *
 * Clocks that go forward: a time that a day skips is due as much later as they go (02:30 at 03:30). Clocks that go back: a time that comes
 * twice is due the first time; with `*` as the hour, in both hours, as such a schedule follows the time that passes.
 */
export function nextDue(when: When, after: Date): Date | null {
  const { timing, startsAt, endsAt } = when;
  const from = startsAt && startsAt > after ? new Date(startsAt.getTime() - 1) : after;
  const next =
    timing.kind === 'cron'
      ? nextOfCron(timing.cron, when.timeZone, from)
      : timing.kind === 'interval'
        ? nextOfInterval(timing.minutes, startsAt, when.createdAt, from)
        : nextOfOnce(timing.at, when.timeZone, from);
  return next && (!endsAt || next <= endsAt) ? next : null;
}

/**
 * The last due times up to a moment, the oldest first, from one that is known to be due.
 * @param most how many; earlier ones are not even looked for
 */
export function dueTimes(when: When, first: Date, until: Date, most: number): Date[] {
  if (first > until) return [];
  // A span that is doubled until it holds enough: what is due every minute may not have been looked at for a year.
  for (let span = HOUR_MS; ; span *= 2) {
    const begin = Math.max(first.getTime(), until.getTime() - span);
    const found: Date[] = begin === first.getTime() ? [first] : [];
    let next = nextDue(when, new Date(begin));
    while (next && next <= until) {
      found.push(next);
      if (found.length > most) found.shift();
      next = nextDue(when, next);
    }
    if (found.length >= most || begin === first.getTime()) return found;
  }
}

/** Whether clocks skip the time that was meant, so that it is due later on that day. */
export function isMoved({ timing, timeZone }: When, due: Date): boolean {
  if (timing.kind === 'cron') return !openCron(timing.cron, timeZone).match(due);
  return timing.kind === 'once' && localTime(due, timeZone) !== timing.at;
}

function openCron(pattern: string, timeZone: string): Cron {
  return new Cron(pattern, { timezone: timeZone, paused: true, mode: '5-part' });
}

function nextOfCron(pattern: string, timeZone: string, after: Date): Date | null {
  const cron = openCron(pattern, timeZone);
  const next = nextAfter(cron, after);
  if (!pattern.split(/\s+/)[1]?.startsWith('*') || !isBeforeRepeatedHour(after, timeZone)) return next;
  // The hour that comes twice is left out by croner the second time.
  const last = Math.min(next?.getTime() ?? Number.POSITIVE_INFINITY, after.getTime() + REPEATED_MS);
  for (let time = floorToMinute(after) + MINUTE_MS; time < last; time += MINUTE_MS)
    if (cron.match(new Date(time))) return new Date(time);
  return next;
}

/** In the second of two hours with the same name croner answers with a time of the first, which is over. */
function nextAfter(cron: Cron, after: Date): Date | null {
  let next = cron.nextRun(after);
  for (let time = floorToMinute(after) + MINUTE_MS; next && next <= after; time += MINUTE_MS)
    next = cron.nextRun(new Date(time));
  return next;
}

function nextOfInterval(minutes: number, startsAt: Date | null, createdAt: Date, after: Date): Date {
  const step = minutes * MINUTE_MS;
  const origin = (startsAt ?? createdAt).getTime();
  // The start itself is due; without one, the first is due a step after it was made.
  const least = startsAt ? 0 : 1;
  return new Date(origin + Math.max(least, Math.floor((after.getTime() - origin) / step) + 1) * step);
}

function nextOfOnce(at: string, timeZone: string, after: Date): Date | null {
  return new Cron(`${at}:00`, { timezone: timeZone, paused: true }).nextRun(after);
}

/** Whether clocks are set back within hours of a moment. */
function isBeforeRepeatedHour(moment: Date, timeZone: string): boolean {
  const time = moment.getTime();
  return offsetOf(new Date(time - REPEATED_MS), timeZone) > offsetOf(new Date(time + REPEATED_MS), timeZone);
}

function floorToMinute(moment: Date): number {
  return Math.floor(moment.getTime() / MINUTE_MS) * MINUTE_MS;
}

/** How far clocks of a zone are ahead of UTC, in milliseconds. */
function offsetOf(moment: Date, timeZone: string): number {
  return Date.parse(`${localTime(moment, timeZone)}:00Z`) - floorToMinute(moment);
}

/** What clocks of a zone show, as `2026-12-24T18:00`. */
function localTime(moment: Date, timeZone: string): string {
  const formatted = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(moment);
  return formatted.replace(' ', 'T');
}

/** What croner says of an expression, as part of a sentence. */
function explainCron(error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  if (/parts/.test(text)) return 'the cron expression needs five parts: minute, hour, day, month, day of the week';
  return `the cron expression is not valid (${text.replace(/^Cron\w+: */, '').replace(/\.$/, '')})`;
}
