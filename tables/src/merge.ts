import type { ClientBase } from 'pg';
import { interruptible } from './connection.ts';
import { type CreatedRows, createMissing } from './create-missing.ts';
import { TableError } from './errors.ts';
import { columnSql } from './filter.ts';
import { type Guard, SERVICE_GUARD } from './guard.ts';
import { identList, quoteIdent } from './identifiers.ts';
import { introspect } from './introspect.ts';
import { type Blank, differSql, type MergeMode, type MergePlan, matchSql, planMerge, proposedSql } from './proposed.ts';
import { countRejects, type Reject, readRejects, sweepRejects } from './rejects.ts';
import {
  rejectBlank,
  rejectDangling,
  rejectOrphans,
  rejectUncastable,
  rejectUnchecked,
  rejectUnmatched,
  type Send,
} from './row-checks.ts';
import {
  findWarnings,
  planRules,
  type RuleBook,
  rejectByRules,
  rejectRuleOrphans,
  type WarningGroup,
} from './rule-checks.ts';
import type { TableRule } from './rules.ts';
import type { Stage } from './stage.ts';
import { BULK_SETTINGS, run } from './statement.ts';
import { beforeSql, createUndoRecord, recordedSql, type UndoRecord, unwrittenSql } from './undo-record.ts';
import { breakableIndexes, type Duplicates, rejectDuplicates, rejectExisting } from './unique-checks.ts';

export interface MergeOptions {
  stage: Stage;
  mode: MergeMode;
  /** Columns that find a row's match in upsert and update; a unique index must cover exactly these. Default: the table's key. */
  key?: readonly string[] | undefined;
  /** `skip`: good rows go in. `abort`: one bad row and nothing goes in. */
  onReject: 'skip' | 'abort';
  /** Default `first`. The rows left out are rejects whichever is chosen. */
  duplicates?: Duplicates | undefined;
  /** What blank cells do: default `null`; `blanks` says it of single columns. */
  blank?: Blank | undefined;
  blanks?: ReadonlyMap<string, Blank> | undefined;
  /** What the rows must be beyond what the table holds. Only those of staged columns count. */
  rules?: readonly TableRule[] | undefined;
  /** Record what `undo` needs under this id. Throws `no_key` for a table without a key. */
  undo?: { id: string } | undefined;
  /** Called between batches with the staged rows merged so far. */
  onProgress?: ((done: number, total: number) => void) | undefined;
  signal?: AbortSignal | undefined;
  guard?: Guard;
}

export interface MergeResult {
  inserted: number;
  updated: number;
  unchanged: number;
  /** Rows that were there before a replace. */
  deleted: number;
  rejected: number;
  /** Rows that went in although they break a rule of severity `warning`, and what they break. */
  warned: number;
  warnings: WarningGroup[];
  /** Rows made in other tables, for references that make what is missing. */
  created: CreatedRows[];
  /** True where rejects met `abort`: the table is untouched. */
  aborted: boolean;
  /** Read it before the transaction ends; the rows go with it. */
  rejects: AsyncIterable<Reject>;
}

/** Rows merged between two words of progress; about a tenth of a second. */
const BATCH_ROWS = 20_000;

/**
 * Merge the staged rows into their table with set-based statements only: every check that needs the whole set runs on the
 * stage first, and bad rows are moved out with all their reasons of that step; what is left goes in, batch by batch, in the
 * order of the sheet.
 * In: a client in the transaction that made and loaded the stage. Writers of the table wait meanwhile, readers do not.
 * Order of checks: unreadable and blank cells; rows without a match; check constraints, references and rules; keys that exist;
 * duplicates within the file, one unique index after another; references within the table itself. Warnings are counted of
 * what is left, and what references miss and may make is made for it.
 * Throws TableError: `no_key`, `bad_key`, `required` (with the column that the file lacks), `cancelled` (the connection may
 * be cut), `still_referenced` (replace), and a constraint's code where it can only be found by trying; the caller rolls back.
 */
