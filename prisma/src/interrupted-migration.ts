/**
 * Where an interrupted migration stopped. Until 0.1 Prisma's schema engine applied migrations, one statement at a time and
 * each committed by itself, with the ledger's row written before and after. Whatever ended it in between left a row that
 * is not finished and any number of the statements applied.
 */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Migration } from './migration-files.ts';

/** The statements as the driver adapter of the engine cut them: at every semicolon. */
export function splitAsEngine(sql: string): string[] {
  return sql
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement.length > 0);
}

/**
 * The statements of an unfinished migration that are still to be run. Found by applying the migrations to an empty schema,
 * statement by statement, until it has the same tables, columns, types, constraints and indexes as `sheetport` has now; that
 * schema is rolled back. A statement that changes none of these (an UPDATE at the end) counts as not run: it must give the
 * same result when it is run twice.
 * @param before the migrations that are applied already
 * @throws Error when `sheetport` looks like no step of the migration: somebody changed it by hand
 */
export async function findRemainingStatements(
  client: pg.ClientBase,
  before: readonly Migration[],
  interrupted: Migration,
): Promise<string[]> {
  const found = await describeSchema(client, 'sheetport');
  const scratch = `sheetport_${randomUUID().replaceAll('-', '')}`;
  await client.query('SAVEPOINT comparison');
  try {
    await client.query(`CREATE SCHEMA ${scratch}`);
    await client.query(`SET LOCAL search_path TO ${scratch}`);
    for (const migration of before) await client.query(migration.sql);
    const statements = splitAsEngine(interrupted.sql);
    for (let applied = 0; ; applied++) {
      if ((await describeSchema(client, scratch)) === found) return statements.slice(applied);
      const next = statements[applied];
      if (next === undefined) break;
      await client.query(next);
    }
  } finally {
    await client.query('ROLLBACK TO SAVEPOINT comparison').catch(() => undefined); // The connection is gone.
  }
  throw new Error(
    `Migration ${interrupted.name} was interrupted, and the schema "sheetport" matches no step of it, so it cannot be continued. Nothing was changed. Restore a backup of the database, or bring the schema to the state before that migration by hand.`,
  );
}

/** One text for what a schema holds, the same for two schemas that differ only in their names. */
async function describeSchema(client: pg.ClientBase, schema: string): Promise<string> {
  const { rows } = await client.query(
    `SELECT coalesce(string_agg(replace(line, $1 || '.', ''), E'\\n' ORDER BY line COLLATE "C"), '') AS description FROM (
       SELECT format('enum %s %s', t.typname, string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)) AS line
         FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid WHERE t.typnamespace = $1::regnamespace GROUP BY t.typname
       UNION ALL
       SELECT format('column %s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                     pg_get_expr(d.adbin, d.adrelid))
         FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND c.relname <> '_prisma_migrations'
       UNION ALL
       SELECT format('constraint %s.%s %s', c.relname, k.conname, pg_get_constraintdef(k.oid))
         FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        WHERE c.relnamespace = $1::regnamespace AND k.contype <> 'n' AND c.relname <> '_prisma_migrations'
       UNION ALL
       SELECT format('index %s %s', i.relname, pg_get_indexdef(i.oid))
         FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
        WHERE c.relnamespace = $1::regnamespace AND c.relname <> '_prisma_migrations'
     ) lines`,
    [schema],
  );
  return rows[0].description;
}
