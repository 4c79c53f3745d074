/** Moments as clocks of a time zone show them. */

/** A moment with the day of the week, in a time zone. */
export function formatZoned(iso: string, timeZone: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  }).format(new Date(iso));
}

/** A local time without a zone, as `2026-12-24T18:00`. */
export function formatLocal(local: string, language: string): string {
  return formatZoned(`${local}:00Z`, 'UTC', language);
}

/** A time of day, as `18:00`, as clocks of a language show it. */
export function formatTime(time: string, language: string): string {
  const options = { timeZone: 'UTC', hour: 'numeric', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat(language, options).format(new Date(`2023-01-01T${time}:00Z`));
}

/**
 * A moment in a time zone, and beside it what clocks here show then.
 * @returns `here` is undefined where both show the same
 */
export function formatBoth(iso: string, timeZone: string, language: string): { at: string; here: string | undefined } {
  const at = formatZoned(iso, timeZone, language);
  const here = formatZoned(iso, ownTimeZone(), language);
  return { at, here: here === at ? undefined : here };
}

/** 0 is Sunday. */
export function formatWeekday(day: number, language: string, style: 'short' | 'long'): string {
  // 1 January 2023 was a Sunday.
  return new Intl.DateTimeFormat(language, { weekday: style, timeZone: 'UTC' }).format(Date.UTC(2023, 0, 1 + day));
}

/** The zone of this browser. */
export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** All zones that this browser knows, with UTC. */
export function listTimeZones(used: string): string[] {
  return [...new Set([used, ownTimeZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort();
}
