/** A job that waited, for a worker or for other jobs, is asked for again as it begins (docs/promises.md, P54). */
import { randomUUID } from 'node:crypto';
import { createMigratedDatabase, dropDatabase } from '@sheetport/prisma/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refuseLostRight, type SentJob } from './sender-rights.ts';

let url: string;
let pool: pg.Pool;
beforeAll(async () => {
  url = await createMigratedDatabase(process.env.TEST_DATABASE_URL!, 'rights');
  pool = new pg.Pool({ connectionString: url });
});
afterAll(async () => {
  await pool.end();
  await dropDatabase(url, process.env.TEST_DATABASE_URL!);
});

interface Scene {
  person: string;
  key: string;
  table: string;
  second: string;
  folder: string;
}

async function addScene(): Promise<Scene> {
  const [person, key, table, second, folder] = Array.from({ length: 5 }, () => randomUUID()) as [
    string,
    string,
    string,
    string,
    string,
  ];
  await pool.query(`INSERT INTO sheetport.person (id, name, role) VALUES ($1, 'Ann', 'editor')`, [person]);
  await pool.query(
    `INSERT INTO sheetport.api_key (id, person_id, name, scopes, secret_hash) VALUES ($1, $2, 'x', '{import,export}', 'x')`,
    [key, person],
  );
  await pool.query('INSERT INTO sheetport.folder (id, name, restricted) VALUES ($1, $2, false)', [folder, folder]);
  for (const [id, of] of [
    [table, folder],
    [second, null],
  ])
    await pool.query(
      `INSERT INTO sheetport."table" (id, name, schema, relation_name, columns, key, folder_id) VALUES ($1, $3, 'people', $3, '[]', '{}', $2)`,
      [id, of, id],
    );
  return { person, key, table, second, folder };
}

const TAKEN: Record<string, (scene: Scene) => [string, string]> = {
  'the role': ({ person }) => [`UPDATE sheetport.person SET role = 'guest' WHERE id = $1`, person],
  'the account': ({ person }) => ['UPDATE sheetport.person SET disabled_at = now() WHERE id = $1', person],
  'the key': ({ key }) => ['DELETE FROM sheetport.api_key WHERE id = $1', key],
  'the table': ({ table }) => ['UPDATE sheetport."table" SET restricted = true WHERE id = $1', table],
  'the folder': ({ folder }) => ['UPDATE sheetport.folder SET restricted = true WHERE id = $1', folder],
};

test('P54 a job that waited begins with the rights of now: a role, an account, a key, a table or a folder may be gone', async () => {
  for (const [what, take] of Object.entries(TAKEN)) {
    const scene = await addScene();
    const { person: sender, key: keyId, table: tableId, second } = scene;
    const several = { format: 'xlsx', sheets: [{ tableId: second }, { tableId }] };
    const jobs: SentJob[] = [
      { kind: 'import', tableId, spec: {}, sender, keyId },
      { kind: 'edit', tableId, spec: {}, sender, keyId },
      { kind: 'undo', tableId, spec: {}, sender, keyId },
      { kind: 'export', tableId, spec: {}, sender, keyId },
      { kind: 'export', tableId: null, spec: several, sender, keyId },
    ];
    for (const job of jobs) await refuseLostRight(pool, job);
    const [sql, id] = take(scene);
    await pool.query(sql, [id]);
    for (const job of jobs)
      await expect(refuseLostRight(pool, job), `${what}, ${job.kind}`).rejects.toMatchObject({
        code: 'sender_not_allowed',
      });
    // Without a key it is the person who asks.
    if (what === 'the key') for (const job of jobs) await refuseLostRight(pool, { ...job, keyId: null });
  }
});

test('P54 the same of owners: disabled, or with a key that was ended; work of a person who was deleted stays', async () => {
  const { person: sender, key: keyId, table: tableId } = await addScene();
  await pool.query(`UPDATE sheetport.person SET role = 'owner' WHERE id = $1`, [sender]);
  const job: SentJob = { kind: 'import', tableId, spec: {}, sender, keyId };
  await refuseLostRight(pool, job);
  await pool.query('UPDATE sheetport.person SET disabled_at = now() WHERE id = $1', [sender]);
  await expect(refuseLostRight(pool, job)).rejects.toMatchObject({ code: 'sender_not_allowed' });
  await pool.query('UPDATE sheetport.person SET disabled_at = NULL WHERE id = $1', [sender]);
  await pool.query('DELETE FROM sheetport.api_key WHERE id = $1', [keyId]);
  await expect(refuseLostRight(pool, job)).rejects.toMatchObject({ code: 'sender_not_allowed' });
  await pool.query('DELETE FROM sheetport.person WHERE id = $1', [sender]);
  await refuseLostRight(pool, job);
});
