import type { ClientBase } from 'pg';
import { WORK_SCHEMA } from '../catalog/guard.ts';
import type { Table } from '../catalog/table.ts';
import type { Send } from '../merge/row-checks.ts';
import { columnSql } from '../query/column-sql.ts';
import { TableError } from '../sql/errors.ts';
import { identList, qualifiedName, quoteIdent, uniqueName } from '../sql/identifiers.ts';
import { quoteLiteral } from '../sql/literal.ts';
import { run } from '../sql/statement.ts';
import { indexForJoins } from './index-for-joins.ts';

/**
 * Where an import's traces are kept until it can no longer be undone. `before` holds rows as they were before they were
 * changed or deleted, in the target's columns, and the transaction that had written them. `after` holds the key of each row that
 * was written, and the transaction that wrote it (`xmin`): a row that still carries it has not been touched since.
 */
export interface UndoRecord {
  id: string;
  before: string;
  after: string;
  key: string[];
  /** Name in `after` of the writing transaction's id. */
  writer: string;
  /** Name in `before` of the id of the transaction that had written the row; absent where an older version recorded. */
  was?: string | undefined;
}

/** The name that `was` of an UndoRecord has for this table. */
const wasName = (table: Table): string =>
  uniqueName('written_before_by', (name) => table.columns.some((column) => column.name === name));

export function undoTables(id: string): { before: string; after: string } {
  if (!/^[A-Za-z0-9_-]{1,44}$/.test(id)) throw new TableError('bad_name');
  return {
    before: qualifiedName({ schema: WORK_SCHEMA, name: `undo_${id}_before` }),
    after: qualifiedName({ schema: WORK_SCHEMA, name: `undo_${id}_after` }),
  };
}

/** Create the two tables. In: a client in the merge's transaction. Throws `no_key` for a table without a key. */
export async function createUndoRecord(client: ClientBase, table: Table, id: string): Promise<UndoRecord> {
  if (table.key.length === 0) throw new TableError('no_key');
  const { before, after } = undoTables(id);
  const writer = uniqueName('written_by', (name) => table.key.includes(name));
  const was = wasName(table);
  // Made from the table's own columns, so that they have its collations, under which its keys are compared.
  const keys = `SELECT ${identList(table.key)}, NULL::xid AS ${quoteIdent(writer)} FROM ${qualifiedName(table)}`;
  await run(
    client,
    [
      `CREATE SCHEMA IF NOT EXISTS ${quoteIdent(WORK_SCHEMA)}`,
      `CREATE TABLE ${before} (LIKE ${qualifiedName(table)}, ${quoteIdent(was)} xid)`,
      `CREATE TABLE ${after} AS ${keys} WITH NO DATA`,
      `COMMENT ON TABLE ${after} IS ${quoteLiteral(String(table.oid))}`,
      `COMMENT ON TABLE ${before} IS ${quoteLiteral(was)}`,
    ].join('; '),
  );
  return { id, before, after, key: table.key, writer, was };
}

/** Make both tables of a record ready to be joined, with the target and with those of other records. */
export async function indexUndoRecord(send: Send, { id, before, after, key, writer, was }: UndoRecord): Promise<void> {
  const index = (name: string): string => quoteIdent(`undo_${id}_${name}_key`);
  await indexForJoins(send, before, index('before'), key, was === undefined ? [] : [was]);
  await indexForJoins(send, after, index('after'), key, [writer]);
}

/** Who writes a row, in RETURNING: a partitioned table has no xmin there; its rows are written by the transaction itself, as long as no savepoint is open. */
export function writerSql({ partitioned }: Pick<Table, 'partitioned'>): string {
  return partitioned ? 'pg_current_xact_id()::xid' : 't.xmin';
}

/**
 * A statement that writes rows of the target (alias `t`) and records what it wrote.
 * @param first parts of a WITH that it wants
 */
