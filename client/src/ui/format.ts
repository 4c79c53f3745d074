/** Numbers, sizes, times and dates as people of a language read them. */
import { useMemo } from 'react';
import { useTranslation } from '../i18n/use-translation.ts';

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const digitsOf = (power: number) => (power > 1 ? 1 : 0);
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

export interface Formats {
  count(value: number): string;
  /** A fraction in whole percent, rounded down: 100 is shown only when it is all done. */
  percent(fraction: number): string;
  bytes(bytes: number): string;
  /** Two units at most: `1 h 5 min`, `42 s`. */
  duration(seconds: number): string;
  /** A time left is a guess, so it is rounded to what a guess can tell. */
  about(seconds: number): string;
  ago(iso: string, now: number): string;
  moment(iso: string): string;
  date(text: string): string;
  dateTime(text: string): string;
  decimal(text: string | number): string;
}

export function wholePercent(fraction: number): number {
  // 0.29 * 100 is 28.999…96: the tiny addition keeps 29 from being shown as 28.
  return fraction >= 1 ? 100 : Math.min(99, Math.floor(fraction * 100 + 1e-9));
}

const made = new Map<string, Formats>();

export function formatsFor(language: string): Formats {
  const known = made.get(language);
  if (known) return known;
  const fresh = makeFormats(language);
  made.set(language, fresh);
  return fresh;
}

function makeFormats(language: string): Formats {
  const counts = new Intl.NumberFormat(language);
  const decimals = new Intl.NumberFormat(language, { maximumFractionDigits: 20 });
  const sizes = SIZES.map(
    (unit, power) =>
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumFractionDigits: digitsOf(power),
      }),
  );
  const unit = (name: string) => new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short' });
  const units = { second: unit('second'), minute: unit('minute'), hour: unit('hour'), day: unit('day') };
  const moments = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'long' });

  const duration = (seconds: number): string => {
    const whole = Math.max(0, Math.round(seconds));
    const pair = (big: number, bigName: keyof typeof units, small: number, smallName: keyof typeof units) =>
      small > 0 ? `${units[bigName].format(big)} ${units[smallName].format(small)}` : units[bigName].format(big);
    if (whole < MINUTE) return units.second.format(whole);
    if (whole < HOUR) return pair(Math.floor(whole / MINUTE), 'minute', whole % MINUTE, 'second');
    if (whole < DAY) return pair(Math.floor(whole / HOUR), 'hour', Math.floor((whole % HOUR) / MINUTE), 'minute');
    return pair(Math.floor(whole / DAY), 'day', Math.floor((whole % DAY) / HOUR), 'hour');
  };

  return {
    count: (value) => counts.format(value),
    percent: (fraction) => `${wholePercent(fraction)} %`,
    bytes: (bytes) => {
      // By 1,024, as Windows counts and as limits are set: a limit of 1024³ is "1 GB" and not "1.1 GB".
      let power = 0;
      // As it will be rounded: a byte less than 1 MB is no "1,024 kB".
      const rounded = () => Number((bytes / 1024 ** power).toFixed(digitsOf(power)));
      while (power < SIZES.length - 1 && rounded() >= 1024) power++;
      return (sizes[power] as Intl.NumberFormat).format(bytes / 1024 ** power);
    },
    duration,
    about: (seconds) => {
      if (seconds < 10) return duration(Math.max(1, Math.ceil(seconds)));
      if (seconds < MINUTE) return duration(Math.ceil(seconds / 5) * 5);
      if (seconds < HOUR) return duration(Math.ceil(seconds / MINUTE) * MINUTE);
      return duration(Math.ceil(seconds / (5 * MINUTE)) * 5 * MINUTE);
    },
    ago: (iso, now) => {
      const seconds = Math.round((Date.parse(iso) - now) / 1000);
      // As it is rounded: after 59 minutes and 40 seconds it is an hour, and not 60 minutes.
      const [minutes, hours, wholeDays] = [MINUTE, HOUR, DAY].map((one) => Math.round(seconds / one)) as [
        number,
        number,
        number,
      ];
      if (Math.abs(seconds) < 5) return relative.format(0, 'second');
      if (Math.abs(seconds) < 60) return relative.format(seconds, 'second');
      if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
      if (Math.abs(hours) < 24) return relative.format(hours, 'hour');
      if (Math.abs(wholeDays) < 7) return relative.format(wholeDays, 'day');
      return days.format(Date.parse(iso));
    },
    moment: (iso) => moments.format(Date.parse(iso)),
    date: (text) => {
      const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
      return Number.isNaN(at) ? text : dates.format(at);
    },
    dateTime: (text) => formatDateTime(text, dates),
    decimal: (value) => {
      // Digits that a double cannot hold are shown as they came: a readable wrong number is worse than a plain right one.
      if (typeof value === 'number') return decimals.format(value);
      return /^-?\d{1,15}(\.\d+)?$/.test(value) && value.replace(/[-.]/g, '').length <= 15
        ? decimals.format(Number(value))
        : value;
    },
  };
}

/** What Excel shows has no time zone, so the clock's digits are kept as they are and never moved. */
function formatDateTime(text: string, dates: Intl.DateTimeFormat): string {
  const parts = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (!parts) return text;
  const [, day, minutes, seconds, fraction] = parts;
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) return text;
  const shownSeconds = seconds && seconds !== ':00' ? seconds : '';
  const shownFraction =
    fraction && /[1-9]/.test(fraction)
      ? `${seconds && !shownSeconds ? seconds : ''}${fraction.replace(/0+$/, '')}`
      : '';
  return `${dates.format(at)}, ${minutes}${shownSeconds}${shownFraction}`;
}

export function useFormats(): Formats {
  const { i18n } = useTranslation();
  return useMemo(() => formatsFor(i18n.language), [i18n.language]);
}
