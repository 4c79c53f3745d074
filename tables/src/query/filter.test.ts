import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { TableError } from '../sql/errors.ts';
import { useTestDatabase } from '../testing/database.ts';
import type { Filter } from './filter.ts';
import { searchPattern } from './search-pattern.ts';
import { browse } from './select-page.ts';

const { client } = await useTestDatabase();
const people = { schema: 'public', name: 'people' };
const days = { schema: 'public', name: 'days' };
/** Days before and after today. */
const SPAN = 800;

beforeAll(async () => {
  const wide = Array.from({ length: 230 }, (_, n) => `c${n} text`).join(', ');
  await client.query(`
    CREATE TABLE people (id int PRIMARY KEY, name text, city varchar(40), note text, age int, born date, ok boolean, "__proto__" text);
    INSERT INTO people VALUES
      (1, 'Nguyễn Văn An', 'Hà Nội', NULL, 31, '1990-05-04', true, NULL),
      (2, E'NGUYE\\u0302\\u0303N Thi Binh', 'Đà Nẵng', 'a.b[c]', 42, NULL, false, NULL),
      (3, 'Zoë Øster', 'Łódź', '50% off_now', 7, '2024-02-29', NULL, NULL),
      (4, 'Иван Ёлкин', '', 'x|y', NULL, NULL, NULL, 'hidden gem'),
      (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    CREATE TABLE days (d date PRIMARY KEY, ts timestamp, tz timestamptz, tm time);
    INSERT INTO days SELECT day, day, day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', '08:00'
      FROM generate_series(current_date - ${SPAN}, current_date + ${SPAN}, interval '1 day') s(moment), LATERAL (SELECT s.moment::date AS day) _;
    CREATE TABLE wide (id int PRIMARY KEY, ${wide});
    INSERT INTO wide (id, c0, c229) VALUES (1, 'first', 'last one'), (2, 'first', NULL);`);
});

async function idsOf(filter: Filter): Promise<unknown[]> {
  const { rows } = await browse(client, people, { limit: 100, filter, columns: ['id'] });
  return rows.map(([id]) => id);
}
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing thrown',
    (error) => (error instanceof TableError ? error.code : String(error)),
  );

describe('conditions', () => {
  it.each<[Filter, number[]]>([
    [{ column: 'age', op: 'between', value: [7, 31] }, [1, 3]],
    [{ column: 'born', op: 'between', value: ['1990-05-04', '1990-05-04'] }, [1]],
    [{ column: 'age', op: 'in', value: [7, null] }, [3, 4, 5]],
    // An empty cell differs from any value, and contains nothing.
    [{ column: 'age', op: 'notIn', value: [7, 31] }, [2, 4, 5]],
    [{ column: 'age', op: 'notIn', value: [7, null] }, [1, 2]],
    [{ column: 'age', op: 'notIn', value: [] }, [1, 2, 3, 4, 5]],
    [{ column: 'note', op: 'notContains', value: '%' }, [1, 2, 4, 5]],
    [{ column: 'note', op: 'ends', value: '_NOW' }, [3]],
    [{ column: 'note', op: 'ends', value: 'off%' }, []],
    [
      {
        or: [
          { and: [{ column: 'age', op: 'gt', value: 30 }, { search: 'binh' }] },
          { column: 'ok', op: 'eq', value: true },
        ],
      },
      [1, 2],
    ],
  ])('%j', async (filter, ids) => expect(await idsOf(filter)).toEqual(ids));

  it.each<[Filter, string]>([
    [{ column: 'age', op: 'between', value: [7] }, 'bad_value'],
    [{ column: 'age', op: 'between', value: [7, null] }, 'bad_value'],
    [{ column: 'age', op: 'between', value: 7 }, 'bad_value'],
    [{ column: 'note', op: 'ends', value: 7 }, 'bad_value'],
    [{ column: 'age', op: 'during', value: 'today' }, 'bad_operator'],
    [{ column: 'born', op: 'during', value: 'last_0_days' }, 'bad_value'],
    [{ column: 'born', op: 'during', value: "today'--" }, 'bad_value'],
    [{ column: 'born', op: 'during', value: 'today', timeZone: 'Mars/Olympus' }, 'bad_value'],
    [{ column: 'born', op: 'during', value: 'today', timeZone: "UTC'" }, 'bad_value'],
    [{ search: 'a b c d e f g h i' }, 'bad_value'],
    [{ search: 'a', column: 'age', op: 'empty' } as never, 'invalid_filter'],
  ])('%j is refused with %s', async (filter, code) => expect(await codeOf(idsOf(filter))).toBe(code));
});

