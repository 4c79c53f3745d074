import type { ClientBase } from 'pg';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { TableRef } from '../catalog/table.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { run } from '../sql/statement.ts';
import { hasUndoRecord, readUndoRecord } from './read-undo-record.ts';
import { indexUndoRecord, pairSql } from './undo-record.ts';

/**
 * How many rows of an import are as an undo earlier in this transaction has put them back, so that of several imports that are
 * undone together a row is told once. In: a client in that transaction, before the import itself is undone.
 */
export async function countPutBack(
  client: ClientBase,
  options: { table: TableRef; id: string; guard?: Guard },
): Promise<number> {
  if (!(await hasUndoRecord(client, options.id))) return 0;
  const table = await introspect(client, options.table, options.guard ?? SERVICE_GUARD);
  const record = await readUndoRecord(client, table, options.id);
  const { after, key, writer } = record;
  await indexUndoRecord(async (sql) => (await run(client, sql)).count, record);
  // A savepoint's rows carry an id of their own, which is younger than the transaction's.
  const { rows } = await run<{ n: string }>(
    client,
    `SELECT count(*) AS n FROM ${after} a JOIN ${qualifiedName(table)} t ON ${pairSql(key, 't', 'a')}
      WHERE t.xmin = a.${quoteIdent(writer)} AND age(t.xmin) <= age(pg_current_xact_id()::xid)`,
  );
  return Number(rows[0]!.n);
}
