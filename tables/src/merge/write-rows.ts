import type { ClientBase } from 'pg';
import { columnSql } from '../query/column-sql.ts';
import { TableError } from '../sql/errors.ts';
import { identList, quoteIdent } from '../sql/identifiers.ts';
import { run } from '../sql/statement.ts';
import { beforeSql, goneSql, overwrittenSql, recordedSql, type UndoRecord } from '../undo/undo-record.ts';
import { differSql, isGenerated, keySql, type MergePlan, matchSql, proposedSql } from './merge-plan.ts';
import type { Send } from './row-checks.ts';

/** What became of the staged rows. */
export interface Written {
  inserted: number;
  updated: number;
  unchanged: number;
}

/** Called between batches with the staged rows merged so far. */
export type OnProgress = (done: number, total: number) => void;

/** Rows merged between two words of progress; about a tenth of a second. */
const BATCH_ROWS = 20_000;

/**
 * Write the staged rows batch by batch, and record of each batch what it is about to change.
 * In: a stage whose rows the table takes. Throws TableError for what can only be found by trying.
 */
export async function writeRows(
  client: ClientBase,
  send: Send,
  plan: MergePlan,
  record: UndoRecord | undefined,
  onProgress: OnProgress | undefined,
): Promise<Written> {
  const exactCounts = plan.mode === 'upsert' ? await upsertCounter(client, plan) : undefined;
  let touched = 0;
  const size = await sizeOf(client, plan);
  const { total } = size;
  await inBatches(send, plan, size, onProgress, async (range) => {
    if (record && plan.key.length > 0) await send(beforeSql(plan.table, record, changedFrom(plan, range)));
    touched += await send(recordedSql(plan.table, record, writeSql(plan, range)));
  });
  if (plan.mode === 'update') return { inserted: 0, updated: touched, unchanged: total - touched };
  if (exactCounts === undefined) return { inserted: touched, updated: 0, unchanged: 0 };
  const inserted = await exactCounts();
  // A trigger that changes keys may make more rows look new than were written.
  const updated = Math.max(0, touched - inserted);
  return { inserted: touched - updated, updated, unchanged: total - touched };
}

/**
 * Whether what an upsert or update will do to each row can be said before it does: nobody else can write meanwhile, no trigger
 * and no rule has a hand in it, a row keeps the key by which an undo finds it, and a value that was looked at is the value
 * that is written (decision 9).
 */
export function isForeseeable(plan: MergePlan): boolean {
  const { table, key } = plan;
  const { access } = table;
  const changed = changedColumns(plan);
  return (
    key.length > 0 &&
    changed.length > 0 &&
    table.key.length > 0 &&
    !table.partitioned &&
    access.triggers.length === 0 &&
    !access.rewritten &&
    !access.rowSecurity &&
    (access.update || access.delete || access.owner) &&
    changed.every((column) => !table.key.includes(column.name)) &&
    plan.staged.every((column) => plan.blank(column.name) === 'null' || !isGenerated(column)) &&
    table.references.every(({ to }) => to.schema !== table.schema || to.name !== table.name)
  );
}

/**
 * Write the staged rows where `isForeseeable`, under the merge's lock, and record for the undo what the rows held that are written over: one
 * statement finds, writes and records the rows of a batch (decision 44).
 */
export async function overwriteRows(
  client: ClientBase,
  send: Send,
  plan: MergePlan,
  record: UndoRecord,
  onProgress: OnProgress | undefined,
): Promise<Written> {
  const { table } = plan;
  const size = await sizeOf(client, plan);
  let inserted = 0;
  let updated = 0;
  await inBatches(send, plan, size, onProgress, async (range) => {
    const changed = await send(overwriteSql(plan, record, range, size.version >= FIRST_RETURNING_OLD));
    updated += changed;
    if (plan.mode === 'upsert' && changed < (await countStaged(client, plan, range)))
      inserted += await send(recordedSql(table, record, insertSql(plan, range, 'NOTHING')));
  });
  await send(overwrittenSql(record));
  return { inserted, updated, unchanged: size.total - inserted - updated };
}

/** The first version whose RETURNING gives a row as it was. */
const FIRST_RETURNING_OLD = 180_000;

interface Size {
  total: number;
  pages: number;
  /** Of the server, as `server_version_num`. */
  version: number;
}

async function sizeOf(client: ClientBase, { stage }: MergePlan): Promise<Size> {
  const { rows } = await run<{ rows: string; pages: number; version: number }>(
    client,
    `SELECT (SELECT count(*) FROM ${stage.sql}) AS rows, (pg_relation_size('${stage.sql}') / current_setting('block_size')::int)::int AS pages,
       current_setting('server_version_num')::int AS version`,
  );
  const { pages, version } = rows[0]!;
  return { total: Number(rows[0]!.rows), pages, version };
}

async function countStaged(client: ClientBase, { stage }: MergePlan, range: string): Promise<number> {
  const { rows } = await run<{ n: string }>(client, `SELECT count(*) AS n FROM ${stage.sql} s WHERE ${range}`);
  return Number(rows[0]!.n);
}

/** Do something with one range of the stage (a condition on its alias `s`) after the other. */
async function inBatches(
  send: Send,
  plan: MergePlan,
  { total, pages }: Size,
  onProgress: OnProgress | undefined,
  work: (range: string) => Promise<void>,
): Promise<void> {
  if (plan.key.length > 0) await send(PROBE_BY_INDEX);
  const step = Math.max(1, Math.ceil((pages * BATCH_ROWS) / Math.max(1, total)));
  for (let page = 0; page < pages && total > 0; page += step) {
    // Rows were copied in the order of the sheet, so a range of pages is a range of rows, found without an index.
    await work(`s.ctid >= '(${page},0)'::tid AND s.ctid < '(${page + step},0)'::tid`);
    onProgress?.(Math.min(total, Math.round((total * (page + step)) / pages)), total);
  }
  if (plan.key.length > 0) await send(PROBE_NO_LONGER);
}

