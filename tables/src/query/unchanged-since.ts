/** Whether rows are those of an earlier instant, without any trace of it but two numbers. */
import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { Table } from '../catalog/table.ts';
import { qualifiedName } from '../sql/identifiers.ts';
import { runRaw } from '../sql/statement.ts';
import { compileFilter, type Filter } from './filter.ts';
import { boundParams } from './params.ts';

/** An instant of a table, as far as it can be recognized later. */
export interface TableInstant {
  /** All transactions before this one had ended (`pg_snapshot_xmin`, 64 bits). */
  xid: string;
  /** A hash of the database, the table and its columns. */
  signature: string;
}

/** Transaction numbers of rows have 32 bits: beyond half of them, before and after cannot be told. */
const HALF = 2_147_483_648;

/**
 * The instant that a transaction sees.
 * @param client in that transaction (REPEATABLE READ)
 * @param words what else decides how the rows look, such as the labels of the columns
 */
export async function readTableInstant(client: ClientBase, table: Table, words: unknown): Promise<TableInstant> {
  const [row] = await runRaw(
    client,
    `SELECT pg_snapshot_xmin(pg_current_snapshot())::text, (SELECT system_identifier::text FROM pg_control_system()),
      (SELECT oid::text FROM pg_database WHERE datname = current_database()), pg_relation_filenode($1::oid)::text`,
    [table.oid],
  );
  const [xid, ...place] = row!;
  const columns = table.columns.map(({ name, pg, hidden, generated }) => [name, pg, hidden, generated]);
  const parts = JSON.stringify([place, table.oid, columns, table.key, words]);
  return { xid: xid!, signature: createHash('sha256').update(parts).digest('hex').slice(0, 32) };
}

/**
 * Whether a filter selects the same rows with the same values as at an earlier instant: as many, and all of them written before it by
 * transactions that had ended. A row that is changed gets another transaction's number, one that is deleted or no longer selected is
 * missing, and one that came is younger. Reads the rows once.
 * @param then the instant, and how many rows there were
 * @param now of the same table, as this transaction sees it
 */
export async function isUnchangedSince(
  client: ClientBase,
  table: Table,
  filter: Filter | undefined,
  then: TableInstant & { rows: number },
  now: TableInstant,
): Promise<boolean> {
  const passed = BigInt(now.xid) - BigInt(then.xid);
  if (now.signature !== then.signature || passed < 0n || passed >= BigInt(HALF)) return false;
  const values: unknown[] = [];
  const where = filter === undefined ? 'true' : compileFilter(table, filter, boundParams(values), 't');
  // 1 and 2 are of rows that are older than all transactions; 0 is of none.
  const number = '(t.xmin::text::bigint)';
  const low = BigInt(then.xid) % 4_294_967_296n;
  const isYounger = `${number} = 0 OR (${number} > 2 AND (${number} - ${low} + 4294967296) % 4294967296 < ${HALF})`;
  const [row] = await runRaw(
    client,
    `SELECT count(*)::text, coalesce(bool_or(${isYounger}), false)::text FROM ${qualifiedName(table)} t WHERE ${where}`,
    values,
  );
  return row![0] === String(then.rows) && row![1] === 'false';
}
