/** @module-tag long */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type MergeOptions, type MergeResult, mergeStage } from './merge/merge.ts';
import type { MergeMode } from './merge/merge-plan.ts';
import { sampleChanges } from './merge/sample-changes.ts';
import { createStage, type Stage } from './merge/stage.ts';
import { useTestDatabase } from './testing/database.ts';
import { connectWatched } from './testing/watch-plans.ts';
import { undo } from './undo/undo.ts';
import { undoCreated } from './undo/undo-created.ts';
import type { LoadWithMarker } from './undo/undo-dependencies.ts';
import { createXminMarker, undoByXmin } from './undo/xmin-marker.ts';

/**
 * No statement goes through a whole set for each row of another one, whatever Postgres believes of tables that have just been
 * filled. Statements are really run, and what their plans did is counted: a plan that is quadratic handles ROWS² / 2 rows or more.
 */
const ROWS = 2_000;
/** Of any node of any plan: a few sets of rows are joined, and each may be read for each other one. */
const MOST = 12 * ROWS;

const { db } = await useTestDatabase();
const { client, efforts } = await connectWatched(db.url);
afterAll(() => client.end());
const ref = { schema: 'public', name: 'stock' };

/** Any statement since the last call that handled more rows than it may. */
function tooMuch() {
  return efforts().filter(({ rows }) => rows > MOST);
}

/** Imports, as `mode from-to`; `load` is one that records nothing but its transaction. */
type Step = readonly [mode: MergeMode | 'load', from: number, to: number];

const COLUMNS = 'id int PRIMARY KEY, code text, n numeric';
const TRIGGER = `CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.code := NEW.code; RETURN NEW; END';
  CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON stock FOR EACH ROW EXECUTE FUNCTION touch()`;
const TABLES: Record<string, string> = {
  'a table': `CREATE TABLE stock (${COLUMNS})`,
  'a table whose key has a collation': `CREATE TABLE stock (id text COLLATE "C" PRIMARY KEY, code text, n numeric)`,
  'a table with a trigger': `CREATE TABLE stock (${COLUMNS}); ${TRIGGER}`,
  'a table with a key of two columns':
    'CREATE TABLE stock (a int DEFAULT 1, id int, code text, n numeric, PRIMARY KEY (a, id))',
};

async function begin<T>(work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  const result = await work();
  await client.query('COMMIT');
  return result;
}

async function take([mode, from, to]: Step, id: string): Promise<LoadWithMarker | undefined> {
  const rows = `SELECT i, i, 'c' || i, ${id.charCodeAt(0)} FROM generate_series(${from}, ${to}) i`;
  return begin(async () => {
    if (mode === 'load') {
      const sql = `INSERT INTO stock (id, code, n) SELECT i, c, n FROM (${rows}) x(r, i, c, n)`;
      const { rowCount } = await client.query(sql);
      return { id, mark: await createXminMarker(client, ref, rowCount!) };
    }
    const stage = await createStage(client, ref, ['id', 'code', 'n']);
    await client.query(`INSERT INTO stage ${rows}`);
    const key = mode === 'upsert' || mode === 'update' ? keyOfTable : undefined;
    await mergeStage(client, { stage, mode, key, onReject: 'abort', undo: { id } });
    return undefined;
  });
}
let keyOfTable: string[] | undefined;

async function runHistory(steps: readonly Step[], order: string): Promise<void> {
  const names = [...'ABCDEF'].slice(0, steps.length);
  let marks: LoadWithMarker[] = [];
  for (const [index, id] of names.entries()) marks.push(...[await take(steps[index]!, id)].filter((mark) => !!mark));
  for (const id of order) {
    const own = marks.find((mark) => mark.id === id);
    marks = marks.filter((mark) => mark.id !== id);
    await begin<unknown>(() =>
      own ? undoByXmin(client, { table: ref, ...own, marks }) : undo(client, { table: ref, id, marks }),
    );
  }
}

beforeEach(async () => {
  await client.query(
    `ROLLBACK; DROP SCHEMA IF EXISTS sheetport_work CASCADE; DROP TABLE IF EXISTS stock, other CASCADE`,
  );
  efforts();
});

const R = ROWS;
const HISTORIES: [history: string, steps: Step[], orders: string[]][] = [
  ['insert', [['load', 1, R]], ['A']],
  [
    'replace, then insert',
    [
      ['load', 1, R],
      ['replace', R / 3, R],
      ['insert', R + 1, R + R / 3],
    ],
    ['CBA', 'BCA', 'ABC'],
  ],
  [
    'replace by other rows, then insert the rest',
    [
      ['load', 1, R],
      ['replace', R + 1, 2 * R],
      ['insert', 1, R],
    ],
    ['CBA', 'ACB', 'BCA'],
  ],
  [
    'upserts of the same rows',
    [
      ['load', 1, R],
      ['upsert', 1, R],
      ['upsert', R / 2, R + R / 2],
      ['update', 1, R],
    ],
    ['DCBA', 'ABCD', 'BDAC'],
  ],
  [
    'several replaces',
    [
      ['insert', 1, R],
      ['replace', 1, R],
      ['replace', R / 2, R + R / 2],
      ['replace', 1, R],
    ],
    ['DCBA', 'ABCD', 'CABD'],
  ],
  [
    'replace, upsert, replace',
    [
      ['upsert', 1, R],
      ['replace', R / 2, R],
      ['upsert', 1, R],
      ['replace', R, R + 9],
    ],
    ['DCBA', 'ABCD', 'CBDA'],
  ],
];

