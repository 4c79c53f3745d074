import type { ClientBase } from 'pg';
import { findColumn } from '../catalog/find-column.ts';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Table, TableRef, Wire } from '../catalog/table.ts';
import { copyBinary } from '../copy/copy-in.ts';
import { copyPieces } from '../copy/copy-pieces.ts';
import { TableError } from '../sql/errors.ts';
import { quoteIdent, uniqueName } from '../sql/identifiers.ts';
import { run } from '../sql/statement.ts';

/**
 * A temporary table with a sheet's rows on their way into a table. Gone with the transaction that made it.
 * `sql`, `rejectedSql` and `issuesSql` name three tables: rows still good, rows taken out, and why.
 */
export interface Stage {
  target: TableRef;
  /** In the order of the stream's fields, after the row number. */
  columns: string[];
  /** The column with the sheet's row number: `_row`, or `_row_2` where the table has a `_row` of its own. */
  rowColumn: string;
  sql: string;
  rejectedSql: string;
  issuesSql: string;
  /**
   * Columns of the stage, quoted, that name the row of the target which a staged row changes: its ctid, and the table that it lies in. They
   * hold while the target is locked. Absent where rows are found by a key.
   */
  place?: { ctid: string; table: string };
}

/**
 * Make the staging tables for some columns of a table: an int4 row number, then each column in the type of its wire, with
 * no constraints at all. In: a client in a transaction; one stage a transaction.
 * @param coming columns that the table is to get before the merge (`addColumns`), with their wires
 * @param kind of another stage in the same transaction: `updates` of rows that are named by their place, or `inserts`
 * Throws `no_such_table`, `no_such_column`, `not_writable`, `no_columns`, `column_exists` for a column named twice.
 */
export async function createStage(
  client: ClientBase,
  ref: TableRef,
  columns: readonly string[],
  guard: Guard = SERVICE_GUARD,
  coming: ReadonlyMap<string, Wire> = new Map(),
  kind?: 'updates' | 'inserts',
  known?: Table,
): Promise<Stage> {
  const table = known ?? (await introspect(client, ref, guard));
  if (columns.length === 0) throw new TableError('no_columns');
  const types = columns.map((name, index) => {
    const column = table.columns.some((one) => one.name === name)
      ? findColumn(table, name)
      : { generated: false, wire: coming.get(name) ?? findColumn(table, name).wire, collation: undefined };
    if (column.generated) throw new TableError('not_writable', { column: name });
    if (columns.indexOf(name) !== index) throw new TableError('column_exists', { column: name });
    const collate = column.collation !== undefined && column.wire === 'text' ? ` COLLATE ${column.collation}` : '';
    return `${quoteIdent(name)} ${column.wire}${collate}`;
  });
  const rowColumn = uniqueName('_row', (name) => table.columns.some((column) => column.name === name));
  const isTaken = (name: string): boolean => table.columns.some((column) => column.name === name);
  const place = {
    ctid: quoteIdent(uniqueName('_place', isTaken)),
    table: quoteIdent(uniqueName('_place_in', isTaken)),
  };
  const placed = kind === 'updates' ? `, ${place.ctid} tid, ${place.table} oid` : '';
  const fields = `(${quoteIdent(rowColumn)} int4 NOT NULL, ${types.join(', ')}${placed})`;
  const name = kind === undefined ? 'stage' : `stage_${kind}`;
  await run(
    client,
    `CREATE TEMP TABLE ${name} ${fields} ON COMMIT DROP;
     CREATE TEMP TABLE ${name}_rejected ${fields} ON COMMIT DROP;
     CREATE TEMP TABLE ${name}_issues ("row" int4 NOT NULL, code text NOT NULL, "column" text, detail text, rule int4) ON COMMIT DROP`,
  );
  return {
    target: { schema: table.schema, name: table.name },
    columns: [...columns],
    rowColumn,
    sql: `pg_temp.${name}`,
    rejectedSql: `pg_temp.${name}_rejected`,
    issuesSql: `pg_temp.${name}_issues`,
    ...(kind === 'updates' ? { place } : {}),
  };
}

/**
 * COPY binary rows, each led by its int4 row number, into the stage. As `copyIn` in all else. Out: the number of rows.
 * @param onPiece where there is more than one piece of 8 MiB: called when each piece is in the stage, with its rows, while
 * whoever makes the chunks goes on. The chunks must end where rows end.
 */
export async function loadStage(
  client: ClientBase,
  stage: Stage,
  chunks: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
  onPiece?: (rows: number) => Promise<void>,
): Promise<number> {
  const columns = [stage.rowColumn, ...stage.columns];
  const copy = (bytes: AsyncIterable<Uint8Array>) => copyBinary(client, stage.sql, columns, bytes, signal);
  if (onPiece === undefined) return copy(chunks);
  return copyPieces(chunks, copy, async (rows, only) => (only ? undefined : onPiece(rows)));
}
