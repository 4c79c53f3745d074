import type { ClientBase } from 'pg';
import { findColumn } from '../catalog/find-column.ts';
import type { Table } from '../catalog/table.ts';
import { differSql, type MergePlan, matchSql, proposedSql, stagedSql } from '../merge/merge-plan.ts';
import type { Send } from '../merge/row-checks.ts';
import type { Stage } from '../merge/stage.ts';
import { identList, qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { run, runRaw } from '../sql/statement.ts';
import { addedSql, heldByPlaceSql, movedSql, type PlaceRecord } from '../undo/place-record.ts';
import {
  beforeSql,
  indexUndoRecord,
  recordedSql,
  type UndoRecord,
  unwrittenSql,
  writerSql,
} from '../undo/undo-record.ts';
import { deleteUnreferenced } from '../undo/undo-result.ts';
import { AT_PLACE, EDITED_ROWS } from './edited-rows.ts';
import { rowIdSql, writeRowId } from './row-ids.ts';

/** Ids of rows as they are now, by their numbers in the call. */
type Ids = Map<number, string>;

/** Delete the rows that were found, and record them. Out: how many. */
export async function deleteRows(send: Send, table: Table, record: EditRecord | undefined): Promise<number> {
  const found = `${EDITED_ROWS} e JOIN ${qualifiedName(table)} t ON ${AT_PLACE} WHERE e.deletes`;
  await hold(send, table, record, 'd', found);
  const count = await deleteUnreferenced(
    send(`DELETE FROM ${qualifiedName(table)} t USING ${EDITED_ROWS} e WHERE ${AT_PLACE} AND e.deletes`),
  );
  await forgetUnwritten(send, table, record);
  return count;
}

/**
 * Write the staged values over the rows at their places, where they differ, and record what was there.
 * @param ids where ids are wanted: gets those of the staged rows
 * @param dryRun only count
 * @returns how many rows were staged and changed, and how many cells changed
 */
export async function updateRows(
  client: ClientBase,
  send: Send,
  plan: MergePlan,
  record: EditRecord | undefined,
  ids: Ids | undefined,
  dryRun: boolean,
): Promise<{ staged: number; count: number; cells: number }> {
  const { table, stage, target, staged } = plan;
  const values = staged.map((column) => `${stagedSql(column)} AS ${quoteIdent(column.name)}`);
  // As the rows will stand, beside those that are there.
  const planned = `${stage.sql} s CROSS JOIN LATERAL (SELECT ${values.join(', ')}) x`;
  const match = matchSql(plan);
  const changed = differSql(staged, 't', 'x');
  const changes = staged.map((column) => `(${differSql([column], 't', 'x')})::int`).join(' + ');
  const counted = await run<{ staged: string; rows: string; cells: string }>(
    client,
    `SELECT count(*) AS staged, count(*) FILTER (WHERE ${changed}) AS rows, coalesce(sum(${changes}), 0) AS cells FROM ${planned} JOIN ${target} t ON ${match}`,
  );
  const { staged: all, rows, cells } = counted.rows[0]!;
  if (dryRun) return { staged: Number(all), count: Number(rows), cells: Number(cells) };
  await hold(send, table, record, 'u', `${planned} JOIN ${target} t ON ${match} WHERE ${changed}`);
  const sets = staged.map((column) => `${quoteIdent(column.name)} = x.${quoteIdent(column.name)}`).join(', ');
  const update = `UPDATE ${target} t SET ${sets} FROM ${planned} WHERE ${match} AND ${changed}`;
  const row = quoteIdent(stage.rowColumn);
  let count: number;
  if (ids) {
    const written = await runRaw(client, returningSql(table, record, update, `s.${row}`, stage));
    for (const [number, ...id] of written) ids.set(Number(number), writeRowId(id as string[]));
    count = written.length;
    // Rows that are as they were still lie where they lay.
    const same = await runRaw(
      client,
      `SELECT s.${row}::text, ${rowIdSql(table, 't').join(', ')} FROM ${stage.sql} s JOIN ${target} t ON ${match}`,
    );
    for (const [number, ...id] of same) ids.set(Number(number), writeRowId(id as string[]));
  } else {
    count = await send(writtenSql(table, record, update, stage));
  }
  await forgetUnwritten(send, table, record);
  return { staged: Number(all), count, cells: Number(cells) };
}

/** Add the staged rows, and record them. Out: how many. */
export async function insertRows(
  client: ClientBase,
  send: Send,
  plan: MergePlan,
  record: EditRecord | undefined,
  ids: Ids | undefined,
): Promise<number> {
  const { table, stage, target } = plan;
  const names = stage.columns;
  const overriding = names.some((name) => findColumn(table, name).identity === 'always');
  const row = quoteIdent(stage.rowColumn);
  const insert = `INSERT INTO ${target} AS t (${identList(names)})${overriding ? ' OVERRIDING SYSTEM VALUE' : ''} SELECT ${identList(names, 'x')} FROM ${proposedSql(plan, names)} x ORDER BY x.${row}`;
  if (!ids) return send(writtenSql(table, record, insert));
  const written = await runRaw(client, returningSql(table, record, insert, 'NULL::int4'));
  const numbers = await runRaw(client, `SELECT s.${row}::text FROM ${stage.sql} s ORDER BY s.${row}`);
  // They come in the order in which they were added. Where a trigger left some out, nobody can tell which is which.
  if (numbers.length === written.length)
    for (const [n, [, ...id]] of written.entries()) ids.set(Number(numbers[n]![0]), writeRowId(id as string[]));
  return written.length;
}

/** What an edit records: by the table's key, or by the places of rows of a table without one. */
export type EditRecord = UndoRecord | PlaceRecord;

/** Record rows as they are before they are changed or deleted. */
async function hold(
  send: Send,
  table: Table,
  record: EditRecord | undefined,
  kind: 'u' | 'd',
  from: string,
): Promise<void> {
  if (!record) return;
  await send('key' in record ? beforeSql(table, record, from) : heldByPlaceSql(table, record, kind, from));
}

/** A statement that writes rows (alias `t`) and records them. */
function writtenSql(table: Table, record: EditRecord | undefined, write: string, moved?: Stage): string {
  if (record === undefined || 'key' in record) return recordedSql(table, record, write);
  return `WITH ${placedSql(table, write, '', moved)} ${moved ? movedSql(record) : addedSql(record)}`;
}

/** `written (…, old, old_in, ctid, tableoid, writer)` of a statement that writes rows of a table without a key. */
function placedSql(table: Table, write: string, number: string, moved: Stage | undefined): string {
  const { place } = moved ?? {};
  const old = place ? [`s.${place.ctid}`, `s.${place.table}`] : ['NULL::tid', 'NULL::oid'];
  const returned = [...(number === '' ? [] : [number]), ...old, 't.ctid', 't.tableoid', writerSql(table)];
  return `written (${number === '' ? '' : 'n, '}old, old_in, ctid, tableoid, writer) AS (${write} RETURNING ${returned.join(', ')})`;
}

/**
 * A statement that writes rows (alias `t`), records them, and answers the number and the parts of the id of each.
 * @param number what gives the number of a row
 * @param moved of an update: the stage, which has the places where the rows lay
 */
function returningSql(
  table: Table,
  record: EditRecord | undefined,
  write: string,
  number: string,
  moved?: Stage,
): string {
  if (table.key.length === 0) {
    const recorded =
      record && !('key' in record) ? `, recorded AS (${moved ? movedSql(record) : addedSql(record)})` : '';
    return `WITH ${placedSql(table, write, number, moved)}${recorded} SELECT n::text, writer::text, ctid::text, tableoid::text FROM written`;
  }
  const writer = writerSql(table);
  const names = ['n', 'writer', ...table.key.map((_, at) => `k${at + 1}`)];
  const returned = [number, writer, identList(table.key, 't')];
  const recorded =
    record && 'key' in record
      ? `, recorded AS (INSERT INTO ${record.after} (${identList([...record.key, record.writer])}) SELECT ${names.slice(2).join(', ')}, writer FROM written)`
      : '';
  return `WITH written (${names.join(', ')}) AS (${write} RETURNING ${returned.join(', ')})${recorded}
    SELECT ${names.map((name) => `${name}::text`).join(', ')} FROM written`;
}

/** A trigger may have kept rows as they are. */
async function forgetUnwritten(send: Send, table: Table, record: EditRecord | undefined): Promise<void> {
  if (!record || table.access.triggers.length === 0) return;
  if (!('key' in record)) {
    // A row that was to be changed and lies nowhere else was not; one that was to be deleted and is there as it was, either.
    const { sql, names } = record;
    await send(
      `DELETE FROM ${sql} r WHERE r.${names.kind} IN ('u', 'd') AND r.${names.place} IS NULL AND EXISTS (SELECT 1 FROM ${qualifiedName(table)} t
        WHERE t.ctid = r.${names.wasPlace} AND t.tableoid = r.${names.wasWithin} AND t.xmin = r.${names.was})`,
    );
    return;
  }
  await indexUndoRecord(send, record);
  await send(unwrittenSql(table, record));
}
