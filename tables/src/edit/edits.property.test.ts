import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { introspect } from '../catalog/introspect.ts';
import { mergeStage } from '../merge/merge.ts';
import { createStage } from '../merge/stage.ts';
import { browse } from '../query/select-page.ts';
import { useTestDatabase } from '../testing/database.ts';
import { editRows, type TestEdit } from '../testing/edit-rows.ts';
import { undo } from '../undo/undo.ts';
import type { LoadWithMarker } from '../undo/undo-dependencies.ts';
import { createXminMarker, undoByXmin } from '../undo/xmin-marker.ts';

const { db, client } = await useTestDatabase();
const ref = { schema: 'public', name: 'stock' };
const START = `DROP SCHEMA IF EXISTS sheetport_work CASCADE; DROP TABLE IF EXISTS stock CASCADE;
  CREATE TABLE stock (id int PRIMARY KEY, code text, n int);
  INSERT INTO stock SELECT i, 'c' || i, i FROM generate_series(1, 6) i`;
beforeEach(async () => {
  await client.query(`ROLLBACK; ${START}`);
});

type Row = (string | number | null)[];
const rows = async (): Promise<Row[]> =>
  (await client.query({ text: 'SELECT id, code, n FROM stock ORDER BY id, code, n', rowMode: 'array' })).rows as Row[];

/** Keys and values that meet often. */
const Key = fc.integer({ min: 1, max: 9 });
const Value = fc.integer({ min: 0, max: 3 });
type Step =
  | { kind: 'edit'; updates: { at: number; n: number; key: number | null }[]; inserts: number[]; deletes: number[] }
  | { kind: 'import'; mode: 'upsert' | 'replace'; keys: number[]; n: number }
  | { kind: 'load'; keys: number[] }
  | { kind: 'others'; at: number; n: number };
const Step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      updates: fc.array(fc.record({ at: Key, n: Value, key: fc.option(Key, { freq: 6 }) }), { maxLength: 3 }),
      inserts: fc.uniqueArray(Key, { maxLength: 2 }),
      deletes: fc.array(Key, { maxLength: 2 }),
    }),
  },
  fc.record({
    kind: fc.constant('import' as const),
    mode: fc.constantFrom('upsert' as const, 'replace' as const),
    keys: fc.uniqueArray(Key, { minLength: 1, maxLength: 4 }),
    n: Value,
  }),
  fc.record({ kind: fc.constant('load' as const), keys: fc.uniqueArray(Key, { minLength: 1, maxLength: 2 }) }),
);

/** What was done and can be undone. */
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

/** Do a step; of an edit only what the table allows. Out: nothing where nothing was done. */
async function take(step: Step, id: string): Promise<Done | undefined> {
  const there = await rows();
  const keys = new Set(there.map(([key]) => key as number));
  if (step.kind === 'others') {
    await client.query('UPDATE stock SET n = $2 WHERE id = $1', [step.at, step.n]);
    return undefined;
  }
  if (step.kind === 'load') {
    const fresh = step.keys.filter((key) => !keys.has(key));
    if (fresh.length === 0) return undefined;
    return inTransaction(async () => {
      await client.query('INSERT INTO stock SELECT k, $2, 0 FROM unnest($1::int[]) k', [fresh, `load ${id}`]);
      return { id, mark: await createXminMarker(client, ref, fresh.length) };
    });
  }
  if (step.kind === 'import')
    return inTransaction(async () => {
      const stage = await createStage(client, ref, ['id', 'code', 'n']);
      await client.query(`INSERT INTO stage SELECT k, k, $2, $3 FROM unnest($1::int[]) k`, [
        step.keys,
        `import ${id}`,
        step.n,
      ]);
      await mergeStage(client, { stage, mode: step.mode, onReject: 'abort', undo: { id } });
      return { id };
    });
  const table = await introspect(client, ref);
  const page = await browse(client, ref, { limit: 100 });
  const idOf = new Map(page.rows.map(([key], at) => [key as number, page.ids[at]!]));
  const deletes = [...new Set(step.deletes)].filter((key) => keys.has(key));
  const left = new Set([...keys].filter((key) => !deletes.includes(key)));
  const updates: NonNullable<TestEdit['updates']> = [];
  const updated = new Set<number>();
  for (const { at, n, key } of step.updates) {
    if (!left.has(at) || updated.has(at)) continue;
    updated.add(at);
    const moved = key !== null && !left.has(key) && !keys.has(key);
    if (moved) {
      left.delete(at);
      left.add(key);
      updated.add(key);
    }
    updates.push({ id: idOf.get(at)!, cells: { n: String(n), ...(moved ? { id: String(key) } : {}) } });
  }
  const inserts = step.inserts.filter((key) => !left.has(key)).map((key) => ({ id: String(key), code: `edit ${id}` }));
  if (updates.length + inserts.length + deletes.length === 0) return undefined;
  return inTransaction(async () => {
    const done = await editRows(client, ref, table, id, {
      updates,
      inserts,
      deletes: deletes.map((key) => idOf.get(key)!),
    });
    expect(done.aborted).toBe(false);
    return { id };
  });
}

