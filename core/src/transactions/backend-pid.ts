import type pg from 'pg';

/**
 * Ask a new connection which backend serves it, so that its statements can be cancelled and ended: behind a connection pooler, the process
 * that the start of the connection names is none of PostgreSQL's (PostgreSQL docs, "BackendKeyData").
 * @param statements run before, in the same round trip
 */
export async function learnBackendPid(client: pg.ClientBase, statements: string): Promise<void> {
  const results = (await client.query(`${statements}; SELECT pg_backend_pid() AS pid`)) as unknown as pg.QueryResult[];
  (client as pg.ClientBase & { processID: number }).processID = results.at(-1)!.rows[0].pid;
}
