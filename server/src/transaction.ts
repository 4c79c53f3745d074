import { AppError } from '@sheetport/contract';
import type { PoolClient } from 'pg';

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
  if (rows[0]) throw new AppError('table_exists', { name: rows[0].name as string });
}

/** Do some work in one transaction of a connection: all of it or none. */
export async function inTransaction<T>(client: PoolClient, work: (client: PoolClient) => Promise<T>): Promise<T> {
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // Where even that fails the connection is lost, and whoever lent it finds out.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