export function recordedSql(table: Table, record: UndoRecord | undefined, write: string, first = ''): string {
  if (record === undefined) return write;
  const keys = identList(record.key, 't');
  const writer = writerSql(table);
  const columns = `${identList(record.key)}, ${quoteIdent(record.writer)}`;
  return `WITH ${first === '' ? '' : `${first}, `}written (${columns}) AS (${write} RETURNING ${keys}, ${writer}) INSERT INTO ${record.after} (${columns}) SELECT ${columns} FROM written`;
}

/** Record rows of the target as they are now; `from` is a FROM list in which they are `t`, with its condition. */
export function beforeSql(table: Table, record: UndoRecord, from: string): string {
  const names = [...table.columns.map((column) => column.name), wasName(table)];
  return `INSERT INTO ${record.before} (${identList(names)}) ${heldSql(table, from)}`;
}

/** Record rows as they were: `from`, with the target's columns and who wrote them, by other names. */
export function goneByKeySql(table: Table, record: UndoRecord, names: string, from = 'gone'): string {
  const columns = [...table.columns.map((column) => column.name), wasName(table)];
  return `INSERT INTO ${record.before} (${identList(columns)}) SELECT ${names} FROM ${from}`;
}

/**
 * A statement that writes over rows of the target and records what they held.
 * @param write an UPDATE without RETURNING
 * @param returnsOld RETURNING can give the rows as they were; else `write` has them in its FROM, as `o`
 */
export function goneSql(table: Table, record: UndoRecord, write: string, returnsOld: boolean): string {
  const names = identList([...table.columns.map((column) => column.name), wasName(table)]);
  const values = [...table.columns.map((column) => columnSql(column, 'o')), 'o.xmin'].join(', ');
  const returning = `RETURNING ${returnsOld ? 'WITH (OLD AS o) ' : ''}${values}`;
  return `WITH gone (${names}) AS (${write} ${returning}) ${goneByKeySql(table, record, names)}`;
}

/** Those rows themselves, in the target's columns, and who wrote them. */
export function heldSql(table: Table, from: string): string {
  return `SELECT ${table.columns.map((column) => columnSql(column, 't')).join(', ')}, t.xmin AS ${quoteIdent(wasName(table))} FROM ${from}`;
}

/** Record that this transaction wrote over every row of `before`; not for a transaction with an open savepoint. */
export function overwrittenSql(record: UndoRecord): string {
  const keys = identList(record.key);
  return `INSERT INTO ${record.after} (${keys}, ${quoteIdent(record.writer)}) SELECT ${keys}, pg_current_xact_id()::xid FROM ${record.before}`;
}

/** Forget rows that were about to be changed and were not: a trigger kept them as they are, under the key that they had. */
export function unwrittenSql(table: Table, record: UndoRecord): string {
  const pair = (other: string): string => pairSql(record.key, other, 'b');
  return `DELETE FROM ${record.before} b WHERE NOT EXISTS (SELECT 1 FROM ${record.after} a WHERE ${pair('a')}) AND EXISTS (SELECT 1 FROM ${qualifiedName(table)} t WHERE ${pair('t')})`;
}

/** That two rows, each under its alias, have the same key. */
export function pairSql(key: readonly string[], left: string, right: string): string {
  return key.map((name) => `${left}.${quoteIdent(name)} = ${right}.${quoteIdent(name)}`).join(' AND ');
}

/**
 * How the rows of a COPY straight into a table are found again, without a word kept for each: Postgres writes in every row
 * the transaction that made it (`xmin`), and a row that somebody changes gets another. Plain data, to be kept as JSON.
 */
export interface XminMarker {
  /** The loading transaction's full id (xid8) as text. */
  xid: string;
  oid: number;
  /** The file of the table's rows; another one means that the table was rewritten. Null for a partitioned table. */
  filenode: string | null;
  inserted: number;
  /** The hidden key's values were drawn from here to there, where the table has one. */
  drawn: [string, string] | null;
}
