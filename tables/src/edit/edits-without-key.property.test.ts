import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { introspect } from '../catalog/introspect.ts';
import { browse } from '../query/select-page.ts';
import { useTestDatabase } from '../testing/database.ts';
import { editRows } from '../testing/edit-rows.ts';
import { undo } from '../undo/undo.ts';
import type { LoadWithMarker } from '../undo/undo-dependencies.ts';
import { createXminMarker, undoByXmin } from '../undo/xmin-marker.ts';

const { client } = await useTestDatabase();
const ref = { schema: 'public', name: 'notes' };
const startOf = (make: string) => `DROP SCHEMA IF EXISTS sheetport_work CASCADE; DROP TABLE IF EXISTS notes CASCADE;
  ${make}; INSERT INTO notes (code, n) SELECT 'c' || i % 3, i % 2 FROM generate_series(1, 6) i`;
const COLUMNS = 'code text NOT NULL, n int, twice int GENERATED ALWAYS AS (n * 2) STORED, "_kind" text, nr int';
const PLAIN = startOf(`CREATE TABLE notes (${COLUMNS} GENERATED ALWAYS AS IDENTITY)`);
/** Its edits move rows from one part to another. One part has its columns at other places. */
const PARTED = startOf(`CREATE TABLE notes (${COLUMNS} DEFAULT 1) PARTITION BY RANGE (n);
  CREATE TABLE notes_low PARTITION OF notes FOR VALUES FROM (0) TO (2);
  CREATE TABLE notes_high (gone int, nr int DEFAULT 1, "_kind" text, n int, twice int GENERATED ALWAYS AS (n * 2) STORED, code text NOT NULL);
  ALTER TABLE notes_high DROP gone; ALTER TABLE notes ATTACH PARTITION notes_high FOR VALUES FROM (2) TO (5);
  CREATE TABLE notes_others PARTITION OF notes DEFAULT`);
beforeEach(async () => {
  await client.query(`ROLLBACK; ${PLAIN}`);
});
const rows = async () =>
  (
    await client.query({
      text: 'SELECT code, n, twice, "_kind", nr FROM notes ORDER BY code, n, "_kind", nr',
      rowMode: 'array',
    })
  ).rows;

/** Which of the rows that are there, by their place in the order of `browse`. */
const Nth = fc.nat({ max: 8 });
const Step = fc.oneof(
  fc.record({
    kind: fc.constant('edit' as const),
    updates: fc.array(fc.record({ nth: Nth, n: fc.nat({ max: 3 }) }), { maxLength: 3 }),
    inserts: fc.nat({ max: 2 }),
    deletes: fc.array(Nth, { maxLength: 2 }),
  }),
  fc.record({ kind: fc.constant('load' as const), count: fc.integer({ min: 1, max: 2 }) }),
);
interface Done {
  id: string;
  mark?: LoadWithMarker['mark'];
}

async function inTransaction<T>(work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function take(
  step: typeof Step extends fc.Arbitrary<infer T> ? T : never,
  id: string,
): Promise<Done | undefined> {
  if (step.kind === 'load')
    return inTransaction(async () => {
      await client.query(`INSERT INTO notes (code, n) SELECT $2, 9 FROM generate_series(1, $1)`, [
        step.count,
        `load ${id}`,
      ]);
      return { id, mark: await createXminMarker(client, ref, step.count) };
    });
  const table = await introspect(client, ref);
  const { ids } = await browse(client, ref, { limit: 100 });
  const deletes = [...new Set(step.deletes)].filter((nth) => nth < ids.length);
  const updates = step.updates.filter(
    ({ nth }, at, all) => nth < ids.length && !deletes.includes(nth) && all.findIndex((one) => one.nth === nth) === at,
  );
  if (updates.length + step.inserts + deletes.length === 0) return undefined;
  return inTransaction(async () => {
    const done = await editRows(client, ref, table, id, {
      updates: updates.map(({ nth, n }) => ({ id: ids[nth]!, cells: { n: String(n), _kind: id } })),
      inserts: Array.from({ length: step.inserts }, () => ({ code: `edit ${id}` })),
      deletes: deletes.map((nth) => ids[nth]!),
    });
    expect([done.aborted, done.undoable]).toEqual([false, true]);
    // The ids that it answers are those of the rows as they are.
    const now = new Set((await browse(client, ref, { limit: 100 })).ids);
    for (const one of done.ids.values()) expect(now.has(one)).toBe(true);
    return { id };
  });
}

it.each([
  ['a table', PLAIN],
  ['a partitioned table', PARTED],
])(
  'P40 of %s without a key: edits and loads undone in any order leave the table as it was before the first',
  async (_, start) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(Step, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
        async (steps, picks) => {
          await client.query(start);
          const before = await rows();
          const done: Done[] = [];
          for (const [n, step] of steps.entries()) {
            const one = await take(step, `j${n}`);
            if (one) done.push(one);
          }
          for (const pick of picks.slice(0, done.length)) {
            const [one] = done.splice(pick % done.length, 1);
            const marks = done.flatMap(({ id, mark }) => (mark ? [{ id, mark }] : []));
            await inTransaction(() =>
              one!.mark
                ? undoByXmin(client, { table: ref, id: one!.id, mark: one!.mark, marks })
                : undo(client, { table: ref, id: one!.id, marks }),
            );
          }
          expect(await rows()).toEqual(before);
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 12) },
    );
  },
);

it('P40 of a table without a key: a row that others changed since is kept', async () => {
  const table = await introspect(client, ref);
  const { ids } = await browse(client, ref, { limit: 100 });
  await inTransaction(() =>
    editRows(client, ref, table, 'e', {
      updates: [0, 1].map((at) => ({ id: ids[at]!, cells: { n: '50' } })),
      deletes: [ids[2]!],
    }),
  );
  await client.query(`UPDATE notes SET n = 60 WHERE ctid = (SELECT ctid FROM notes WHERE n = 50 LIMIT 1)`);
  const undone = await inTransaction(() => undo(client, { table: ref, id: 'e' }));
  expect(undone).toMatchObject({ removed: 0, restored: 2, kept: 1 });
  const late = await inTransaction(() =>
    editRows(client, ref, table, 'late', { updates: [{ id: ids[0]!, cells: { n: '7' } }] }),
  );
  expect(late).toMatchObject({ aborted: true, rejected: 1 });
});

it('of a partitioned table without a key: parts may come, but one that was rewritten has its rows at other places', async () => {
  await client.query(PARTED);
  const table = await introspect(client, ref);
  const before = await rows();
  const editFirst = async (id: string) => {
    const { ids } = await browse(client, ref, { limit: 100 });
    await inTransaction(() => editRows(client, ref, table, id, { updates: [{ id: ids[0]!, cells: { n: '3' } }] }));
  };
  await editFirst('a');
  await client.query('CREATE TABLE notes_far PARTITION OF notes FOR VALUES FROM (5) TO (9)');
  await inTransaction(() => undo(client, { table: ref, id: 'a' }));
  expect(await rows()).toEqual(before);
  await editFirst('b');
  await client.query('VACUUM FULL notes_high');
  await expect(inTransaction(() => undo(client, { table: ref, id: 'b' }))).rejects.toMatchObject({
    code: 'no_such_undo',
  });
});
