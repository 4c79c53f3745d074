import { beforeEach, describe, expect, it } from 'vitest';
import { mergeStage } from '../merge/merge.ts';
import { createStage } from '../merge/stage.ts';
import { useTestDatabase } from '../testing/database.ts';
import { countPutBack } from './cascade-undo.ts';
import { undo } from './undo.ts';
import type { XminMarker } from './undo-record.ts';
import { createXminMarker, undoByXmin } from './xmin-marker.ts';

const { client } = await useTestDatabase();
const ref = { schema: 'public', name: 'stock' };
beforeEach(async () => {
  await client.query(
    `ROLLBACK; DROP TABLE IF EXISTS stock CASCADE; DROP SCHEMA IF EXISTS sheetport_work CASCADE;
     CREATE TABLE stock (id int PRIMARY KEY, code text UNIQUE, n int);
     INSERT INTO stock SELECT i, 'c' || i, i FROM generate_series(1, 10) i`,
  );
});
const rows = async () =>
  (await client.query('SELECT id, code, n FROM stock ORDER BY id')).rows.map(({ id, code, n }) => [id, code, n]);

async function bring(id: string, values: string): Promise<void> {
  await client.query('BEGIN');
  const stage = await createStage(client, ref, ['id', 'code', 'n']);
  await client.query(`INSERT INTO stage VALUES ${values}`);
  await mergeStage(client, { stage, mode: 'upsert', onReject: 'abort', undo: { id } });
  await client.query('COMMIT');
}
/** Undo in one transaction; of each, what was removed, restored, kept, and had been put back by those before it. */
async function cascadeUndo(ids: (string | XminMarker)[]): Promise<number[][]> {
  await client.query('BEGIN');
  const mark = ids.find((id) => typeof id !== 'string');
  const marks = mark ? [{ id: 'load', mark }] : [];
  const results: number[][] = [];
  for (const id of ids) {
    const again = await countPutBack(client, { table: ref, id: typeof id === 'string' ? id : 'load' });
    const { removed, restored, kept } =
      typeof id === 'string'
        ? await undo(client, { table: ref, id, marks })
        : await undoByXmin(client, { table: ref, id: 'load', mark: id });
    results.push([removed, restored, kept, again]);
  }
  await client.query('COMMIT');
  return results;
}

describe('P40 several imports undone in one transaction, the last one first', () => {
  it('what one puts back is the earlier one’s again, and is told', async () => {
    const start = await rows();
    await bring('a', `(2, 1, 'c1', 100), (3, 11, 'c11', 11), (4, 12, 'c12', 12)`);
    await bring('b', `(2, 1, 'c1', 200), (3, 11, 'c11', 22), (4, 13, 'c13', 13)`);
    await bring('c', `(2, 11, 'n11', 33), (3, 12, 'c12', 13), (4, 2, 'c2', 222)`);
    const results = await cascadeUndo(['c', 'b', 'a']);
    expect(await rows()).toEqual(start);
    expect(results).toEqual([
      [0, 3, 0, 0],
      [1, 2, 0, 1],
      [2, 1, 0, 3],
    ]);
  });

  it('a load that kept no record finds its rows again; what others changed in between stays theirs', async () => {
    await client.query('BEGIN');
    await client.query(`INSERT INTO stock SELECT i, 'c' || i, i FROM generate_series(11, 14) i`);
    const mark = await createXminMarker(client, ref, 4);
    await client.query('COMMIT');
    await bring('b', `(2, 11, 'c11', 22), (3, 1, 'c1', 100)`);
    await client.query('UPDATE stock SET n = 77 WHERE id = 12');
    await bring('c', `(2, 12, 'c12', 5), (3, 15, 'c15', 15)`);
    expect(await cascadeUndo(['c', 'b', mark])).toEqual([
      [1, 1, 0, 0],
      [0, 2, 0, 0],
      [4 - 1, 0, 1, 1],
    ]);
    const start = Array.from({ length: 10 }, (_, n) => [n + 1, `c${n + 1}`, n + 1]);
    expect(await rows()).toEqual([...start, [12, 'c12', 77]]);
  });
});
