import type { ClientBase } from 'pg';
import { findColumn } from '../catalog/find-column.ts';
import type { Table } from '../catalog/table.ts';
import { attempt, type Send } from '../merge/row-checks.ts';
import type { Stage } from '../merge/stage.ts';
import { TableError } from '../sql/errors.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { run } from '../sql/statement.ts';
import { referrers } from '../undo/undo-created.ts';
import type { RowAddress } from './row-ids.ts';

/** A row of the table that is to be changed or deleted. */
export interface EditedRow {
  /** Its number among all rows of the call. */
  row: number;
  at: RowAddress;
  deletes: boolean;
}

/** Rows with new values, as they come to a stage. */
export interface EditedCells {
  /** Columns that any of the rows names, by their names. */
  columns: string[];
  /** Numbers of the rows, and the columns that a row does not name although others do. */
  rows: { row: number; unnamed: string[]; emptied: string[] }[];
  /** COPY the rows into the stage, with `unread` issues for cells that cannot be read. */
  load(stage: Stage): Promise<void>;
  /**
   * The values of the rows by their numbers, in the order of the columns: as text, or as Postgres sends the wire of the column in binary.
   * A row of blanks may be missing. Undefined where a cell cannot be read.
   */
  readValues?(): Promise<ReadonlyMap<number, readonly (string | Buffer | null)[]> | undefined>;
}

/** The rows that a call names, found in the table: under its lock their places hold. */
export const EDITED_ROWS = 'pg_temp.edited_rows';

/** That a found row (alias `e`) is one of the table (alias `t`). */
export const AT_PLACE = 't.ctid = e.place AND t.tableoid = e.place_in';

/** Make the table of the rows that are edited. At most once a transaction. */
export async function createEditedRows(client: ClientBase): Promise<void> {
  await run(
    client,
    'CREATE TEMP TABLE edited_rows ("row" int4 NOT NULL, deletes boolean NOT NULL, version text, found text, place tid, place_in oid) ON COMMIT DROP',
  );
}

/**
 * Find the rows that a call names: `edited_rows` has for each its number, place, version and whether it is to be deleted; a row that is not
 * there has no place. In: a transaction that has locked the table. At most one call a transaction.
 */
export async function findEditedRows(client: ClientBase, table: Table, rows: readonly EditedRow[]): Promise<void> {
  const byKey = rows.flatMap((row) => ('key' in row.at ? [{ ...row, key: row.at.key }] : []));
  const byPlace = rows.flatMap((row) => ('ctid' in row.at ? [{ ...row, ...row.at }] : []));
  await createEditedRows(client);
  if (byKey.length > 0) {
    const head = [byKey.map(({ row }) => row), byKey.map(({ deletes }) => deletes), byKey.map(({ at }) => at.version)];
    const parts = table.key.map((_, n) => byKey.map(({ key }) => key[n]!));
    const columns = table.key.map((name) => findColumn(table, name));
    const typed = (exact: boolean): string =>
      columns
        .map((column, n) => {
          const own = `t.${quoteIdent(column.name)}`;
          return exact ? `${own} = r.k${n + 1}::${column.pg}` : `${own}::text = r.k${n + 1}`;
        })
        .join(' AND ');
    const names = ['"row"', 'deletes', 'version', ...parts.map((_, n) => `k${n + 1}`)];
    const types = ['int4[]', 'boolean[]', 'text[]', ...parts.map(() => 'text[]')];
    const given = types.map((type, n) => `$${n + 1}::${type}`).join(', ');
    const find = (match: string) =>
      run(
        client,
        `INSERT INTO ${EDITED_ROWS} SELECT r."row", r.deletes, r.version, t.xmin::text, t.ctid, t.tableoid
           FROM unnest(${given}) r(${names.join(', ')}) LEFT JOIN ${qualifiedName(table)} t ON ${match}`,
        [...head, ...parts],
      );
    // A text that is no value of the key's type belongs to no row; compared as texts, it finds none.
    if ((await attempt(client, () => find(typed(true)))) === undefined) await find(typed(false));
  }
  if (byPlace.length > 0) {
    await run(
      client,
      `INSERT INTO ${EDITED_ROWS} SELECT r."row", r.deletes, r.version, t.xmin::text, t.ctid, t.tableoid
         FROM unnest($1::int4[], $2::boolean[], $3::text[], $4::text[], $5::text[]) r("row", deletes, version, place, place_in)
         LEFT JOIN ${qualifiedName(table)} t ON t.ctid = r.place::tid AND t.tableoid = r.place_in::oid`,
      [
        byPlace.map(({ row }) => row),
        byPlace.map(({ deletes }) => deletes),
        byPlace.map(({ version }) => version),
        byPlace.map(({ ctid }) => ctid),
        byPlace.map(({ table: within }) => within),
      ],
    );
  }
  await run(client, `ANALYZE ${EDITED_ROWS}`);
}

