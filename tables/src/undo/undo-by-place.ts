import type { ClientBase } from 'pg';
import { findColumn } from '../catalog/find-column.ts';
import type { Table } from '../catalog/table.ts';
import type { Send } from '../merge/row-checks.ts';
import { TableError } from '../sql/errors.ts';
import { extendSearchPath } from '../sql/extend-search-path.ts';
import { identList, qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { run } from '../sql/statement.ts';
import { createPlaceRecord, findPlaceRecord, listPlaceRecords, type PlaceRecord, refuseMoved } from './place-record.ts';
import { readColumns } from './read-undo-record.ts';
import { type LoadWithMarker, writerOf } from './undo-dependencies.ts';
import { writerSql } from './undo-record.ts';
import { deleteUnreferenced, type OnUndoStep, type UndoResult } from './undo-result.ts';

/**
 * Undo an edit of a table without a key. In: a client in a transaction that holds the lock of an undo. A row is only touched where it lies
 * as the edit wrote it; others are kept, and those who wrote over them learn what was there before. What was recorded is dropped.
 * @param marks of imports into the table that recorded nothing but their transaction
 * Throws `no_such_undo`, `table_changed`, `still_referenced`.
 */
export async function undoByPlace(
  client: ClientBase,
  send: Send,
  table: Table,
  id: string,
  marks: readonly LoadWithMarker[],
  onStep?: OnUndoStep,
): Promise<UndoResult> {
  const record = await findPlaceRecord(client, id);
  if (!record) throw new TableError('no_such_undo');
  await refuseMoved(client, table, record);
  const { sql, names } = record;
  // Before the search path is another: types are compared by their names.
  const columns = await recordedColumns(client, table, record);
  await extendSearchPath(client, table);
  const target = qualifiedName(table);
  const still = `t.ctid = r.${names.place} AND t.tableoid = r.${names.within} AND t.xmin = r.${names.writer}`;
  onStep?.('find');
  await send(`ANALYZE ${sql}`);
  const { rows } = await run<{ kept: string }>(
    client,
    `SELECT count(*) AS kept FROM ${sql} r WHERE r.${names.kind} = 'u' AND NOT EXISTS (SELECT 1 FROM ${target} t WHERE ${still})`,
  );
  // Kept rows that were added are those that lie elsewhere now or are gone: nobody can tell which.
  onStep?.('remove');
  const removed = await deleteUnreferenced(
    send(`DELETE FROM ${target} t USING ${sql} r WHERE ${still} AND r.${names.kind} = 'i'`),
  );
  onStep?.('restore');
  await send(
    `CREATE TEMP TABLE undo_moved (old tid, old_in oid, was xid, ctid_now tid, within_now oid, writer xid) ON COMMIT DROP`,
  );
  // Nobody can set what Postgres always numbers itself, so an edit has not.
  const settable = columns.filter((name) => findColumn(table, name).identity !== 'always');
  const sets = settable.map((name) => `${quoteIdent(name)} = r.${quoteIdent(name)}`).join(', ');
  const changed =
    settable.length === 0
      ? 0
      : await send(
          `WITH written AS (UPDATE ${target} t SET ${sets} FROM ${sql} r WHERE ${still} AND r.${names.kind} = 'u'
             RETURNING r.${names.wasPlace}, r.${names.wasWithin}, r.${names.was}, t.ctid, t.tableoid, ${writerSql(table)})
           INSERT INTO pg_temp.undo_moved SELECT * FROM written`,
        );
  const returned = await restoreDeleted(send, table, record, columns);
  onStep?.('dependents');
  for (const other of await listPlaceRecords(client, table, id)) {
    await passOn(send, record, columns, other);
    await follow(send, other);
  }
  for (const { id: load, mark } of marks) {
    const found = `FROM pg_temp.undo_moved m WHERE m.was = '${writerOf(mark)}'::xid`;
    if ((await send(`SELECT 1 ${found} LIMIT 1`)) === 0) continue;
    const kept = (await findPlaceRecord(client, load)) ?? (await createPlaceRecord(client, table, load));
    await send(
      `INSERT INTO ${kept.sql} (${kept.names.kind}, ${kept.names.place}, ${kept.names.within}, ${kept.names.writer})
       SELECT 'i', m.ctid_now, m.within_now, m.writer ${found}`,
    );
  }
  await send('DROP TABLE pg_temp.undo_moved');
  await send(`DROP TABLE ${sql}`);
  return { removed, restored: changed + returned, kept: Number(rows[0]!.kept), keptKeys: [] };
}

/** Rows that the edit had deleted. Out: how many came back. */
async function restoreDeleted(
  send: Send,
  table: Table,
  { sql, names }: PlaceRecord,
  columns: readonly string[],
): Promise<number> {
  const overriding = table.columns.some((column) => column.identity === 'always') ? ' OVERRIDING SYSTEM VALUE' : '';
  // They are added in this order and answered in it; where a trigger leaves some out, nobody can tell which is which.
  const deleted = `(SELECT r.*, row_number() OVER (ORDER BY r.ctid) AS nth_row FROM ${sql} r WHERE r.${names.kind} = 'd') d`;
  return send(
    `WITH written AS (INSERT INTO ${qualifiedName(table)} AS t (${identList(columns)})${overriding}
       SELECT ${identList(columns, 'd')} FROM ${deleted} ORDER BY d.nth_row RETURNING t.ctid, t.tableoid, ${writerSql(table)} AS writer),
     numbered AS (SELECT w.*, row_number() OVER () AS nth_row FROM written w)
     INSERT INTO pg_temp.undo_moved SELECT d.${names.wasPlace}, d.${names.wasWithin}, d.${names.was}, n.ctid, n.tableoid, n.writer
       FROM numbered n JOIN ${deleted} ON d.nth_row = n.nth_row`,
  );
}

/** Rows that lie elsewhere now, because the undo has put them back, are still those of the edit that wrote them. */
async function follow(send: Send, { sql, names }: PlaceRecord): Promise<void> {
  await send(
    `UPDATE ${sql} o SET ${names.place} = m.ctid_now, ${names.within} = m.within_now, ${names.writer} = m.writer FROM pg_temp.undo_moved m
      WHERE o.${names.place} = m.old AND o.${names.within} = m.old_in AND o.${names.writer} = m.was`,
  );
}

/** What was there before rows that another edit has written over or deleted since. */
async function passOn(send: Send, record: PlaceRecord, columns: readonly string[], other: PlaceRecord): Promise<void> {
  const mine = record.names;
  const theirs = other.names;
  const over = `o.${theirs.wasPlace} = r.${mine.place} AND o.${theirs.wasWithin} = r.${mine.within} AND o.${theirs.was} = r.${mine.writer}`;
  const was = [
    `${theirs.wasPlace} = r.${mine.wasPlace}`,
    `${theirs.wasWithin} = r.${mine.wasWithin}`,
    `${theirs.was} = r.${mine.was}`,
  ];
  // For a row that the edit had added there was nothing before: it is the other's own now, or, deleted, nobody's.
  await send(
    `DELETE FROM ${other.sql} o USING ${record.sql} r WHERE ${over} AND r.${mine.kind} = 'i' AND o.${theirs.kind} = 'd'`,
  );
  await send(
    `UPDATE ${other.sql} o SET ${theirs.kind} = 'i', ${theirs.was} = NULL FROM ${record.sql} r WHERE ${over} AND r.${mine.kind} = 'i'`,
  );
  const sets = [...columns.map((name) => `${quoteIdent(name)} = r.${quoteIdent(name)}`), ...was];
  await send(
    `UPDATE ${other.sql} o SET ${sets.join(', ')} FROM ${record.sql} r WHERE ${over} AND r.${mine.kind} = 'u'`,
  );
}

/** The columns that can be restored. Throws `table_changed` unless they are the same, in type too, as when it was recorded. */
async function recordedColumns(client: ClientBase, table: Table, { sql, names }: PlaceRecord): Promise<string[]> {
  const own = new Set(Object.values(names));
  const recorded = (await readColumns(client, sql)).filter(({ name }) => !own.has(quoteIdent(name)));
  const now = new Map(table.columns.map((column) => [column.name, column]));
  for (const { name, pg } of recorded)
    if (now.get(name)?.pg !== pg) throw new TableError('table_changed', { column: name });
  return recorded.map(({ name }) => name).filter((name) => !now.get(name)!.generated);
}
