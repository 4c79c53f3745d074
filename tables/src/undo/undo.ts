import type { ClientBase } from 'pg';
import { type Guard, SERVICE_GUARD, WORK_SCHEMA } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Column, Table, TableRef } from '../catalog/table.ts';
import { attempt, type Send } from '../merge/row-checks.ts';
import { columnSql } from '../query/column-sql.ts';
import { interruptible } from '../sql/connection.ts';
import { TableError } from '../sql/errors.ts';
import { extendSearchPath } from '../sql/extend-search-path.ts';
import { identList, qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { BULK_SETTINGS, run, runRaw } from '../sql/statement.ts';
import { indexTemporary } from './index-for-joins.ts';
import { findPlaceRecord } from './place-record.ts';
import { readColumns, readUndoRecord } from './read-undo-record.ts';
import { undoByPlace } from './undo-by-place.ts';
import { type LoadWithMarker, updateDependents } from './undo-dependencies.ts';
import { indexUndoRecord, pairSql, type UndoRecord, undoTables } from './undo-record.ts';
import { deleteUnreferenced, type OnUndoStep, type UndoResult } from './undo-result.ts';

export const MOST_KEPT_KEYS = 1000;

/**
 * Undo an import that was merged with `undo: { id }`. In: a client in a transaction. What was recorded is dropped with it.
 * A row is only touched where it is still exactly as the import wrote it. Where a later import has written over it, that one's undo
 * will put back what was there before both.
 * @param options.marks of other imports into the table that recorded nothing but their transaction and can still be undone
 * Throws `no_such_undo`, `table_changed` where the table's columns or key are not those of the import, `duplicate_key` where
 * somebody has since taken a unique value that a row had before, `still_referenced` where somebody refers to an added row.
 */
export async function undo(
  client: ClientBase,
  options: {
    table: TableRef;
    id: string;
    marks?: readonly LoadWithMarker[] | undefined;
    onStep?: OnUndoStep | undefined;
    signal?: AbortSignal | undefined;
    guard?: Guard;
  },
): Promise<UndoResult> {
  const { signal, onStep } = options;
  const send: Send = (sql) => interruptible(client, signal, async () => (await run(client, sql)).count);
  const table = await interruptible(client, signal, () =>
    introspect(client, options.table, options.guard ?? SERVICE_GUARD),
  );
  const target = qualifiedName(table);
  if (await findPlaceRecord(client, options.id)) {
    await send(`LOCK TABLE ${target} IN SHARE ROW EXCLUSIVE MODE`);
    await send(BULK_SETTINGS);
    return undoByPlace(client, send, table, options.id, options.marks ?? [], onStep);
  }
  const record = await readUndoRecord(client, table, options.id);
  const columns = await recordedColumns(client, table, record);
  await extendSearchPath(client, table);
  await send(`LOCK TABLE ${target} IN SHARE ROW EXCLUSIVE MODE`);
  await send(BULK_SETTINGS);
  onStep?.('index');
  const whole = await restoreUntouched(client, send, table, record, columns, onStep);
  if (whole !== undefined) {
    onStep?.('dependents');
    await createKept(send, record, `SELECT ${identList(record.key, 'a')} FROM ${record.after} a`, true);
    await updateDependents(client, send, table, options.id, record, options.marks ?? []);
    await send('DROP TABLE pg_temp.undo_kept');
    await run(client, `DROP TABLE ${record.before}, ${record.after}`);
    return { removed: 0, restored: whole, kept: 0, keptKeys: [] };
  }
  await indexUndoRecord(send, record);

  const pair = (left: string, right: string): string => pairSql(record.key, left, right);
  const ours = `t.xmin = a.${quoteIdent(record.writer)}`;
  const wasThere = (alias: string): string => `EXISTS (SELECT 1 FROM ${record.before} b WHERE ${pair('b', alias)})`;
  const written = (alias: string): string => `EXISTS (SELECT 1 FROM ${record.after} a WHERE ${pair('a', alias)})`;

  onStep?.('find');
  await createKept(
    send,
    record,
    `SELECT ${identList(record.key, 'a')} FROM ${record.after} a LEFT JOIN ${target} t ON ${pair('t', 'a')}
       WHERE CASE WHEN t.${quoteIdent(record.key[0]!)} IS NULL THEN ${wasThere('a')} ELSE NOT (${ours}) END
     UNION ALL
     SELECT ${identList(record.key, 'b')} FROM ${record.before} b JOIN ${target} t ON ${pair('t', 'b')} WHERE NOT ${written('b')}`,
  );
  onStep?.('remove');
  const removed = await deleteUnreferenced(
    send(
      `DELETE FROM ${target} t USING ${record.after} a WHERE ${pair('t', 'a')} AND ${ours} AND NOT ${wasThere('a')}`,
    ),
  );
  onStep?.('restore');
  const restored =
    (await restoreChanged(client, send, table, record, columns)) + (await restoreDeleted(send, table, record, columns));

  onStep?.('dependents');
  await updateDependents(client, send, table, options.id, record, options.marks ?? []);

  const kept = Number((await run<{ n: string }>(client, 'SELECT count(*) AS n FROM pg_temp.undo_kept')).rows[0]!.n);
  const keptKeys = await runRaw(
    client,
    `SELECT ${record.key.map((name) => `k.${quoteIdent(name)}::text`).join(', ')} FROM pg_temp.undo_kept k ORDER BY ${identList(record.key, 'k')} LIMIT ${MOST_KEPT_KEYS}`,
  );
  await send('DROP TABLE pg_temp.undo_kept');
  await run(client, `DROP TABLE ${record.before}, ${record.after}`);
  return { removed, restored, kept, keptKeys: keptKeys as string[][] };
}

/**
 * Forget what was recorded under an id, of rows made in other tables too; the import can no longer be undone. Nothing happens
 * where there is nothing.
 */
export async function dropUndo(client: ClientBase, id: string): Promise<void> {
  const { before, after } = undoTables(id);
  const { rows } = await run<{ name: string }>(
    client,
    `SELECT c.relname::text AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relkind = 'r' AND starts_with(c.relname::text, $2)`,
    [WORK_SCHEMA, `undo_${id}_r`],
  );
  const others = rows.map(({ name }) => qualifiedName({ schema: WORK_SCHEMA, name }));
  await run(client, `DROP TABLE IF EXISTS ${[before, after, ...others].join(', ')}`);
}

/** Keys of the rows that stay as they are. */
async function createKept(send: Send, { key }: UndoRecord, rows: string, isEmpty = false): Promise<void> {
  await send(`CREATE TEMP TABLE undo_kept ON COMMIT DROP AS ${rows}${isEmpty ? ' WITH NO DATA' : ''}`);
  await indexTemporary(send, 'undo_kept', key);
}

/**
 * Put all rows back at once, where the import did nothing but write over rows and nobody has touched any of them since: one statement, which
 * joins the rows with their record once.
 * @returns how many; undefined where that is not so, and nothing was done
 */
async function restoreUntouched(
  client: ClientBase,
  send: Send,
  table: Table,
  record: UndoRecord,
  columns: Column[],
  onStep?: OnUndoStep,
): Promise<number | undefined> {
  if (table.partitioned) return undefined;
  const target = qualifiedName(table);
  const writer = quoteIdent(record.writer);
  const { rows } = await run<{ writer: string | null; written: string }>(
    client,
    `SELECT ${writer}::text AS writer, count(*) AS written FROM ${record.after} GROUP BY 1 LIMIT 2`,
  );
  const [only] = rows;
  if (rows.length !== 1 || !only?.writer) return undefined;
  const ours = `t.xmin = '${Number(only.writer)}'::xid`;
  const counted = await run<{ held: string; ours: string }>(
    client,
    `SELECT (SELECT count(*) FROM ${record.before}) AS held, (SELECT count(*) FROM ${target} t WHERE ${ours}) AS ours`,
  );
  const { held, ours: still } = counted.rows[0]!;
  // As many rows of each kind, under one key each: what is left to see is that they are the same ones.
  if (held !== only.written || still !== only.written) return undefined;
  const changed = columns.filter((column) => !record.key.includes(column.name));
  if (changed.length === 0) return undefined;
  const known = record.was === undefined ? record.key : [...record.key, record.was];
  await send(`ANALYZE ${record.before} (${identList(known)})`);
  await send(`ANALYZE ${record.after} (${identList([...record.key, record.writer])})`);
  onStep?.('restore');
  const sets = changed.map((column) => `${quoteIdent(column.name)} = ${columnSql(column, 'b')}`).join(', ');
  return attempt(client, async () => {
    const restored = await send(
      `UPDATE ${target} t SET ${sets} FROM ${record.before} b WHERE ${pairSql(record.key, 't', 'b')} AND ${ours}`,
    );
    if (restored !== Number(held)) throw new TableError('table_changed');
    return restored;
  });
}

/** Earlier rows that the import overwrote. They are updated in place, because other tables may refer to them. */
async function restoreChanged(
  client: ClientBase,
  send: Send,
  table: Table,
  record: UndoRecord,
  columns: Column[],
): Promise<number> {
  const target = qualifiedName(table);
  const still = `${pairSql(record.key, 'b', 'a')} AND ${pairSql(record.key, 't', 'a')} AND t.xmin = a.${quoteIdent(record.writer)}`;
  const changed = columns.filter((column) => !record.key.includes(column.name));
  if (changed.length === 0) return 0;
  const sets = changed.map((column) => `${quoteIdent(column.name)} = ${columnSql(column, 'b')}`).join(', ');
  const updated = await attempt(client, () =>
    send(`UPDATE ${target} t SET ${sets} FROM ${record.before} b, ${record.after} a WHERE ${still}`),
  );
  if (updated !== undefined) return updated;
  // Unique values may have changed hands between rows, which an update row by row cannot undo: take them all out first.
  await send(
    `CREATE TEMP TABLE undo_taken ON COMMIT DROP AS SELECT b.* FROM ${record.before} b, ${record.after} a, ${target} t WHERE ${still}`,
  );
  await deleteUnreferenced(send(`DELETE FROM ${target} t USING ${record.before} b, ${record.after} a WHERE ${still}`));
  const count = await send(insertSql(table, columns, 'pg_temp.undo_taken b'));
  await send('DROP TABLE pg_temp.undo_taken');
  return count;
}

/** Earlier rows that the import deleted and nobody has added since. */
async function restoreDeleted(send: Send, table: Table, record: UndoRecord, columns: Column[]): Promise<number> {
  const absent = (other: string): string =>
    `NOT EXISTS (SELECT 1 FROM ${other} o WHERE ${pairSql(record.key, 'o', 'b')})`;
  return send(
    // Sorted, so that all rows are found before the first is added: a table that is read while it grows is read ever longer.
    insertSql(
      table,
      columns,
      `${record.before} b WHERE ${absent(record.after)} AND ${absent(qualifiedName(table))} ORDER BY b.ctid`,
    ),
  );
}

function insertSql(table: Table, columns: Column[], from: string): string {
  const names = columns.map((column) => column.name);
  const overriding = columns.some((column) => column.identity === 'always') ? ' OVERRIDING SYSTEM VALUE' : '';
  return `INSERT INTO ${qualifiedName(table)} (${identList(names)})${overriding} SELECT ${identList(names, 'b')} FROM ${from}`;
}

/** The columns that can be restored. Throws `table_changed` unless they are the same, in type too, as when it was recorded. */
async function recordedColumns(client: ClientBase, table: Table, { before, was }: UndoRecord): Promise<Column[]> {
  const now = new Map(table.columns.map((column) => [column.name, column]));
  const recorded = (await readColumns(client, before)).filter(({ name }) => name !== was);
  const columns = recorded.map(({ name, pg }) => {
    const column = now.get(name);
    if (column === undefined || column.pg !== pg) throw new TableError('table_changed', { column: name });
    return column;
  });
  return columns.filter((column) => !column.generated);
}