describe('search', () => {
  it.each<[string, number[]]>([
    ['nguyen', [1, 2]],
    ['NGUYỄN', [1, 2]],
    ['nguye\u0302\u0303n', [1, 2]],
    ['da nang', [2]],
    // Each word in any column, in any order.
    ['noi an nguyen', [1]],
    ['noi binh', []],
    ['oster lodz zoe', [3]],
    ['a.b[c]', [2]],
    ['a.b', [2]],
    ['axb', []],
    ['50% off_', [3]],
    ['x|y', [4]],
    ['\\', []],
    ['иван елкин', [4]],
    ['gem', [4]],
    ['1990-05', [1]],
    ['42', [2]],
    ['   ', [1, 2, 3, 4, 5]],
    // No word goes over two columns.
    ['anha', []],
  ])('"%s"', async (search, ids) => expect(await idsOf({ search })).toEqual(ids));

  it('looks into more columns than a function of Postgres takes', async () => {
    const wide = { schema: 'public', name: 'wide' };
    const { rows } = await browse(client, wide, { limit: 10, filter: { search: 'FIRST last' }, columns: ['id'] });
    expect(rows).toEqual([[1]]);
  });

  it('P42 finds a text by each part of it, whatever its accents, case and form, and by nothing else', async () => {
    const letter = fc.oneof(
      fc.constantFrom(...'aAáÀăẶâẦdDđĐeễoơởuưiıIłŁßñ.*+?()[]{}|^$\\-/%_"\'#&~ 1'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }).filter((one) => one !== '\0' && one.isWellFormed()),
    );
    const text = fc.string({ unit: letter, minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        text,
        text,
        fc.nat(11),
        fc.nat(11),
        fc.constantFrom('NFC', 'NFD'),
        async (whole, other, a, b, form) => {
          const letters = [...new Intl.Segmenter().segment(whole)].map(({ segment }) => segment);
          const part = letters.slice(Math.min(a, b), Math.max(a, b) + 1).join('');
          const found = async (word: string) =>
            (
              await client.query('SELECT $1::text ~ $2::text AS found', [
                whole.normalize(form as 'NFC'),
                searchPattern(word),
              ])
            ).rows[0].found;
          if (part !== '') expect([part, await found(part)]).toEqual([part, true]);
          // Plain letters: the reference is the text without its marks, in small letters.
          if (/^[a-z0-9. ]*$/i.test(other) && /^[\u0020-\u007eáÀăẶâẦễơởưñ]*$/.test(whole)) {
            const plain = (one: string) =>
              one
                .normalize('NFD')
                .replace(/[\u0300-\u036f]/g, '')
                .toLowerCase();
            expect([other, await found(other)]).toEqual([other, plain(whole).includes(plain(other))]);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('during', () => {
  const DAY = 86_400_000;
  const iso = (time: number) => new Date(time).toISOString().slice(0, 10);
  /** The days of a period by a calendar of its own; `today` is its midnight in UTC. */
  function expectDays(period: string, today: number): string[] {
    const date = new Date(today);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    const monday = today - ((date.getUTCDay() + 6) % 7) * DAY;
    const utc = Date.UTC;
    const quarter = month - (month % 3);
    const of: Record<string, [number, number]> = {
      today: [today, today + DAY],
      yesterday: [today - DAY, today],
      tomorrow: [today + DAY, today + 2 * DAY],
      this_week: [monday, monday + 7 * DAY],
      last_week: [monday - 7 * DAY, monday],
      next_month: [utc(year, month + 1), utc(year, month + 2)],
      this_month: [utc(year, month), utc(year, month + 1)],
      last_quarter: [utc(year, quarter - 3), utc(year, quarter)],
      this_year: [utc(year, 0), utc(year + 1, 0)],
      last_7_days: [today - 6 * DAY, today + DAY],
      next_2_weeks: [today, today + 14 * DAY],
    };
    const [from, to] = of[period]!;
    const list: string[] = [];
    for (let day = from; day < to; day += DAY) list.push(iso(day));
    return list;
  }

  const PERIODS =
    'today yesterday tomorrow this_week last_week next_month this_month last_quarter this_year last_7_days next_2_weeks';
  it.each(PERIODS.split(' '))('%s', async (period) => {
    // Kiritimati is fourteen hours ahead of UTC, Niue eleven behind: it is never the same day in both.
    for (const timeZone of ['UTC', 'Pacific/Kiritimati', 'Pacific/Niue']) {
      const { rows } = await client.query('SELECT (now() AT TIME ZONE $1)::date::text AS today', [timeZone]);
      const wanted = expectDays(period, Date.parse(`${rows[0].today}T00:00:00Z`));
      const found = async (column: string) =>
        (
          await browse(client, days, {
            limit: 1000,
            columns: [column],
            filter: { column, op: 'during', value: period, ...(timeZone !== 'UTC' && { timeZone }) },
          })
        ).rows.map(([value]) => String(value).slice(0, 10));
      expect(await found('d')).toEqual(wanted);
      expect(await found('ts')).toEqual(wanted);
    }
  });

  it('a moment with a zone is in the period of where one asks', async () => {
    const filter: Filter = { column: 'tz', op: 'during', value: 'today', timeZone: 'Asia/Ho_Chi_Minh' };
    const { rows } = await browse(client, days, { limit: 10, columns: ['d'], filter });
    const { rows: wanted } = await client.query("SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date::text AS today");
    expect(rows).toEqual([[wanted[0].today]]);
  });
});
