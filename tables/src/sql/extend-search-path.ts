import type { ClientBase } from 'pg';
import type { Table } from '../catalog/table.ts';
import { quoteIdent } from './identifiers.ts';
import { run } from './statement.ts';

/**
 * Let the `=` of an extension's types be found, wherever it was installed: `citext` in a schema that is not searched would be
 * compared as `text`, without a word, and other rows found than by the table's own indexes (PostgreSQL docs, "The Schema Search
 * Path"). Until the transaction ends; behind what is searched anyway.
 */
export async function extendSearchPath(client: ClientBase, table: Table): Promise<void> {
  const schemas = [...new Set(table.columns.flatMap(({ typeSchema }) => typeSchema ?? []))];
  if (schemas.length === 0) return;
  await run(
    client,
    `SELECT set_config('search_path', concat_ws(', ', nullif(current_setting('search_path'), ''), $1::text), true)`,
    [schemas.map(quoteIdent).join(', ')],
  );
}