async function undoOne(done: Done, others: readonly Done[]): Promise<void> {
  const marks = others.flatMap(({ id, mark }) => (mark && id !== done.id ? [{ id, mark }] : []));
  await inTransaction(() =>
    done.mark
      ? undoByXmin(client, { table: ref, id: done.id, mark: done.mark, marks })
      : undo(client, { table: ref, id: done.id, marks }),
  );
}

it('P40 edits and imports undone in any order: when all of them are, the table is as it was before the first', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(Step, { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
      async (steps, picks) => {
        await client.query(START);
        const start = await rows();
        const done: Done[] = [];
        for (const [n, step] of steps.entries()) {
          const one = await take(step, `j${n}`);
          if (one) done.push(one);
        }
        for (const pick of picks.slice(0, done.length)) {
          const [one] = done.splice(pick % done.length, 1);
          await undoOne(one!, done);
        }
        expect(await rows()).toEqual(start);
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 12) },
  );
});

it('P40 a row that others changed since an edit is kept by its undo, and so is one that they deleted', async () => {
  const table = await introspect(client, ref);
  const page = await browse(client, ref, { limit: 100 });
  await inTransaction(() =>
    editRows(client, ref, table, 'e', {
      updates: [1, 2, 3].map((at) => ({ id: page.ids[at]!, cells: { n: '50' } })),
      deletes: [page.ids[4]!],
    }),
  );
  await client.query('UPDATE stock SET n = 60 WHERE id = 2; DELETE FROM stock WHERE id = 3');
  const undone = await inTransaction(() => undo(client, { table: ref, id: 'e' }));
  expect(undone).toMatchObject({ removed: 0, restored: 2, kept: 2, keptKeys: [['2'], ['3']] });
  expect(await rows()).toEqual([
    [1, 'c1', 1],
    [2, 'c2', 60],
    [4, 'c4', 4],
    [5, 'c5', 5],
    [6, 'c6', 6],
  ]);
});

it('P60 of two edits of one row at once, the later finds that the row was changed; forced, it writes over the earlier', async () => {
  const table = await introspect(client, ref);
  const ids: string[] = [];
  const other = await db.connect();
  const change = (by: typeof client, id: string, n: string, force: boolean) =>
    editRows(by, ref, table, id, { updates: [{ id: ids[0]!, cells: { n } }] }, { force });
  for (const force of [false, true]) {
    await client.query(START);
    ids[0] = (await browse(client, ref, { limit: 1 })).ids[0]!;
    await client.query('BEGIN');
    await change(client, 'a', '10', false);
    await other.query('BEGIN');
    // It waits for the first one's lock.
    const later = change(other, 'b', '20', force);
    await expect
      .poll(async () => (await db.pool.query(`SELECT 1 FROM pg_locks WHERE NOT granted`)).rowCount, { interval: 5 })
      .toBe(1);
    await client.query('COMMIT');
    const done = await later;
    expect([done.aborted, done.rejected]).toEqual(force ? [false, 0] : [true, 1]);
    await other.query(done.aborted ? 'ROLLBACK' : 'COMMIT');
    expect((await rows())[0]).toEqual([1, 'c1', force ? 20 : 10]);
  }
});
