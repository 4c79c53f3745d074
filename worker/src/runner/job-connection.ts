import { inTransaction } from '@sheetport/core';
import { checkDeferred } from '@sheetport/tables';
import pg from 'pg';
import { AbortReason } from './abort-reason.ts';

/** A statement that does not heed its cancellation within this time loses its connection; cancelling is promised within 2 s. */
const CANCEL_TIMEOUT_MS = 1000;

/**
 * Limits that an administrator gives a role or a database are for people's queries; a million rows take longer. A job ends by its own
 * bounds, and pg_dump does the same. Of servers that know them: transaction_timeout came with PostgreSQL 17.
 */
const LIFT_LIMITS = `SELECT set_config(name, '0', false)
  FROM unnest(ARRAY['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout']) AS name
  WHERE current_setting(name, true) <> '0'`;

/** Thrown by a transaction whose work said `false`: its claim is void, and everything was rolled back. */
export class Superseded extends AbortReason {
  constructor() {
    super('lost');
  }
}

export interface JobConnection {
  databaseUrl: string;
  /** The name under which Postgres knows it, so that a later claim can cut it. */
  name: string;
}

/** A connection that a later claim of the job cuts. Whoever opens it ends it. */
export async function openJobConnection({ databaseUrl, name }: JobConnection): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: name, keepAlive: true });
  // The statement that runs on a cut connection fails.
  client.on('error', () => undefined);
  await client.connect();
  await client.query(LIFT_LIMITS);
  return client;
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
  try {
    await work(async (inside, begin = 'BEGIN') => {
      signal.throwIfAborted();
      await inTransaction(client, () => settle(inside), { begin, rollbackMs: CANCEL_TIMEOUT_MS });
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    await client.end().catch(() => undefined);
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