const CASES = Object.entries(TABLES).flatMap(([table, create], n) =>
  HISTORIES.flatMap(([history, steps, orders]) =>
    // Every order of the first table's histories; of the others' one each.
    (n === 0 ? orders : [orders[n % orders.length]!]).map((order) => ({ table, create, history, steps, order })),
  ),
);

it.each(CASES)(
  'P40 undo reads no set for each row of another: $table, $history, undone as $order',
  async ({ create, steps, order }) => {
    await client.query(create);
    keyOfTable = create.includes('(a, id)') ? ['id'] : undefined;
    if (keyOfTable) await client.query('CREATE UNIQUE INDEX ON stock (id)');
    await runHistory(steps, order);
    expect(tooMuch()).toEqual([]);
  },
);

/** Merge rows, and what a query says of them, in a transaction that `within` is run in before it is rolled back. */
async function mergeAnd(
  rows: string,
  columns: string[],
  options: Omit<MergeOptions, 'stage'>,
  within: (stage: Stage) => Promise<unknown> = async () => undefined,
): Promise<MergeResult> {
  await client.query('BEGIN');
  const stage = await createStage(client, ref, columns);
  await client.query(`INSERT INTO stage ${rows}`);
  const merged = await mergeStage(client, { ...options, stage });
  await within(stage);
  await client.query('ROLLBACK');
  return merged;
}

describe('a merge', () => {
  it('samples changes where all rows are changed and none is added', async () => {
    await client.query(
      `CREATE TABLE stock (${COLUMNS}); INSERT INTO stock SELECT i, 'c', 0 FROM generate_series(1, ${R}) i`,
    );
    const merged = await mergeAnd(
      `SELECT i, i, 1 FROM generate_series(1, ${R}) i`,
      ['id', 'n'],
      { mode: 'upsert', onReject: 'skip', undo: { id: 'dry' } },
      () => sampleChanges(client, { table: ref, id: 'dry', limit: R + 9 }),
    );
    expect(merged.updated).toBe(R);
    expect(tooMuch()).toEqual([]);
  });

  it('takes out rows of which every one has a cell that cannot be read', async () => {
    await client.query('CREATE TABLE stock (id int PRIMARY KEY, code varchar(3), at inet)');
    const merged = await mergeAnd(
      `SELECT i, i, 'long ' || i, 'x' FROM generate_series(1, ${R}) i`,
      ['id', 'code', 'at'],
      { mode: 'insert', onReject: 'skip' },
    );
    expect(merged.rejected).toBe(R);
    expect(tooMuch()).toEqual([]);
  });

  it('finds keys that are there already where nulls are equal', async () => {
    await client.query(
      `CREATE TABLE stock (id int PRIMARY KEY, a int, b int, UNIQUE NULLS NOT DISTINCT (a, b)); INSERT INTO stock SELECT i, i, NULL FROM generate_series(1, ${R}) i`,
    );
    const rows = `SELECT i, ${R} + i, i, CASE WHEN i % 2 = 0 THEN i END FROM generate_series(1, ${R}) i`;
    const merged = await mergeAnd(rows, ['id', 'a', 'b'], { mode: 'insert', onReject: 'skip' });
    expect(merged.rejected).toBe(R / 2);
    expect(tooMuch()).toEqual([]);
  });

  it.each(['insert', 'upsert', 'replace'] as const)(
    '%s: finds rows whose parent comes along, or does not',
    async (mode) => {
      await client.query(
        `CREATE TABLE stock (id int PRIMARY KEY, parent int REFERENCES stock, up text, code text); INSERT INTO stock SELECT i, NULL, NULL, 'c' || i FROM generate_series(1, ${R}) i; ANALYZE stock`,
      );
      const rows = `SELECT i, ${R} + i, CASE WHEN i % 10 = 0 THEN -1 ELSE ${R} + 1 + i % 9 END, 'c' || ${R} + i, 'c' || ${R} + i / 2 FROM generate_series(1, ${R}) i`;
      const check = { kind: 'reference', to: { ...ref, column: 'code' }, create: false } as const;
      const rules = [{ column: 'up', severity: 'error', check } as const];
      await mergeAnd(rows, ['id', 'parent', 'code', 'up'], { mode, onReject: 'skip', rules });
      expect(tooMuch()).toEqual([]);
    },
  );

  it.each([true, false])(
    'makes what a reference misses, by a column without an index (any is missing: %s)',
    async (any) => {
      await client.query(
        `CREATE TABLE stock (id int PRIMARY KEY, code text); CREATE TABLE other (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, code text);
       INSERT INTO other (code) SELECT 'c' || i FROM generate_series(1, ${any ? R / 2 : R}) i`,
      );
      const to = { schema: 'public', name: 'other', column: 'code' };
      const rules = [{ column: 'code', severity: 'error', check: { kind: 'reference', to, create: true } } as const];
      const rows = `SELECT i, i, 'c' || ${R + 1} - i FROM generate_series(1, ${R}) i`;
      const merged = await mergeAnd(
        rows,
        ['id', 'code'],
        { mode: 'insert', onReject: 'skip', rules, undo: { id: 'made' } },
        async () => {
          if (!any) return;
          await client.query(`DELETE FROM stock WHERE id % 2 = 0`);
          const users = [{ ...ref, column: 'code', to: 'code' }];
          const removed = await undoCreated(client, { table: to, id: 'made_r0', users });
          expect(removed).toEqual({ removed: R / 4, kept: R / 4 });
        },
      );
      expect(merged.created.reduce((sum, { count }) => sum + count, 0)).toBe(any ? R / 2 : 0);
      expect(tooMuch()).toEqual([]);
    },
  );
});
