import type { Send } from '../merge/row-checks.ts';
import { identList, quoteIdent } from '../sql/identifiers.ts';

/**
 * Index a table of ours by its key and ANALYZE it, once it is filled and before it is joined. Of a table that nobody has analysed
 * Postgres believes what it likes, and may go through all of it for each row of another one; with an index on what is joined, the
 * worst plan is still linear.
 * In: the table and its index, quoted, and the columns that are joined. A temporary table's index goes with it.
 * @param columns further columns whose values are compared
 */
export async function indexForJoins(
  send: Send,
  table: string,
  index: string,
  key: readonly string[],
  columns: readonly string[] = [],
): Promise<void> {
  await send(`CREATE INDEX IF NOT EXISTS ${index} ON ${table} (${identList(key)})`);
  await send(`ANALYZE ${table} (${identList([...key, ...columns])})`);
}

/** The same for a temporary table, by the name that it has in this session. */
export function indexTemporary(send: Send, name: string, key: readonly string[]): Promise<void> {
  return indexForJoins(send, `pg_temp.${quoteIdent(name)}`, quoteIdent(`${name}_key`), key);
}
