/** Days that are told from today, as SQL. */
import type { Column } from '../catalog/table.ts';
import { TableError } from '../sql/errors.ts';
import type { Params } from './params.ts';

const DAY = /^(today|yesterday|tomorrow)$/;
const UNIT = /^(this|last|next)_(week|month|quarter|year)$/;
const SEVERAL = /^(last|next)_([1-9]\d{0,2})_(day|week|month|year)s$/;
/** A name of the IANA time zone database. */
const ZONE = /^[A-Za-z]\w*(?:[/+-]\w+)*$/;

const DAYS = { yesterday: -1, today: 0, tomorrow: 1 } as const;
const UNITS = { last: -1, this: 0, next: 1 } as const;
/** A quarter is no unit of an interval. */
const LENGTHS = { week: '1 week', month: '1 month', quarter: '3 months', year: '1 year' } as const;

/**
 * The condition that a day or a moment is within a period, for a value such as `today`, `last_month` or `last_7_days`: today and the six
 * days before. Weeks begin on Monday (ISO 8601). `zone` says where it is today; default UTC. Moments without a zone are taken as they stand.
 * @param self SQL of the column
 * Throws `bad_operator` for columns without days, `bad_value` for what is no period or no time zone.
 */
export function periodSql(column: Column, period: unknown, zone: unknown, params: Params, self: string): string {
  if (column.type !== 'date' && column.type !== 'datetime') throw new TableError('bad_operator');
  const bad = () => new TableError('bad_value', { column: column.name });
  if (typeof period !== 'string') throw bad();
  if (zone !== undefined && !isZone(zone)) throw bad();
  const place = params(zone ?? 'UTC');
  const [from, to] = boundsOf(period, `(now() AT TIME ZONE ${place}::text)::date`) ?? [];
  if (from === undefined) throw bad();
  const bound = (day: string) =>
    column.type === 'date'
      ? `(${day})::date`
      : column.wire === 'timestamptz'
        ? `((${day})::timestamp AT TIME ZONE ${place}::text)`
        : `(${day})::timestamp`;
  return `(${self} >= ${bound(from)} AND ${self} < ${bound(to!)})`;
}

/** The first day, and the one after the last, as SQL; undefined for what is no period. */
function boundsOf(period: string, today: string): [from: string, to: string] | undefined {
  const day = DAY.exec(period)?.[1] as keyof typeof DAYS | undefined;
  if (day) return [`${today} + ${DAYS[day]}`, `${today} + ${DAYS[day] + 1}`];
  const [, which, unit] = (UNIT.exec(period) ?? []) as [never, keyof typeof UNITS, keyof typeof LENGTHS] | [];
  if (which && unit) {
    const start = `date_trunc('${unit}', ${today}::timestamp)`;
    const step = `interval '${LENGTHS[unit]}'`;
    return [`${start} + ${UNITS[which]} * ${step}`, `${start} + ${UNITS[which] + 1} * ${step}`];
  }
  const [, side, count, length] = SEVERAL.exec(period) ?? [];
  if (!side) return undefined;
  const interval = `interval '${count} ${length}'`;
  return side === 'last'
    ? [`${today} - ${interval} + interval '1 day'`, `${today} + 1`]
    : [today, `${today} + ${interval}`];
}

function isZone(zone: unknown): zone is string {
  if (typeof zone !== 'string' || !ZONE.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}
