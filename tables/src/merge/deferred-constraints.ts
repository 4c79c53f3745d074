import type { ClientBase } from 'pg';
import { run } from '../sql/statement.ts';

/**
 * Check now what the table's owner has put off to the commit (PostgreSQL docs, "SET CONSTRAINTS"): a commit that is refused
 * says too late which rows are to blame. In: a client in a transaction whose rows are written. Throws the constraint's code.
 */
export async function checkDeferred(client: ClientBase): Promise<void> {
  await run(client, 'SET CONSTRAINTS ALL IMMEDIATE');
}
