import type { ClientBase } from 'pg';
import { findColumn } from '../catalog/find-column.ts';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Column, TableRef } from '../catalog/table.ts';
import type { Scalar } from '../query/filter.ts';
import { shownColumns, textSql, toScalar } from '../query/select-page.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { run, runRaw } from '../sql/statement.ts';
import { readUndoRecord } from '../undo/read-undo-record.ts';
import { indexUndoRecord, pairSql } from '../undo/undo-record.ts';

export interface Change {
  /** As text, in the order of the table's key. */
  key: string[];
  /** The row as it was; null for one that was added. */
  before: Scalar[] | null;
  /** The row as it is now; null for one that was deleted. */
  after: Scalar[] | null;
}

/**
 * Some of what a merge with `undo: { id }` did, changed rows before added ones: what a dry run shows before it rolls back.
 * In: a client that sees the merge. Out: the columns' names, and at most `limit` changes with cells in their order, as
 * `browse` writes them. Throws `no_such_table`, `no_such_undo`, `table_changed`.
 */
export async function sampleChanges(
  client: ClientBase,
  options: { table: TableRef; id: string; limit: number; guard?: Guard },
): Promise<{ columns: string[]; changes: Change[] }> {
  const table = await introspect(client, options.table, options.guard ?? SERVICE_GUARD);
  const record = await readUndoRecord(client, table, options.id);
  await indexUndoRecord(async (sql) => (await run(client, sql)).count, record);
  const columns = shownColumns(table, undefined);
  const target = qualifiedName(table);
  const pair = (left: string, right: string): string => pairSql(record.key, left, right);
  const keys = (alias: string): string[] => record.key.map((name) => `${alias}.${quoteIdent(name)}::text`);
  const cells = (alias: string): string[] => columns.map((column) => textSql(column, alias));
  const there = `t.${quoteIdent(findColumn(table, record.key[0]!).name)} IS NOT NULL`;
  const limit = Math.max(0, Math.trunc(options.limit));

  const changed = await runRaw(
    client,
    `SELECT ${[...keys('b'), `(${there})::text`, ...cells('b'), ...cells('t')].join(', ')}
      FROM ${record.before} b LEFT JOIN ${target} t ON ${pair('t', 'b')} LIMIT ${limit}`,
  );
  const added = await runRaw(
    client,
    `SELECT ${[...keys('t'), ...cells('t')].join(', ')} FROM ${record.after} a JOIN ${target} t ON ${pair('t', 'a')}
      WHERE NOT EXISTS (SELECT 1 FROM ${record.before} b WHERE ${pair('b', 'a')}) LIMIT ${limit - changed.length}`,
  );
  const n = record.key.length;
  const scalars = (texts: (string | null)[]): Scalar[] =>
    columns.map((column: Column, index) => toScalar(column, texts[index] ?? null));
  return {
    columns: columns.map((column) => column.name),
    changes: [
      ...changed.map((row) => ({
        key: row.slice(0, n) as string[],
        before: scalars(row.slice(n + 1, n + 1 + columns.length)),
        after: row[n] === 'true' ? scalars(row.slice(n + 1 + columns.length)) : null,
      })),
      ...added.map((row) => ({ key: row.slice(0, n) as string[], before: null, after: scalars(row.slice(n)) })),
    ],
  };
}
