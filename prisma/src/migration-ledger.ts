/** `sheetport._prisma_migrations`, in the form in which `prisma migrate deploy` writes and reads it. */
import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Migration } from './migration-files.ts';

/** What the ledger says of a migration: applied, never tried, or tried and neither finished nor rolled back. */
export type LedgerState = 'applied' | 'pending' | 'unfinished';

/** The same columns as Prisma's schema engine creates. */
const CREATE_LEDGER = `CREATE TABLE IF NOT EXISTS sheetport._prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

export async function createLedger(client: pg.ClientBase): Promise<void> {
  await client.query(CREATE_LEDGER);
}

/** The state of each migration that the ledger names; one that it does not name is pending. Empty when there is no ledger. */
export async function readLedger(client: pg.ClientBase): Promise<Map<string, LedgerState>> {
  const ledger = await client.query("SELECT to_regclass('sheetport._prisma_migrations') AS ledger");
  if (ledger.rows[0].ledger === null) return new Map();
  const { rows } = await client.query(
    `SELECT migration_name AS name, bool_or(finished_at IS NOT NULL) AS finished
       FROM sheetport._prisma_migrations WHERE rolled_back_at IS NULL GROUP BY migration_name`,
  );
  return new Map(rows.map((row) => [row.name as string, row.finished ? 'applied' : 'unfinished']));
}

/**
 * Write that a migration is applied, in the transaction that applies it. Rows of tries that never finished are marked
 * rolled back, as `prisma migrate resolve` does.
 */
export async function recordApplied(client: pg.ClientBase, migration: Migration): Promise<void> {
  await client.query(
    `UPDATE sheetport._prisma_migrations SET rolled_back_at = clock_timestamp()
      WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL`,
    [migration.name],
  );
  await client.query(
    `INSERT INTO sheetport._prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), checksum(migration.sql), migration.name],
  );
}

/** SHA-256 of the file as it is, in hexadecimal: what Prisma compares. */
export function checksum(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}
