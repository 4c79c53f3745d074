/** An external PostgreSQL, named by DATABASE_URL. */
import pg from 'pg';
import { findMissingFeatures, findMissingRights } from './database-needs.ts';
import { sleep } from './sleep.ts';
import { StartupError } from './startup-error.ts';

/** Both are often started together; give it this long to come up. */
const TIMEOUT_MS = 30_000;
const OLDEST = 15;
/** Not there yet, or there and not taking connections yet. */
const PASSING = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', '57P03']);

/**
 * Wait for the database and check that it can be used: its version, what it can do, and what the role may do there.
 * @param url without a connection pooler in transaction mode in between
 * @param tablesSchema the setting TABLES_SCHEMA
 * @throws StartupError naming DATABASE_URL; the password never appears.
 */
export async function checkExternalDatabase(
  url: string,
  tablesSchema: string,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const until = Date.now() + TIMEOUT_MS;
  if (!URL.canParse(url))
    throw new StartupError('DATABASE_URL is not an address: postgres://account:password@host:port/database');
  for (let told = false; ; ) {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 5000,
      application_name: 'sheetport-start',
    });
    client.on('error', () => {}); // Shows as a failed query.
    try {
      await client.connect();
      const { rows } = await client.query('SHOW server_version_num');
      const version = Math.floor(Number(rows[0].server_version_num) / 10_000);
      if (version < OLDEST)
        throw new StartupError(`DATABASE_URL is a PostgreSQL ${version}; Sheetport needs ${OLDEST} or newer.`);
      await refuseSharedSessions(url, client);
      const missing = await findMissingFeatures((sql) => client.query(sql));
      if (missing.length > 0)
        throw new StartupError(
          `DATABASE_URL: ${databaseAddress(url)} lacks what Sheetport needs: ${missing.join(', ')}.\nUse PostgreSQL ${OLDEST} or newer, or a service that has these.`,
        );
      const { fatal, newTables } = await findMissingRights(client, tablesSchema);
      if (fatal !== null) throw new StartupError(`DATABASE_URL: ${fatal}`);
      if (newTables !== null) say(newTables);
      return;
    } catch (error) {
      if (error instanceof StartupError) throw error;
      const { code = '', message } = error as { code?: string; message: string };
      if (!PASSING.has(code) || Date.now() > until || signal?.aborted) {
        throw new StartupError(
          `DATABASE_URL: ${databaseAddress(url)} cannot be used: ${message || code}${certificateAdvice(code)}`,
        );
      }
      if (!told) say(`Waiting for the PostgreSQL at ${databaseAddress(url)} (${code}).`);
      told = true;
      await sleep(500);
    } finally {
      await client.end().catch(() => {});
    }
  }
}

/**
 * A connection pooler in transaction mode (pgbouncer `pool_mode = transaction`) gives a connection another backend for each
 * transaction. Locks, LISTEN and settings of a session are lost there, so the queue cannot work.
 * @param client a connection to `url` that no transaction uses
 */
async function refuseSharedSessions(url: string, client: pg.Client): Promise<void> {
  const second = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    application_name: 'sheetport-start',
  });
  second.on('error', () => {}); // Shows as a failed query.
  const backendOf = async (session: pg.Client) => (await session.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
  try {
    const before = await backendOf(client);
    await second.connect();
    await second.query('BEGIN');
    if ((await backendOf(second)) !== before && (await backendOf(client)) === before) return;
  } finally {
    await second.end().catch(() => {});
  }
  throw new StartupError(
    `DATABASE_URL: ${databaseAddress(url)} is a connection pooler in transaction mode; Sheetport needs a session of its own for each connection.\nSet DATABASE_DIRECT_URL to PostgreSQL itself, or set pool_mode = session for this database.`,
  );
}

/**
 * Check that both addresses lead to the same database: what one writes, the other must see.
 * @throws StartupError naming DATABASE_DIRECT_URL
 */
export async function checkSameDatabase(url: string, directUrl: string): Promise<void> {
  const [pooled, direct] = await Promise.all([url, directUrl].map(identify));
  if (pooled === direct) return;
  throw new StartupError(
    `DATABASE_DIRECT_URL: ${databaseAddress(directUrl)} is another database than that of DATABASE_URL, ${databaseAddress(url)}.\nBoth must lead to the same one, with and without the connection pooler.`,
  );
}

/** The server, by the moment of its start, and the database in it. */
async function identify(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {}); // Shows as a failed query.
  try {
    await client.connect();
    const { rows } = await client.query(
      'SELECT pg_postmaster_start_time()::text AS server, oid::text AS database FROM pg_database WHERE datname = current_database()',
    );
    return `${rows[0].server} ${rows[0].database}`;
  } catch (error) {
    throw new StartupError(`DATABASE_URL: ${databaseAddress(url)} cannot be used: ${(error as Error).message}`);
  } finally {
    await client.end().catch(() => {});
  }
}

/** What OpenSSL says of a certificate that nobody known has signed, or that is of another name. */
const CERTIFICATE_CODES = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** The next step, where the certificate of the server is not believed. */
function certificateAdvice(code: string): string {
  if (!CERTIFICATE_CODES.has(code)) return '';
  return ".\nAdd sslrootcert=/path/to/ca.pem to DATABASE_URL, the certificate of the authority that signed the server's, and use the host name that is in it. sslmode=no-verify encrypts without knowing whom it talks to.";
}

/** The address without account and password. */
export function databaseAddress(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return 'the address given';
  }
}
