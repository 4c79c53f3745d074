/** Moments as clocks of a time zone show them. */

/** A moment with the day of the week, in a time zone. */
export function formatZoned(iso: string, timeZone: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(iso));
}

/** A local time without a zone, as `2026-12-24T18:00`. */
export function formatLocal(local: string, language: string): string {
  return formatZoned(`${local}:00Z`, 'UTC', language);
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