/** Let `work` find matches through the key's index. */
export async function byIndex<T>(send: Send, work: () => Promise<T>): Promise<T> {
  await send(PROBE_BY_INDEX);
  const result = await work();
  await send(PROBE_NO_LONGER);
  return result;
}

/** A batch finds its matches through the key's index; reading the whole table for each batch would not do. */
const PROBE_BY_INDEX = `SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`;
const PROBE_NO_LONGER = `SELECT set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true)`;

/**
 * How many of an upsert's rows are new, told after the fact by Postgres' own count of this transaction's insertions, which
 * costs nothing. Where that count is off or may hold others' insertions, the rows with a match are counted before and after.
 */
async function upsertCounter(client: ClientBase, plan: MergePlan): Promise<() => Promise<number>> {
  const sql = 'SELECT pg_stat_get_xact_tuples_inserted($1::oid)::text AS n';
  const { rows } = await run<{ counts: boolean }>(
    client,
    `SELECT current_setting('track_counts')::boolean AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_trigger WHERE tgrelid = $1::oid AND NOT tgisinternal) AS counts`,
    [plan.table.oid],
  );
  const read = async (): Promise<number> =>
    Number((await run<{ n: string | null }>(client, sql, [plan.table.oid])).rows[0]!.n ?? 0);
  if (rows[0]!.counts && !plan.table.partitioned) {
    const start = await read();
    return async () => (await read()) - start;
  }
  const matching = `SELECT count(*) AS n FROM ${plan.stage.sql} s JOIN ${plan.target} t ON ${matchSql(plan)}`;
  const matched = async (): Promise<number> => Number((await run<{ n: string }>(client, matching)).rows[0]!.n);
  const before = await matched();
  // Not simply those without a match: a trigger may have kept rows out.
  return async () => (await matched()) - before;
}

function changedColumns(plan: MergePlan): MergePlan['staged'] {
  return plan.staged.filter((column) => !plan.key.includes(column));
}

/** That a planned row (alias `x`) is meant for a row of the target. */
function matchesSql(plan: MergePlan, target: string): string {
  return plan.key
    .map(
      (column) =>
        `${keySql(plan, column, columnSql(column, target))} = ${keySql(plan, column, columnSql(column, 'x'))}`,
    )
    .join(' AND ');
}

/** FROM and condition of the target's rows (alias `t`) that a batch will change. */
function changedFrom(plan: MergePlan, range: string): string {
  const changed = changedColumns(plan);
  return `${proposedSql(plan, plan.stage.columns, range)} x JOIN ${plan.target} t ON ${matchesSql(plan, 't')} WHERE ${changed.length > 0 ? differSql(changed, 't', 'x') : 'FALSE'}`;
}

/** The statement that writes one batch. */
function writeSql(plan: MergePlan, range: string): string {
  if (plan.mode === 'update') return updateSql(plan, range);
  if (plan.mode !== 'upsert') return insertSql(plan, range);
  const changed = changedColumns(plan);
  const sets = changed.map((column) => `${quoteIdent(column.name)} = EXCLUDED.${quoteIdent(column.name)}`).join(', ');
  const action = changed.length > 0 ? `UPDATE SET ${sets} WHERE ${differSql(changed, 't', 'EXCLUDED')}` : 'NOTHING';
  return insertSql(plan, range, action);
}

/** Rows that are as they should be are left alone. */
function updateSql(plan: MergePlan, range: string): string {
  const changed = changedColumns(plan);
  if (changed.length === 0) throw new TableError('no_columns');
  return `${setSql(plan, range)} WHERE ${matchesSql(plan, 't')} AND ${differSql(changed, 't', 'x')}`;
}

function setSql(plan: MergePlan, range: string): string {
  const sets = changedColumns(plan).map((column) => `${quoteIdent(column.name)} = ${columnSql(column, 'x')}`);
  return `UPDATE ${plan.target} t SET ${sets.join(', ')} FROM ${proposedSql(plan, plan.stage.columns, range)} x`;
}

/**
 * The same, which records what the rows held.
 * @param returnsOld the server can say what a row was before it was updated; else the row is found by its key, and then by its place
 */
function overwriteSql(plan: MergePlan, record: UndoRecord, range: string, returnsOld: boolean): string {
  const write = returnsOld
    ? updateSql(plan, range)
    : `${setSql(plan, range)} JOIN ${plan.target} o ON ${matchesSql(plan, 'o')} WHERE t.ctid = o.ctid AND ${differSql(changedColumns(plan), 'o', 'x')}`;
  return goneSql(plan.table, record, write, returnsOld);
}

/** @param action for rows whose key is there already; without it they are an error */
function insertSql(plan: MergePlan, range: string, action?: string): string {
  const row = quoteIdent(plan.stage.rowColumn);
  const columns = plan.joined ? plan.table.columns.filter((column) => !column.generated) : plan.staged;
  const names = columns.map((column) => column.name);
  const overriding = columns.some((column) => column.identity === 'always') ? ' OVERRIDING SYSTEM VALUE' : '';
  const insert = `INSERT INTO ${plan.target} AS t (${identList(names)})${overriding} SELECT ${identList(names, 'x')} FROM ${proposedSql(plan, names, range)} x ORDER BY x.${row}`;
  if (action === undefined) return insert;
  const parts = plan.key.map((column) => {
    const name = quoteIdent(column.name);
    const part = keySql(plan, column, name);
    return part === name ? name : `(${part})`;
  });
  return `${insert} ON CONFLICT (${parts.join(', ')}) DO ${action}`;
}
