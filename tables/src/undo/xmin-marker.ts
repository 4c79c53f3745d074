import type { ClientBase } from 'pg';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Table, TableRef } from '../catalog/table.ts';
import type { Send } from '../merge/row-checks.ts';
import { interruptible } from '../sql/connection.ts';
import { TableError } from '../sql/errors.ts';
import { identList, qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { run, runRaw } from '../sql/statement.ts';
import { findPlaceRecord } from './place-record.ts';
import { hasUndoRecord } from './read-undo-record.ts';
import { MOST_KEPT_KEYS, undo } from './undo.ts';
import { type LoadWithMarker, updateDependentsOfLoad, writerOf } from './undo-dependencies.ts';
import type { XminMarker } from './undo-record.ts';
import { deleteUnreferenced, type OnUndoStep, type UndoResult } from './undo-result.ts';

/** A row's `xmin` has 32 bits: from so many transactions on it could be another's. */
const MOST_TRANSACTIONS = 2 ** 31;

/**
 * Mark what this transaction inserted. In: the transaction that has loaded the rows, with no savepoint, before it commits.
 * @param known the table as it is now, as `introspect` has read it in this transaction; else it is read now
 */
export async function createXminMarker(
  client: ClientBase,
  ref: TableRef,
  inserted: number,
  known?: Table,
): Promise<XminMarker> {
  const table = known ?? (await introspect(client, ref));
  const hidden = table.columns.find((column) => column.hidden && column.sequence !== undefined);
  const { rows } = await run<{ xid: string; filenode: string | null; last: string | null }>(
    client,
    `SELECT pg_current_xact_id()::text AS xid, pg_relation_filenode($1::oid)::text AS filenode,
       CASE WHEN $2::text IS NULL THEN NULL ELSE pg_sequence_last_value($2::text::regclass)::text END AS last`,
    [table.oid, hidden?.sequence ?? null],
  );
  const { xid, filenode, last } = rows[0]!;
  const drawn: XminMarker['drawn'] =
    last === null || inserted === 0 ? null : [String(BigInt(last) - BigInt(inserted) + 1n), last];
  return { xid, oid: table.oid, filenode, inserted, drawn };
}

/**
 * Take away the rows that a load inserted and nobody has changed since. In: a client in a transaction.
 * `keptKeys` are of rows written after the load; where the table has no hidden key, rows that others have added since are
 * among them.
 * Throws `no_such_undo` where the table is another, was rewritten, or the load is too many transactions ago;
 * `still_referenced` where somebody refers to a row.
 */
export async function undoByXmin(
  client: ClientBase,
  options: {
    table: TableRef;
    mark: XminMarker;
    /** Of the import, under which the undo of a later one may have recorded what it did to its rows. */
    id?: string | undefined;
    marks?: readonly LoadWithMarker[] | undefined;
    onStep?: OnUndoStep | undefined;
    signal?: AbortSignal | undefined;
    guard?: Guard;
  },
): Promise<UndoResult> {
  const { mark, signal, id, onStep } = options;
  const table = await interruptible(client, signal, () =>
    introspect(client, options.table, options.guard ?? SERVICE_GUARD),
  );
  const send: Send = (sql) => interruptible(client, signal, async () => (await run(client, sql)).count);
  const target = qualifiedName(table);
  await send(`LOCK TABLE ${target} IN SHARE ROW EXCLUSIVE MODE`);
  const writer = await findWriter(client, table.oid, mark);
  const again =
    id !== undefined && ((await hasUndoRecord(client, id)) || (await findPlaceRecord(client, id)))
      ? await undo(client, { ...options, id, onStep: undefined })
      : undefined;
  const restored = again?.restored ?? 0;
  onStep?.('remove');
  const removed =
    (await deleteUnreferenced(send(`DELETE FROM ${target} t WHERE t.xmin = '${writer}'::xid`))) + (again?.removed ?? 0);
  onStep?.('dependents');
  if (id !== undefined) await updateDependentsOfLoad(client, send, table, id, mark);
  const left = mark.inserted - removed - restored;
  if (left <= 0) return { removed, restored, kept: 0, keptKeys: [] };
  const drawn = table.columns.find((column) => column.hidden && column.sequence !== undefined);
  const within =
    drawn && mark.drawn
      ? ` AND t.${quoteIdent(drawn.name)} BETWEEN ${BigInt(mark.drawn[0])} AND ${BigInt(mark.drawn[1])}`
      : '';
  // What is gone from the load without being there in another form was deleted by somebody, and there is nothing to keep.
  const later = `${target} t WHERE age(t.xmin) < age('${writer}'::xid)${within}`;
  const { rows } = await run<{ n: string }>(client, `SELECT count(*) AS n FROM ${later}`);
  const keptKeys =
    table.key.length === 0
      ? []
      : await runRaw(
          client,
          `SELECT ${table.key.map((name) => `t.${quoteIdent(name)}::text`).join(', ')} FROM ${later} ORDER BY ${identList(table.key, 't')} LIMIT ${MOST_KEPT_KEYS}`,
        );
  return { removed, restored, kept: Math.min(left, Number(rows[0]!.n)), keptKeys: keptKeys as string[][] };
}

/** Whether every row of the table is as the load wrote it, and none is missing or added. In: a client that holds a lock on it. */
export async function hasOnlyMarkedRows(
  client: ClientBase,
  ref: TableRef,
  mark: XminMarker,
  guard: Guard = SERVICE_GUARD,
): Promise<boolean> {
  const table = await introspect(client, ref, guard);
  const writer = await findWriter(client, table.oid, mark);
  const { rows } = await run<{ ours: string; all: string }>(
    client,
    `SELECT count(*) FILTER (WHERE t.xmin = $1::xid)::text AS ours, count(*)::text AS all FROM ${qualifiedName(table)} t`,
    [writer],
  );
  return rows[0]!.ours === String(mark.inserted) && rows[0]!.all === String(mark.inserted);
}

/** The 32 bits of the loading transaction that rows carry. Throws `no_such_undo` where they may mean something else by now. */
async function findWriter(client: ClientBase, oid: number, mark: XminMarker): Promise<string> {
  const { rows } = await run<{ xid: string; filenode: string | null }>(
    client,
    'SELECT pg_current_xact_id()::text AS xid, pg_relation_filenode($1::oid)::text AS filenode',
    [oid],
  );
  const now = rows[0]!;
  if (oid !== mark.oid || now.filenode !== mark.filenode) throw new TableError('no_such_undo');
  if (BigInt(now.xid) - BigInt(mark.xid) >= MOST_TRANSACTIONS) throw new TableError('no_such_undo');
  return writerOf(mark);
}
