import type { ClientBase } from 'pg';
import type { Table } from '../catalog/table.ts';
import { TableError } from '../sql/errors.ts';
import { run } from '../sql/statement.ts';
import { type UndoRecord, undoTables } from './undo-record.ts';

/** A column of a table as the catalogue has it; `pg` is its type as SQL writes it. */
export interface RecordedColumn {
  name: string;
  pg: string;
}

/** Whether anything is recorded under an id. */
export async function hasUndoRecord(client: ClientBase, id: string): Promise<boolean> {
  return (await findUndoRecord(client, id)) !== undefined;
}

/** What is recorded under an id, and of which table; nothing where there is nothing. */
export async function findUndoRecord(
  client: ClientBase,
  id: string,
): Promise<(UndoRecord & { oid: string | null }) | undefined> {
  const { before, after } = undoTables(id);
  const { rows } = await run<{ oid: string | null; was: string | null }>(
    client,
    `SELECT obj_description(to_regclass($1), 'pg_class') AS oid, obj_description(to_regclass($2), 'pg_class') AS was
      WHERE to_regclass($1) IS NOT NULL AND to_regclass($2) IS NOT NULL`,
    [after, before],
  );
  const found = rows[0];
  if (!found) return undefined;
  const names = (await readColumns(client, after)).map(({ name }) => name);
  return {
    id,
    before,
    after,
    key: names.slice(0, -1),
    writer: names.at(-1)!,
    was: found.was ?? undefined,
    oid: found.oid,
  };
}

/** Throws `no_such_undo` where nothing is recorded for this very table, `table_changed` where its key is another now. */
export async function readUndoRecord(client: ClientBase, table: Table, id: string): Promise<UndoRecord> {
  const found = await findUndoRecord(client, id);
  if (found?.oid !== String(table.oid)) throw new TableError('no_such_undo');
  if (!isSameKey(found.key, table.key)) throw new TableError('table_changed');
  return found;
}

/** The same columns in the same order. */
export function isSameKey(one: readonly string[], other: readonly string[]): boolean {
  return one.join('\0') === other.join('\0');
}

/** The columns of a table, in its order. In: its name, quoted. */
export async function readColumns(client: ClientBase, table: string): Promise<RecordedColumn[]> {
  const { rows } = await run<RecordedColumn>(
    client,
    `SELECT attname::text AS name, pg_catalog.format_type(atttypid, atttypmod) AS pg FROM pg_catalog.pg_attribute
      WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  return rows;
}
