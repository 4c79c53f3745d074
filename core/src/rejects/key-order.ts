import type { Queryable } from '../transactions/queryable.ts';
import { inTransaction } from '../transactions/transaction.ts';

/**
 * What a transaction that reads rejects begins with: by the key. Right after an import Postgres has not counted its rejects yet, takes
 * them for few, and would sort a million of them for each page.
 */
export const READ_IN_KEY_ORDER =
  'SET TRANSACTION READ ONLY; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off';

/** Read rejects by the key, in a transaction that changes nothing. */
export function inKeyOrder<Client extends Queryable, T>(
  client: Client,
  read: (client: Client) => Promise<T>,
): Promise<T> {
  return inTransaction(client, async () => {
    await client.query(READ_IN_KEY_ORDER);
    return read(client);
  });
}
