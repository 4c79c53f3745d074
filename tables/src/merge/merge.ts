import type { ClientBase } from 'pg';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import { columnSql } from '../query/column-sql.ts';
import { type CreatedRows, createMissing } from '../rules/create-missing.ts';
import { findWarnings, planRules, type RuleBook, rejectRuleOrphans, type WarningGroup } from '../rules/rule-checks.ts';
import type { TableRule } from '../rules/rules.ts';
import { interruptible } from '../sql/connection.ts';
import { TableError } from '../sql/errors.ts';
import { extendSearchPath } from '../sql/extend-search-path.ts';
import { identList } from '../sql/identifiers.ts';
import { BULK_SETTINGS, run } from '../sql/statement.ts';
import { beforeSql, createUndoRecord, indexUndoRecord, type UndoRecord, unwrittenSql } from '../undo/undo-record.ts';
import {
  type IncrementalChecks,
  lockSql,
  openIncrementalChecks,
  type Prepared,
  runRowChecks,
} from './incremental-checks.ts';
import { type Blank, type MergeMode, type MergePlan, planMerge } from './merge-plan.ts';
import { blankUnreadable, countRejects, type Reject, readRejects, sweepRejects } from './rejects.ts';
import { rejectOrphans, type Send } from './row-checks.ts';
import type { Stage } from './stage.ts';
import { breakableIndexes, type Duplicates, rejectDuplicates, rejectExisting } from './unique-checks.ts';
import { isForeseeable, type OnProgress, overwriteRows, type Written, writeRows } from './write-rows.ts';

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
  onProgress?: OnProgress | undefined;
  /** Called when a step begins. */
  onStep?: ((step: MergeStep) => void) | undefined;
  signal?: AbortSignal | undefined;
  guard?: Guard;
}

/** What a merge does, in this order: look at the rows, keep for an undo what was there, empty the table, write the rows. */
export type MergeStep = 'check' | 'hold' | 'empty' | 'write';

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
  /** What decided about the rows, to ask `findChanges` with. */
  plan: MergePlan;
  /** Read it before the transaction ends; the rows go with it. */
  rejects: AsyncIterable<Reject>;
}

/**
 * Merge the staged rows into their table with set-based statements only: every check that needs the whole set runs on the
 * stage first, and bad rows are moved out with all their reasons of that step; what is left goes in, batch by batch, in the
 * order of the sheet.
 * In: a client in the transaction that made and loaded the stage, where `unread` issues may name rows that do not go in. Writers of the table wait meanwhile, readers do not.
 * Order of checks: unreadable and blank cells, rows without a match, check constraints, references and rules; keys that exist;
 * duplicates within the file, one unique index after another; references within the table itself. Warnings are counted of
 * what is left, and what references miss and may make is made for it.
 * Throws TableError: `no_key`, `invalid_key`, `required` (with the column that the file lacks), `cancelled` (the connection may
 * be cut), `still_referenced` (replace), and a constraint's code where it can only be found by trying; the caller rolls back.
 */
export async function mergeStage(client: ClientBase, options: MergeOptions): Promise<MergeResult> {
  return beginMerge(client, options).finish();
}

/** A merge of a stage that is still being filled. */
export interface Merge {
  /**
   * Told after each COPY into the stage, with its rows: do what can be done with them before the others are there (decision 10).
   * May take the merge's lock. In: the table stays as it is until the merge is finished. Throws as `mergeStage`.
   */
  checkStaged(rows: number): Promise<void>;
  /** All rows are there, and were told of if any were: the rest of the merge. */
  finish(): Promise<MergeResult>;
}

/** `mergeStage` in two steps. Nothing is read or locked before the first of them. */
export function beginMerge(client: ClientBase, options: MergeOptions): Merge {
  let prepared: Prepared | undefined;
  let incrementalChecks: IncrementalChecks | undefined;
  return {
    async checkStaged(rows) {
      if (prepared === undefined) {
        prepared = await prepare(client, options);
        incrementalChecks = await openIncrementalChecks(client, prepared);
      }
      await incrementalChecks?.checkStaged(rows);
    },
    async finish() {
      prepared ??= await prepare(client, options);
      return finishMerge(client, prepared, options, incrementalChecks);
    },
  };
}

