import { Failure } from '@sheetport/contract';
import type { PoolClient } from 'pg';
import type { Context } from './context.ts';

/** Held while a table gets its name, so that two that come at once do not get the same. Any constant of ours that no other lock has. */
const NAMES_LOCK = 7_733_784_512;

/** Wait until nobody else is giving a table its name. */
export async function lockNames(client: PoolClient): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [NAMES_LOCK]);
}

/**
 * As `refuseTakenName`, on the connection that holds the lock: a second one might have to wait for those who wait for the lock.
 * @throws Failure `table_exists`
 */
export async function refuseTakenNameIn(client: PoolClient, name: string): Promise<void> {
  const { rows } = await client.query('SELECT name FROM sheetport."table" WHERE lower(name) = lower($1) LIMIT 1', [
    name,
  ]);
  if (rows[0]) throw new Failure('table_exists', { name: rows[0].name as string });
}

/** Do some work in one transaction of the pool: all of it or none. */
export async function inTransaction<T>(pool: Context['pool'], work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    await client.query('ROLLBACK').then(
      () => client.release(),
      () => client.release(true),
    );
    throw error;
  }
}
