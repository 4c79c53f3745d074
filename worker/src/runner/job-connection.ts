import { inTransaction } from '@sheetport/core';
import { checkDeferred } from '@sheetport/tables';
import pg from 'pg';
import { AbortReason } from './abort-reason.ts';
import type { KeptConnections } from './kept-connections.ts';

/** A statement that does not heed its cancellation within this time loses its connection; cancelling is promised within 2 s. */
const CANCEL_TIMEOUT_MS = 1000;

/** Thrown by a transaction whose work said `false`: its claim is void, and everything was rolled back. */
export class Superseded extends AbortReason {
  constructor() {
    super('lost');
  }
}

export interface JobConnection {
  databaseUrl: string;
  /** Where connections come from. */
  connections: KeptConnections;
  /** The name under which Postgres knows it, so that a later claim can cut it. */
  name: string;
}

/** A connection that a later claim of the job cuts. Whoever opens it ends it. */
export async function openJobConnection({ connections, name }: JobConnection): Promise<pg.Client> {
  return connections.take(name);
}

/**
 * Run `work` in one transaction. It commits when `work` says true; when it says false (the job could not be settled: the claim
 * is void, or someone cancelled), or throws, everything is rolled back.
 */
export type Transact = (work: (client: pg.Client) => Promise<boolean>, begin?: string) => Promise<void>;

/** Run `work` in one transaction on a connection of its own, as `withJobConnection` does. */
export async function inJobTransaction(
  connection: JobConnection,
  signal: AbortSignal,
  work: (client: pg.Client) => Promise<boolean>,
  begin?: string,
): Promise<void> {
  await withJobConnection(connection, signal, (transact) => transact(work, begin));
}

/**
 * Let `work` run transactions, one after the other, on a connection of its own. When `signal` fires, the statement that runs is
 * cancelled.
 * @throws the signal's reason when it fired; Superseded when a transaction's work said false; else what `work` threw
 */
export async function withJobConnection(
  connection: JobConnection,
  signal: AbortSignal,
  work: (transact: Transact) => Promise<void>,
): Promise<void> {
  signal.throwIfAborted();
  const client = await openJobConnection(connection);
  const stop = () => void cancelStatement(connection.databaseUrl, client);
  signal.addEventListener('abort', stop, { once: true });
  const settle = async (inside: (client: pg.Client) => Promise<boolean>) => {
    if (!(await inside(client))) throw signal.aborted ? signal.reason : new Superseded();
    await checkDeferred(client);
  };
  let isDone = false;
  try {
    await work(async (inside, begin = 'BEGIN') => {
      signal.throwIfAborted();
      await inTransaction(client, () => settle(inside), { begin, rollbackMs: CANCEL_TIMEOUT_MS });
    });
    isDone = true;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    // Once it was asked to stop, a cancellation may still be on its way, which would meet the next job's statement.
    if (isDone && !signal.aborted) void connection.connections.giveBack(client);
    else await client.end().catch(() => undefined);
  }
}

/** PostgreSQL docs, "Canceling Requests in Progress": from a second connection. Failing that, Postgres notices the cut one. */
async function cancelStatement(databaseUrl: string, client: pg.Client): Promise<void> {
  const pid = (client as unknown as { processID: number | null }).processID;
  if (pid === null) return;
  const other = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'sheetport-cancel',
    connectionTimeoutMillis: CANCEL_TIMEOUT_MS,
  });
  other.on('error', () => undefined);
  try {
    await other.connect();
    await other.query('SELECT pg_cancel_backend($1)', [pid]);
  } catch {
    // The outage that stops us from asking also stops the statement.
  } finally {
    await other.end().catch(() => undefined);
  }
}