export async function mergeStage(client: ClientBase, options: MergeOptions): Promise<MergeResult> {
  const { stage, signal } = options;
  const send: Send = (sql) => interruptible(client, signal, async () => (await run(client, sql)).count);
  const table = await interruptible(client, signal, () =>
    introspect(client, stage.target, options.guard ?? SERVICE_GUARD),
  );
  const blankOf = (column: string) => options.blanks?.get(column) ?? options.blank ?? 'null';
  const plan = planMerge(table, stage, options.mode, options.key ?? [], blankOf);
  const book = await planRules(client, plan, options.rules ?? [], options.guard ?? SERVICE_GUARD);

  await send(BULK_SETTINGS);
  await send(lockSql(plan));
  await send(`ANALYZE ${stage.sql} (${identList([stage.rowColumn, ...plan.key.map((column) => column.name)])})`);
  await rejectBadRows(client, send, plan, book, options.duplicates ?? 'first');

  let rejected = await countRejects(client, stage);
  const result = {
    inserted: 0,
    updated: 0,
    unchanged: 0,
    deleted: 0,
    rejected,
    warned: 0,
    warnings: [],
    created: [],
    rejects: { [Symbol.asyncIterator]: () => readRejects(client, stage) },
  };
  if (rejected > 0 && options.onReject === 'abort') return { ...result, aborted: true };

  const created = await createMissing(client, send, plan, book, options.undo?.id, () => sweepRejects(client, stage));
  rejected = await countRejects(client, stage);
  if (rejected > 0 && options.onReject === 'abort') return { ...result, rejected, aborted: true };
  const found = await findWarnings(client, send, plan, book);
  const record = options.undo === undefined ? undefined : await createUndoRecord(client, table, options.undo.id);
  const deleted = plan.mode === 'replace' ? await emptyTable(send, plan, record) : 0;
  const written = await writeRows(client, send, plan, record, options.onProgress);
  if (record && plan.key.length > 0 && table.access.triggers.length > 0) await send(unwrittenSql(record));
  await advanceSequences(client, plan);
  return { ...result, ...written, ...found, rejected, created, deleted, aborted: false };
}

/**
 * Between a check and the write nobody may add the key that was checked. A user who may only add rows may not keep others from
 * adding theirs (PostgreSQL docs, "LOCK"); then a key that comes in between fails the merge.
 */
function lockSql({ table, target }: MergePlan): string {
  const strong = table.access.update || table.access.delete || table.access.owner;
  return `LOCK TABLE ${target} IN ${strong ? 'SHARE ROW EXCLUSIVE' : 'ROW EXCLUSIVE'} MODE`;
}

async function rejectBadRows(
  client: ClientBase,
  send: Send,
  plan: MergePlan,
  book: RuleBook,
  duplicates: Duplicates,
): Promise<void> {
  const sweep = (): Promise<void> => sweepRejects(client, plan.stage);
  const after = async (found: number): Promise<void> => {
    if (found > 0) await sweep();
  };
  await after(await rejectUncastable(client, send, plan));
  await after(await rejectBlank(send, plan));
  await after(await rejectUnmatched(send, plan));
  await after(
    (await rejectUnchecked(client, send, plan)) +
      (await rejectDangling(send, plan)) +
      (await rejectByRules(send, plan, book)),
  );

  const indexes = breakableIndexes(plan);
  const populated = plan.mode !== 'replace' && (await send(`SELECT 1 FROM ${plan.target} LIMIT 1`)) > 0;
  if (populated) {
    let found = 0;
    // In upsert and update the first index is the matching key itself, whose rows are meant to exist.
    for (const index of plan.key.length > 0 ? indexes.slice(1) : indexes)
      found += await rejectExisting(send, plan, index);
    await after(found);
  }
  for (const index of indexes) await after(await rejectDuplicates(send, plan, index, duplicates));
  // A row that one kind of reference takes out may be the one that the other kind needs.
  do await rejectOrphans(send, plan, sweep);
  while ((await rejectRuleOrphans(send, plan, book, sweep)) > 0);
}

async function emptyTable(send: Send, plan: MergePlan, record: UndoRecord | undefined): Promise<number> {
  if (record) await send(beforeSql(plan.table, record, `${plan.target} t`));
  try {
    // Not TRUNCATE: an export that has its snapshot but has not read yet would find the table empty (P31).
    return await send(`DELETE FROM ${plan.target}`);
  } catch (error) {
    if (error instanceof TableError && error.code === 'reference_missing')
      throw new TableError('still_referenced', { constraint: error.constraint, sqlstate: error.sqlstate });
    throw error;
  }
}

type Written = Pick<MergeResult, 'inserted' | 'updated' | 'unchanged'>;

