import type { ClientBase } from 'pg';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { TableRef } from '../catalog/table.ts';
import { interruptible } from '../sql/connection.ts';
import { extendSearchPath } from '../sql/extend-search-path.ts';
import { identList, qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { BULK_SETTINGS, run } from '../sql/statement.ts';
import { indexTemporary } from './index-for-joins.ts';
import { readUndoRecord } from './read-undo-record.ts';
import { indexUndoRecord, pairSql } from './undo-record.ts';

/** A column whose values refer to one of the table's. */
export interface User extends TableRef {
  column: string;
  /** The table's own column that they refer to. */
  to: string;
}

/**
 * Remove the rows that `createMissing` made under an id: those that nobody changed since and nobody uses. In: a client in a
 * transaction in which the rows that they were made for are gone already. What was recorded is dropped with it.
 * @param users columns that refer to the table by a rule; those with a foreign key are found
 * @throws TableError `no_such_table`, `no_such_undo`, `table_changed`
 */
export async function undoCreated(
  client: ClientBase,
  options: { table: TableRef; id: string; users: readonly User[]; signal?: AbortSignal | undefined; guard?: Guard },
): Promise<{ removed: number; kept: number }> {
  const { id, signal } = options;
  const send = (sql: string) => interruptible(client, signal, async () => (await run(client, sql)).count);
  const table = await introspect(client, options.table, options.guard ?? SERVICE_GUARD);
  const record = await readUndoRecord(client, table, id);
  await extendSearchPath(client, table);
  await send(`LOCK TABLE ${qualifiedName(table)} IN SHARE ROW EXCLUSIVE MODE`);
  const unused = [
    ...options.users.map(({ schema, name, column, to }) => unusedSql({ schema, name }, [column], [to])),
    ...(await referrers(client, table.oid)).map(({ schema, name, columns, to }) =>
      unusedSql({ schema, name }, columns, to),
    ),
  ].map((sql) => ` AND ${sql}`);
  await send(BULK_SETTINGS);
  await indexUndoRecord(send, record);
  // Which rows nobody uses is read first, by hashes: the columns that refer to them may have no index. The deletion by itself would
  // not do with that setting, because triggers may run statements of their own in it.
  await send(`SELECT set_config('enable_nestloop', 'off', true)`);
  await send(
    `CREATE TEMP TABLE undo_unused ON COMMIT DROP AS SELECT ${identList(record.key, 't')} FROM ${qualifiedName(table)} t JOIN ${record.after} a
      ON ${pairSql(record.key, 't', 'a')} WHERE t.xmin = a.${quoteIdent(record.writer)}${unused.join('')}`,
  );
  await send(`SELECT set_config('enable_nestloop', 'on', true)`);
  await indexTemporary(send, 'undo_unused', record.key);
  const removed = await send(
    `DELETE FROM ${qualifiedName(table)} t USING pg_temp.undo_unused o WHERE ${pairSql(record.key, 't', 'o')}`,
  );
  await send('DROP TABLE pg_temp.undo_unused');
  const { rows } = await run<{ n: string }>(client, `SELECT count(*) AS n FROM ${record.after}`);
  await run(client, `DROP TABLE ${record.before}, ${record.after}`);
  return { removed, kept: Number(rows[0]!.n) - removed };
}

function unusedSql(user: TableRef, columns: readonly string[], to: readonly string[]): string {
  const pairs = columns.map((column, index) => `u.${quoteIdent(column)} = t.${quoteIdent(to[index]!)}`);
  return `NOT EXISTS (SELECT 1 FROM ${qualifiedName(user)} u WHERE ${pairs.join(' AND ')})`;
}

/** Foreign keys that refer to a table, those of tables that people do not see among them. */
export async function referrers(
  client: ClientBase,
  oid: number,
): Promise<(TableRef & { columns: string[]; to: string[] })[]> {
  const { rows } = await run<TableRef & { columns: string[]; to: string[] }>(
    client,
    `SELECT n.nspname::text AS schema, c.relname::text AS name,
       ARRAY(SELECT a.attname::text FROM unnest(f.conkey) WITH ORDINALITY u(n, o)
         JOIN pg_catalog.pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = u.n ORDER BY u.o) AS columns,
       ARRAY(SELECT a.attname::text FROM unnest(f.confkey) WITH ORDINALITY u(n, o)
         JOIN pg_catalog.pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = u.n ORDER BY u.o) AS "to"
       FROM pg_catalog.pg_constraint f JOIN pg_catalog.pg_class c ON c.oid = f.conrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE f.confrelid = $1::oid AND f.contype = 'f' AND f.conparentid = 0`,
    [oid],
  );
  return rows;
}