async function prepare(client: ClientBase, options: MergeOptions): Promise<Prepared> {
  const { stage, signal } = options;
  const send: Send = (sql) => interruptible(client, signal, async () => (await run(client, sql)).count);
  const table = await interruptible(client, signal, () =>
    introspect(client, stage.target, options.guard ?? SERVICE_GUARD),
  );
  const blankOf = (column: string) => options.blanks?.get(column) ?? options.blank ?? 'null';
  const plan = planMerge(table, stage, options.mode, options.key ?? [], blankOf);
  const book = await planRules(client, plan, options.rules ?? [], options.guard ?? SERVICE_GUARD);
  await extendSearchPath(client, table);
  await send(BULK_SETTINGS);
  return { send, plan, book };
}

async function finishMerge(
  client: ClientBase,
  { send, plan, book }: Prepared,
  options: MergeOptions,
  incrementalChecks: IncrementalChecks | undefined,
): Promise<MergeResult> {
  const { stage } = options;
  await send(lockSql(plan));
  await send(`ANALYZE ${stage.sql} (${identList([stage.rowColumn, ...plan.key.map((column) => column.name)])})`);
  const sweep = (): Promise<void> => sweepRejects(client, stage);
  if (incrementalChecks?.sawAll !== true)
    await runRowChecks(client, send, plan, book, sweep, undefined, () => blankUnreadable(client, stage));
  await runSetChecks(send, plan, book, options.duplicates ?? 'first', sweep);

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
    plan,
    rejects: { [Symbol.asyncIterator]: () => readRejects(client, stage) },
  };
  if (rejected > 0 && options.onReject === 'abort') return { ...result, aborted: true };

  const created = await createMissing(client, send, plan, book, options.undo?.id, sweep);
  rejected = await countRejects(client, stage);
  if (rejected > 0 && options.onReject === 'abort') return { ...result, rejected, aborted: true };
  const found = await findWarnings(client, send, plan, book);
  const { deleted, ...written } = await write(client, send, plan, options);
  await advanceSequences(client, plan);
  return { ...result, ...written, ...found, rejected, created, deleted, aborted: false };
}

/** The checks that compare rows with each other, or with rows that others may add until the table is locked. */
async function runSetChecks(
  send: Send,
  plan: MergePlan,
  book: RuleBook,
  duplicates: Duplicates,
  sweep: () => Promise<void>,
): Promise<void> {
  const after = async (found: number): Promise<void> => {
    if (found > 0) await sweep();
  };
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

async function write(
  client: ClientBase,
  send: Send,
  plan: MergePlan,
  { undo, onProgress, onStep }: MergeOptions,
): Promise<Written & { deleted: number }> {
  const record = undo === undefined ? undefined : await createUndoRecord(client, plan.table, undo.id);
  if (record !== undefined && isForeseeable(plan)) {
    onStep?.('write');
    return { ...(await overwriteRows(client, send, plan, record, onProgress)), deleted: 0 };
  }
  const deleted = plan.mode === 'replace' ? await emptyTable(send, plan, record, onStep) : 0;
  onStep?.('write');
  const written = await writeRows(client, send, plan, record, onProgress);
  if (record && plan.key.length > 0 && plan.table.access.triggers.length > 0) await forgetUnwritten(send, plan, record);
  return { ...written, deleted };
}

async function forgetUnwritten(send: Send, plan: MergePlan, record: UndoRecord): Promise<void> {
  await indexUndoRecord(send, record);
  await send(unwrittenSql(plan.table, record));
}

async function emptyTable(
  send: Send,
  plan: MergePlan,
  record: UndoRecord | undefined,
  onStep: MergeOptions['onStep'],
): Promise<number> {
  onStep?.('hold');
  if (record) await send(beforeSql(plan.table, record, `${plan.target} t`));
  onStep?.('empty');
  try {
    // Not TRUNCATE: an export that has its snapshot but has not read yet would find the table empty (P31).
    return await send(`DELETE FROM ${plan.target}`);
  } catch (error) {
    if (error instanceof TableError && error.code === 'reference_missing')
      throw new TableError('still_referenced', { constraint: error.constraint, sqlstate: error.sqlstate });
    throw error;
  }
}

/** Rows that bring their own numbers leave a serial or identity column's sequence behind; the next row would collide. */
export async function advanceSequences(client: ClientBase, plan: MergePlan): Promise<void> {
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
