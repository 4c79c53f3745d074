import type { ClientBase } from 'pg';
import { WORK_SCHEMA } from '../catalog/guard.ts';
import type { Table } from '../catalog/table.ts';
import type { Send } from '../merge/row-checks.ts';
import { identList, qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { anySql, run } from '../sql/statement.ts';
import { forgetLoad } from './forget-load.ts';
import { indexTemporary } from './index-for-joins.ts';
import { findUndoRecord, hasUndoRecord, isSameKey, type RecordedColumn, readColumns } from './read-undo-record.ts';
import { findTouched, forgetSummary, type RecordSummary, readSummary } from './record-summary.ts';
import {
  createUndoRecord,
  indexUndoRecord,
  pairSql,
  type UndoRecord,
  undoTables,
  type XminMarker,
} from './undo-record.ts';

/** An import into the same table that recorded nothing but its transaction, and that can still be undone. */
export interface LoadWithMarker {
  id: string;
  mark: XminMarker;
}

/** What another import into the table has recorded. */
interface DependentRecord extends UndoRecord {
  columns: RecordedColumn[];
  /** It began after the import that is undone. */
  later: boolean;
  /** It says by itself which rows it is of. */
  isSummarised: boolean;
}

/**
 * Imports may be undone in any order, and when all of them are, the table is as it was before the first. So an undo tells those
 * that can still be undone:
 * - whose rows it has put back: they carry a new transaction now, by which their own import must know them;
 * - what was there before rows that they have written over, or taken the place of, since: that is what they put back from now on.
 * In: the transaction of the undo, under its lock, with its rows put back and `pg_temp.undo_kept` still there.
 */
export async function updateDependents(
  client: ClientBase,
  send: Send,
  table: Table,
  id: string,
  record: UndoRecord,
  marks: readonly LoadWithMarker[],
): Promise<void> {
  if (record.was === undefined) return;
  const target = qualifiedName(table);
  const pair = (left: string, right: string): string => pairSql(record.key, left, right);
  const was = quoteIdent(record.was);
  const columns = (await readColumns(client, record.before)).filter(({ name }) => name !== record.was);
  const dependents = await listDependents(client, table, id, record.key, async (others) => {
    if (others.size > 0) await indexUndoRecord(send, record);
    return findTouched(client, record, others);
  });
  if (dependents.length + marks.length > 0) await indexUndoRecord(send, record);
  for (const other of dependents) if (other.isSummarised) await forgetSummary(client, other);

  const putBack = `${record.before} b JOIN ${target} t ON ${pair('t', 'b')}
    WHERE NOT EXISTS (SELECT 1 FROM pg_temp.undo_kept k WHERE ${pair('k', 'b')})`;
  for (const other of dependents) {
    const writer = quoteIdent(other.writer);
    if (await haveCommon(send, [other.after, other.writer], [record.before, record.was])) {
      await indexUndoRecord(send, other);
      await send(
        `UPDATE ${other.after} a SET ${writer} = t.xmin FROM ${putBack} AND ${pair('a', 'b')} AND a.${writer} = b.${was}`,
      );
    }
    await passOn(send, record, columns, other);
  }
  for (const { id: other, mark } of marks) {
    const found = `FROM ${putBack} AND b.${was} = '${writerOf(mark)}'::xid`;
    if ((await send(anySql(`SELECT 1 ${found}`))) === 0) continue;
    const kept = await recordOf(client, table, other);
    await send(
      `INSERT INTO ${kept.after} (${identList([...record.key, kept.writer])}) SELECT ${identList(record.key, 'b')}, t.xmin ${found}`,
    );
  }
  await passOnDeleted(client, send, table, record, columns, dependents, marks);
}

/** Rows that a load without a record had added, and that were written over since: for those who did, there was nothing before. */
export async function updateDependentsOfLoad(
  client: ClientBase,
  send: Send,
  table: Table,
  id: string,
  mark: XminMarker,
): Promise<void> {
  await forgetLoad(client, send, table, id, writerOf(mark));
  if (table.key.length === 0) return;
  const writer = writerOf(mark);
  const wroteOver = async (others: ReadonlyMap<string, RecordSummary>) =>
    new Set([...others].flatMap(([other, { was }]) => (was.includes(writer) ? [other] : [])));
  for (const { before, was } of await listDependents(client, table, id, table.key, wroteOver))
    if (was) await send(`DELETE FROM ${before} WHERE ${quoteIdent(was)} = '${writerOf(mark)}'::xid`);
}

/** The 32 bits of a transaction's id that rows carry. */
export function writerOf({ xid }: XminMarker): string {
  return String(BigInt(xid) & 0xffffffffn);
}

type RecordedIds = readonly [table: string, column: string];

/**
 * Whether two columns of transactions' ids have one in common. Most imports have no row in common, which is seen here without joining
 * their rows: INTERSECT reads each side once (a join that is to find one row may read one side again for each row of the other).
 */
async function haveCommon(send: Send, one: RecordedIds, other: RecordedIds): Promise<boolean> {
  const ids = ([table, column]: RecordedIds): string => `SELECT ${quoteIdent(column)} FROM ${table}`;
  return (await send(`${ids(one)} INTERSECT ${ids(other)}`)) > 0;
}

/** What was there before rows that another import has written over or deleted since. */
async function passOn(
  send: Send,
  record: UndoRecord,
  columns: RecordedColumn[],
  other: DependentRecord,
): Promise<void> {
  if (other.was === undefined) return;
  const pair = (left: string, right: string): string => pairSql(record.key, left, right);
  if (!(await haveCommon(send, [other.before, other.was], [record.after, record.writer]))) return;
  await indexUndoRecord(send, other);
  const overwritten = `${pair('z', 'a')} AND z.${quoteIdent(other.was)} = a.${quoteIdent(record.writer)}`;
  await send(
    `DELETE FROM ${other.before} z USING ${record.after} a WHERE ${overwritten} AND NOT EXISTS (SELECT 1 FROM ${record.before} b WHERE ${pair('b', 'a')})`,
  );
  const sets = [
    ...sharedNames(columns, other).map((name) => `${quoteIdent(name)} = b.${quoteIdent(name)}`),
    `${quoteIdent(other.was)} = b.${quoteIdent(record.was!)}`,
  ];
  await send(
    `UPDATE ${other.before} z SET ${sets.join(', ')} FROM ${record.after} a JOIN ${record.before} b ON ${pair('b', 'a')} WHERE ${overwritten}`,
  );
}

/** Rows that the import had deleted, and whose place another one has taken since: the first that did is to put them back. */
async function passOnDeleted(
  client: ClientBase,
  send: Send,
  table: Table,
  record: UndoRecord,
  columns: RecordedColumn[],
  dependents: readonly DependentRecord[],
  marks: readonly LoadWithMarker[],
): Promise<void> {
  const pair = (left: string, right: string): string => pairSql(record.key, left, right);
  const taken = await send(
    `CREATE TEMP TABLE undo_taken_over ON COMMIT DROP AS SELECT b.* FROM ${record.before} b JOIN pg_temp.undo_kept k ON ${pair('k', 'b')}
      WHERE NOT EXISTS (SELECT 1 FROM ${record.after} a WHERE ${pair('a', 'b')})`,
  );
  const give = async (other: DependentRecord, condition: string): Promise<void> => {
    await indexUndoRecord(send, other);
    const names = sharedNames(columns, other);
    // Sorted, so that all rows are found before the first is added: a table that is read while it grows is read ever longer.
    const given = `${condition} AND NOT EXISTS (SELECT 1 FROM ${other.before} z WHERE ${pair('z', 'b')})`;
    await send(
      `INSERT INTO ${other.before} (${identList([...names, other.was!])}) SELECT ${identList([...names, record.was!], 'b')} FROM pg_temp.undo_taken_over b WHERE ${given} ORDER BY b.ctid`,
    );
    await send(`DELETE FROM pg_temp.undo_taken_over b WHERE ${condition}`);
  };
  if (taken > 0) {
    await indexTemporary(send, 'undo_taken_over', record.key);
    for (const other of dependents)
      if (other.later && other.was)
        await give(other, `EXISTS (SELECT 1 FROM ${other.after} a WHERE ${pair('a', 'b')})`);
    for (const { id, mark } of marks) {
      const from = `pg_temp.undo_taken_over b JOIN ${qualifiedName(table)} t ON ${pair('t', 'b')} AND t.xmin = '${writerOf(mark)}'::xid`;
      if ((await send(anySql(`SELECT 1 FROM ${from}`))) === 0) continue;
      const kept = await recordOf(client, table, id);
      await send(
        `INSERT INTO ${kept.after} (${identList([...record.key, kept.writer])}) SELECT ${identList(record.key, 'b')}, t.xmin FROM ${from}`,
      );
      await give(kept, `EXISTS (SELECT 1 FROM ${kept.after} a WHERE ${pair('a', 'b')})`);
    }
  }
  await send('DROP TABLE pg_temp.undo_taken_over');
}

/** The record of a load that had none, or has one since an earlier undo. */
async function recordOf(client: ClientBase, table: Table, id: string): Promise<DependentRecord> {
  if (!(await hasUndoRecord(client, id))) await createUndoRecord(client, table, id);
  return (await readDependent(client, id, true))!;
}

/**
 * Records of other imports and edits of the table under the same key, the oldest first: tables are numbered as they are made.
 * @param choose of those that say which rows they are of, which are wanted
 */
async function listDependents(
  client: ClientBase,
  table: Table,
  id: string,
  key: readonly string[],
  choose: (others: ReadonlyMap<string, RecordSummary>) => Promise<ReadonlySet<string>>,
): Promise<DependentRecord[]> {
  const { rows } = await run<{ id: string; later: boolean; summary: string | null }>(
    client,
    `SELECT substr(c.relname::text, 6, length(c.relname::text) - 11) AS id,
       c.oid > COALESCE(to_regclass($1)::oid, 0::oid) AS later,
       (SELECT d.description FROM pg_catalog.pg_description d
         WHERE d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid > 0) AS summary
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $2 AND c.relkind = 'r' AND c.relname::text LIKE 'undo\\_%\\_after' AND c.oid IS DISTINCT FROM to_regclass($1)
        AND obj_description(c.oid, 'pg_class') = $3 ORDER BY c.oid`,
    [undoTables(id).after, WORK_SCHEMA, String(table.oid)],
  );
  const summaries = new Map<string, RecordSummary>();
  for (const row of rows) {
    const summary = readSummary(table, key, row.summary);
    if (summary) summaries.set(row.id, summary);
  }
  const wanted = await choose(summaries);
  const found: DependentRecord[] = [];
  for (const row of rows) {
    if (summaries.has(row.id) && !wanted.has(row.id)) continue;
    const dependent = await readDependent(client, row.id, row.later);
    if (dependent && isSameKey(dependent.key, key)) found.push({ ...dependent, isSummarised: row.summary !== null });
  }
  return found;
}

async function readDependent(client: ClientBase, id: string, later: boolean): Promise<DependentRecord | undefined> {
  const found = await findUndoRecord(client, id);
  return found && { ...found, columns: await readColumns(client, found.before), later, isSummarised: false };
}

/** Columns of a row that both keep. One that came or went in between is nothing that the earlier import has changed. */
function sharedNames(columns: RecordedColumn[], other: DependentRecord): string[] {
  const theirs = new Map(other.columns.map(({ name, pg }) => [name, pg]));
  return columns.filter(({ name, pg }) => name !== other.was && theirs.get(name) === pg).map(({ name }) => name);
}
