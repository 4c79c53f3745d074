import type { Queryable } from './queryable.ts';

export interface TransactionOptions {
  /** The statement that begins it: BEGIN, with the isolation level that it needs. */
  begin?: string;
  /** Milliseconds to wait for the rollback. A statement that does not end holds the connection up; by default it is waited for. */
  rollbackMs?: number;
}

/**
 * Run `work` in one transaction of a connection: all of it or none.
 * @throws what `work` throws, once everything is rolled back
 */
export async function inTransaction<Client extends Queryable, T>(
  client: Client,
  work: (client: Client) => Promise<T>,
  { begin = 'BEGIN', rollbackMs }: TransactionOptions = {},
): Promise<T> {
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await rollBack(client, rollbackMs);
    throw error;
  }
}

/** A rollback that fails means that the connection is lost, and the transaction with it: its owner finds out. */
async function rollBack(client: Queryable, timeoutMs: number | undefined): Promise<void> {
  const rolledBack = client.query('ROLLBACK').catch(() => undefined);
  if (timeoutMs === undefined) {
    await rolledBack;
    return;
  }
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([rolledBack, timeout]);
  clearTimeout(timer);
}