async function writeRows(
  client: ClientBase,
  send: Send,
  plan: MergePlan,
  record: UndoRecord | undefined,
  onProgress: MergeOptions['onProgress'],
): Promise<Written> {
  const { rows } = await run<{ rows: string; pages: number }>(
    client,
    `SELECT (SELECT count(*) FROM ${plan.stage.sql}) AS rows, (pg_relation_size('${plan.stage.sql}') / current_setting('block_size')::int)::int AS pages`,
  );
  const total = Number(rows[0]!.rows);
  const { pages } = rows[0]!;
  const exactCounts = plan.mode === 'upsert' ? await upsertCounter(client, plan) : undefined;
  if (plan.key.length > 0) await send(PROBE_BY_INDEX);
  let touched = 0;
  const step = Math.max(1, Math.ceil((pages * BATCH_ROWS) / Math.max(1, total)));
  for (let page = 0; page < pages && total > 0; page += step) {
    // Rows were copied in the order of the sheet, so a range of pages is a range of rows, found without an index.
    const range = `s.ctid >= '(${page},0)'::tid AND s.ctid < '(${page + step},0)'::tid`;
    if (record && plan.key.length > 0) await send(beforeSql(plan.table, record, changedFrom(plan, range)));
    touched += await send(recordedSql(plan.table, record, writeSql(plan, range)));
    onProgress?.(Math.min(total, Math.round((total * (page + step)) / pages)), total);
  }
  if (plan.key.length > 0) await send(PROBE_NO_LONGER);
  if (plan.mode === 'update') return { inserted: 0, updated: touched, unchanged: total - touched };
  if (exactCounts === undefined) return { inserted: touched, updated: 0, unchanged: 0 };
  const inserted = await exactCounts();
  // A trigger that changes keys may make more rows look new than were written.
  const updated = Math.max(0, touched - inserted);
  return { inserted: touched - updated, updated, unchanged: total - touched };
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

/** FROM and condition of the target's rows (alias `t`) that a batch will change. */
function changedFrom(plan: MergePlan, range: string): string {
  const match = plan.key.map((column) => `${columnSql(column, 't')} = ${columnSql(column, 'x')}`).join(' AND ');
  const changed = changedColumns(plan);
  return `${proposedSql(plan, plan.stage.columns, range)} x JOIN ${plan.target} t ON ${match} WHERE ${changed.length > 0 ? differSql(changed, 't', 'x') : 'FALSE'}`;
}

/** The statement that writes one batch. */
function writeSql(plan: MergePlan, range: string): string {
  const row = quoteIdent(plan.stage.rowColumn);
  const changed = changedColumns(plan);
  if (plan.mode === 'update') {
    const match = plan.key.map((column) => `${columnSql(column, 't')} = ${columnSql(column, 'x')}`).join(' AND ');
    const sets = changed.map((column) => `${quoteIdent(column.name)} = ${columnSql(column, 'x')}`).join(', ');
    if (changed.length === 0) throw new TableError('no_columns');
    return `UPDATE ${plan.target} t SET ${sets} FROM ${proposedSql(plan, plan.stage.columns, range)} x WHERE ${match} AND ${differSql(changed, 't', 'x')}`;
  }
  const columns = plan.joined ? plan.table.columns.filter((column) => !column.generated) : plan.staged;
  const names = columns.map((column) => column.name);
  const overriding = columns.some((column) => column.identity === 'always') ? ' OVERRIDING SYSTEM VALUE' : '';
  const insert = `INSERT INTO ${plan.target} AS t (${identList(names)})${overriding} SELECT ${identList(names, 'x')} FROM ${proposedSql(plan, names, range)} x ORDER BY x.${row}`;
  if (plan.mode !== 'upsert') return insert;
  const sets = changed.map((column) => `${quoteIdent(column.name)} = EXCLUDED.${quoteIdent(column.name)}`).join(', ');
  const action = changed.length > 0 ? `UPDATE SET ${sets} WHERE ${differSql(changed, 't', 'EXCLUDED')}` : 'NOTHING';
  return `${insert} ON CONFLICT (${identList(plan.key.map((column) => column.name))}) DO ${action}`;
}

/** Rows that bring their own numbers leave a serial or identity column's sequence behind; the next row would collide. */
async function advanceSequences(client: ClientBase, plan: MergePlan): Promise<void> {
  for (const column of plan.staged) {
    if (column.sequence === undefined) continue;
    await run(
      client,
      `SELECT setval($1::regclass, q.top) FROM (SELECT max(${columnSql(column, 't')})::bigint AS top FROM ${plan.target} t) q
        WHERE q.top > COALESCE(pg_sequence_last_value($1::regclass), 0) AND has_sequence_privilege($1::regclass, 'UPDATE')`,
      [column.sequence],
    );
  }
}