/** Tell the stage of updates where its rows lie. */
export async function placeStaged(send: Send, stage: Stage): Promise<void> {
  const { ctid, table } = stage.place!;
  await send(
    `UPDATE ${stage.sql} s SET ${ctid} = e.place, ${table} = e.place_in FROM ${EDITED_ROWS} e WHERE e."row" = s.${quoteIdent(stage.rowColumn)} AND e.place IS NOT NULL`,
  );
}

/**
 * Note in a table of issues which of the rows are not there, which others have changed since, and which are named twice; a row that is not
 * there at its place any more was changed or deleted, which of both nobody can tell.
 * @param issues quoted name of the table of issues
 * @param force rows that others have changed are no issue
 * @returns how many issues were found
 */
export async function rejectMoved(
  send: Send,
  table: Table,
  issues: string,
  deletes: boolean,
  force: boolean,
): Promise<number> {
  const gone = table.key.length > 0 ? 'row_deleted' : 'row_changed';
  const note = (code: string, where: string) =>
    send(
      `INSERT INTO ${issues} ("row", code) SELECT e."row", '${code}' FROM ${EDITED_ROWS} e WHERE e.deletes IS ${deletes} AND ${where}`,
    );
  const moved = 'e.place IS NOT NULL AND e.version IS NOT NULL AND e.version <> e.found';
  // The first time that a row is named counts.
  const twice = `EXISTS (SELECT 1 FROM ${EDITED_ROWS} o WHERE o.place = e.place AND o.place_in = e.place_in AND o."row" < e."row")`;
  return (
    (await note(gone, 'e.place IS NULL')) +
    (force ? 0 : await note('row_changed', moved)) +
    (await note('row_repeated', twice))
  );
}

/**
 * Note which rows are referred to, by a foreign key of any table: such a row is not deleted, and what is referred to in it does not change,
 * as an undo could not bring back what Postgres would do to the other table.
 * @param rows FROM item of rows of the target, as `t`, with their numbers as `n`, and a condition
 * @param columns only references to one of these count; undefined for all
 */
export async function rejectReferenced(
  client: ClientBase,
  send: Send,
  table: Table,
  issues: string,
  rows: string,
  columns?: ReadonlySet<string>,
): Promise<number> {
  let found = 0;
  for (const { schema, name, columns: from, to } of await referrers(client, table.oid)) {
    if (columns !== undefined && !to.some((column) => columns.has(column))) continue;
    const pairs = from.map((column, n) => `u.${quoteIdent(column)} = t.${quoteIdent(to[n]!)}`);
    // Rows of the table itself that go along refer to nothing afterwards.
    const isSelf = schema === table.schema && name === table.name;
    const stays = isSelf
      ? ` AND NOT EXISTS (SELECT 1 FROM ${EDITED_ROWS} d WHERE d.deletes AND d.place = u.ctid AND d.place_in = u.tableoid)`
      : '';
    found += await send(
      `INSERT INTO ${issues} ("row", code, detail) SELECT n, 'row_referenced', '${name.replaceAll("'", "''")}' FROM ${rows}
         AND EXISTS (SELECT 1 FROM ${qualifiedName({ schema, name })} u WHERE ${pairs.join(' AND ')}${stays})`,
    );
  }
  return found;
}

/** Throws `not_writable` for a column that Postgres computes, or, of an update, numbers itself. */
export function refuseComputed(table: Table, names: readonly string[], updates: boolean): void {
  for (const name of names) {
    const column = findColumn(table, name);
    if (column.generated || (updates && column.identity === 'always'))
      throw new TableError('not_writable', { column: name });
  }
}
