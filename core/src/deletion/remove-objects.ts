import type { Storage } from '@sheetport/storage';
import { z } from 'zod';
import { queryRows } from '../transactions/query-rows.ts';
import type { Queryable } from '../transactions/queryable.ts';

const Key = z.object({ key: z.string() });
const BATCH = 200;

/** Note objects of records that the same transaction deletes. Once it is committed they go, at the latest with the janitor. */
export async function noteRemovals(client: Queryable, keys: readonly string[]): Promise<void> {
  await client.query('INSERT INTO sheetport.removal (key) SELECT DISTINCT unnest($1::text[]) ON CONFLICT DO NOTHING', [
    keys,
  ]);
}

/**
 * Remove the objects that are noted.
 * @returns how many
 * @throws StorageError where the storage does not answer: the notes stay
 */
export async function removeNoted(pool: Queryable, storage: Pick<Storage, 'remove'>): Promise<number> {
  let removed = 0;
  for (;;) {
    const noted = await queryRows(
      pool,
      Key,
      `SELECT key FROM sheetport.removal ORDER BY created_at LIMIT ${BATCH}`,
      [],
    );
    if (noted.length === 0) return removed;
    const keys = noted.map(({ key }) => key);
    await storage.remove(...keys);
    await pool.query('DELETE FROM sheetport.removal WHERE key = ANY($1)', [keys]);
    removed += keys.length;
  }
}
