import type { ClientBase } from 'pg';
import { findColumn } from '../catalog/find-column.ts';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Table, TableRef } from '../catalog/table.ts';
import { lockSql, runRowChecks } from '../merge/incremental-checks.ts';
import { advanceSequences } from '../merge/merge.ts';
import { isFillRequired, type MergePlan, planByPlace, planMerge, stagedSql } from '../merge/merge-plan.ts';
import { blankUnreadable, countRejects, type Reject, readRejects, sweepRejects } from '../merge/rejects.ts';
import { rejectOrphans, type Send } from '../merge/row-checks.ts';
import { createStage, type Stage } from '../merge/stage.ts';
import { breakableIndexes, rejectDuplicates, rejectExisting } from '../merge/unique-checks.ts';
import { columnSql } from '../query/column-sql.ts';
import { type CreatedRows, createMissing } from '../rules/create-missing.ts';
import { findWarnings, planRules, type RuleBook, rejectRuleOrphans, type WarningGroup } from '../rules/rule-checks.ts';
import type { TableRule } from '../rules/rules.ts';
import { interruptible } from '../sql/connection.ts';
import { extendSearchPath } from '../sql/extend-search-path.ts';
import { identList, qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { BULK_SETTINGS, run } from '../sql/statement.ts';
import { createPlaceRecord } from '../undo/place-record.ts';
import { MOST_SUMMARISED, summariseRecord } from '../undo/record-summary.ts';
import { referrers } from '../undo/undo-created.ts';
import { createUndoRecord } from '../undo/undo-record.ts';
import { deleteUnreferenced } from '../undo/undo-result.ts';
import { type BulkEdit, bulkColumns, deleteSelected, selectDeletes, stageBulk } from './bulk-edits.ts';
import {
  AT_PLACE,
  EDITED_ROWS,
  type EditedCells,
  type EditedRow,
  findEditedRows,
  placeStaged,
  refuseComputed,
  rejectMoved,
  rejectReferenced,
} from './edited-rows.ts';
import { updateSelected } from './quick-bulk.ts';
import { isPlainUpdate, updateQuickly } from './quick-update.ts';
import type { RowAddress } from './row-ids.ts';
import { type SampledEdit, sampleDeletes, sampleUpdates } from './sample-edits.ts';
import { deleteRows, type EditRecord, insertRows, updateRows } from './write-edits.ts';

export interface EditOptions {
  table: TableRef;
  /** The table as `introspect` has read it in this transaction; else it is read now. */
  known?: Table | undefined;
  /** What was asked of rows that are there: their numbers go on through updates, inserts and deletes. */
  updates: EditedCells & { at: ReadonlyMap<number, RowAddress> };
  inserts: EditedCells;
  deletes: { row: number; at: RowAddress }[];
  rules: readonly TableRule[];
  onReject: 'skip' | 'abort';
  /** Rows that others have changed since are overwritten. */
  force: boolean;
  /** Under which an undo finds what was there. */
  undo: { id: string };
  /** The ids of rows as they are now are wanted. */
  wantsIds: boolean;
  /** Instead of rows that are named one by one: all that a filter selects. */
  bulk?: BulkEdit | undefined;
  /** Nothing is to be changed: the caller rolls back. */
  dryRun?: boolean | undefined;
  /** Called when a step begins. */
  onStep?: ((step: 'check' | 'empty' | 'write') => void) | undefined;
  signal?: AbortSignal | undefined;
  guard?: Guard;
}

export interface EditResult {
  table: Table;
  inserted: number;
  updated: number;
  unchanged: number;
  deleted: number;
  /** Cells of updated rows whose value is another now. */
  cells: number;
  rejected: number;
  warned: number;
  warnings: WarningGroup[];
  created: CreatedRows[];
  /** True where rejects met `abort`: the caller rolls back. */
  aborted: boolean;
  /** Whether what was there is recorded for an undo. */
  undoable: boolean;
  /** Ids of written rows by their numbers, where they were wanted. */
  ids: Map<number, string>;
  /** For a dry run: some of what would change. */
  sample: SampledEdit[];
  /** Read them before the transaction ends. `columns`: those of their cells. */
  rejects: { columns: string[]; rows: AsyncIterable<Reject> }[];
}

/**
 * Change, add and delete rows of a table: all that is asked and is good, or nothing where that is wanted and something is not.
 * In: a client in a transaction. The table is locked against other writers; rows are found by their ids, checked by the rules of the
 * table and of its columns as those of an import are, recorded for an undo, and written by set-based statements: first what is deleted,
 * then what is changed, then what is added.
 * Throws TableError: `no_such_table`, `no_such_column`, `not_writable`, `cancelled`, and a constraint's code where only trying tells.
 */
export async function applyEdits(client: ClientBase, options: EditOptions): Promise<EditResult> {
  const { signal, updates, inserts, deletes, bulk, dryRun = false } = options;
  const send: Send = (sql) => interruptible(client, signal, async () => (await run(client, sql)).count);
  const guard = options.guard ?? SERVICE_GUARD;
  const table = options.known ?? (await interruptible(client, signal, () => introspect(client, options.table, guard)));
  const updated = bulk ? bulkColumns(bulk) : updates.columns;
  refuseComputed(table, updated, true);
  refuseComputed(table, inserts.columns, false);
  await extendSearchPath(client, table);
  await send(lockSql({ table, target: qualifiedName(table) }));
  const result = newResult(table);
  const record = dryRun ? undefined : await createRecord(client, table, options.undo.id);
  result.undoable = record !== undefined;
  const editing: Editing = { client, send, table, options, record, guard, result };
  if (await editQuickly(editing)) return result;
  await send(BULK_SETTINGS);
  if (bulk?.kind === 'delete' && record && (await isDeletedAtOnce(client, table))) {
    options.onStep?.('empty');
    result.deleted = await deleteUnreferenced(deleteSelected(send, table, bulk, record));
    await summarise(editing);
    return result;
  }
  if (await editSelected(editing)) return result;

  const named: EditedRow[] = [
    ...updates.rows.map(({ row }) => ({ row, at: updates.at.get(row)!, deletes: false })),
    ...deletes.map((one) => ({ ...one, deletes: true })),
  ];
  options.onStep?.('check');
  if (bulk) await selectDeletes(client, send, table, bulk);
  else if (named.length > 0) await findEditedRows(client, table, named);
  // Staged before rows are deleted, whose values they may take, and checked after that.
  const staged = updated.length > 0 ? await stageUpdates(editing, updated) : undefined;
  if (deletes.length > 0 || bulk?.kind === 'delete' || bulk?.kind === 'merge') await applyDeletes(editing);
  if (staged) await applyUpdates(editing, staged);
  if (inserts.rows.length > 0) await applyInserts(editing);
  result.aborted = isStopped(editing);
  if (!result.aborted) await summarise(editing);
  return result;
}

async function summarise({ client, table, record, result }: Editing): Promise<void> {
  const written = result.updated + result.inserted + result.deleted;
  if (record && 'key' in record && written <= MOST_SUMMARISED) await summariseRecord(client, table, record);
}

/** Whether all rows that a filter selects can go: nothing refers to them, and no trigger keeps one. */
async function isDeletedAtOnce(client: ClientBase, { oid, partitioned, access }: Table): Promise<boolean> {
  return !partitioned && access.triggers.length === 0 && (await referrers(client, oid)).length === 0;
}

/** New values of a few rows, where nothing but these rows has to be asked. Out: whether that was all; else nothing was written. */
async function editQuickly({ client, table, options, record, result }: Editing): Promise<boolean> {
  const { updates, inserts, deletes, bulk, rules } = options;
  const isOnly = !bulk && inserts.rows.length + deletes.length === 0;
  if (!isOnly || !record || !('key' in record)) return false;
  if (!isPlainUpdate(table, updates.columns, new Set(rules.map(({ column }) => column)))) return false;
  options.onStep?.('check');
  const done = await updateQuickly(client, table, updates, record, options.force);
  if (!done) return false;
  options.onStep?.('write');
  Object.assign(result, { updated: done.updated, unchanged: done.unchanged, cells: done.cells });
  if (options.wantsIds) for (const [row, id] of done.ids) result.ids.set(row, id);
  return true;
}

/** One statement for all rows that a bulk edit sets or replaces, where nothing but these rows has to be asked. Out: as `editQuickly`. */
async function editSelected(editing: Editing): Promise<boolean> {
  const { client, table, options, record, result } = editing;
  const { bulk, rules, signal } = options;
  if (!record || !('key' in record) || (bulk?.kind !== 'set' && bulk?.kind !== 'replace')) return false;
  if (!isPlainUpdate(table, bulkColumns(bulk), new Set(rules.map(({ column }) => column)))) return false;
  options.onStep?.('check');
  const send = (sql: string, values?: readonly unknown[]) =>
    interruptible(client, signal, async () => (await run(client, sql, values)).count);
  const done = await updateSelected(client, send, table, bulk, record);
  if (!done) return false;
  options.onStep?.('write');
  Object.assign(result, done);
  await summarise(editing);
  return true;
}

/** Whether nothing more is written, as something is wrong: the rest is checked all the same. */
function isStopped({ result, options }: Editing): boolean {
  return result.rejected > 0 && options.onReject === 'abort';
}

async function applyDeletes(editing: Editing): Promise<void> {
  const { client, send, table, options, record, result } = editing;
  const refused = await rejectDeletes(editing);
  result.rejected += refused.length;
  result.rejects.push({ columns: [], rows: toAsync(refused) });
  if (isStopped(editing)) return;
  // In a dry run only merged rows are deleted: the result of the other edits depends on them.
  if (options.dryRun && options.bulk?.kind !== 'merge') {
    const found = await run<{ n: string }>(
      client,
      `SELECT count(*) AS n FROM ${EDITED_ROWS} WHERE deletes AND place IS NOT NULL`,
    );
    result.deleted = Number(found.rows[0]!.n);
    await sampleDeletes(client, table, result.sample);
    return;
  }
  options.onStep?.('empty');
  if (options.dryRun) await sampleDeletes(client, table, result.sample);
  result.deleted = await deleteRows(send, table, record);
}

async function applyUpdates(editing: Editing, stage: Stage): Promise<void> {
  const { client, send, table, options, record, result } = editing;
  const { bulk } = options;
  const plan = planByPlace(table, stage);
  const row = quoteIdent(stage.rowColumn);
  await check(editing, plan, options.undo.id, async () => {
    if (!bulk) await rejectMoved(send, table, stage.issuesSql, false, options.force);
    const differs = plan.staged
      .map((column) => `${columnSql(column, 't')}::text IS DISTINCT FROM (${stagedSql(column)})::text`)
      .join(' OR ');
    const rows = `(SELECT s.${row} AS n, s.* FROM ${stage.sql} s) s JOIN ${qualifiedName(table)} t ON t.ctid = s.${stage.place!.ctid} AND t.tableoid = s.${stage.place!.table} WHERE (${differs})`;
    await rejectReferenced(client, send, table, stage.issuesSql, rows, new Set(stage.columns));
  });
  if (isStopped(editing)) return;
  options.onStep?.('write');
  if (options.dryRun) await sampleUpdates(client, plan, result.sample);
  const written = await updateRows(client, send, plan, record, idsWanted(editing), options.dryRun === true);
  result.updated = written.count;
  result.cells = written.cells;
  result.unchanged = written.staged - written.count;
}

async function applyInserts(editing: Editing): Promise<void> {
  const { client, send, options, record, result } = editing;
  const plan = await stageInserts(editing);
  // What references make for these rows is told from what they make for others.
  await check(editing, plan, `${options.undo.id}_ri`, async () => undefined);
  if (isStopped(editing)) return;
  options.onStep?.('write');
  result.inserted = await insertRows(client, send, plan, record, idsWanted(editing));
  await advanceSequences(client, plan);
}

/** Where ids go. */
function idsWanted({ options, result }: Editing): EditResult['ids'] | undefined {
  return options.wantsIds ? result.ids : undefined;
}

function newResult(table: Table): EditResult {
  const counts = { inserted: 0, updated: 0, unchanged: 0, deleted: 0, cells: 0, rejected: 0, warned: 0 };
  const lists = { warnings: [], created: [], rejects: [], sample: [] };
  return { table, ...counts, ...lists, aborted: false, undoable: false, ids: new Map() };
}

/** Where what was there is recorded. */
async function createRecord(client: ClientBase, table: Table, id: string): Promise<EditRecord> {
  return table.key.length > 0 ? createUndoRecord(client, table, id) : createPlaceRecord(client, table, id);
}

/** What the steps of an edit share. */
interface Editing {
  client: ClientBase;
  send: Send;
  table: Table;
  options: EditOptions;
  record: EditRecord | undefined;
  guard: Guard;
  /** Grows with each step. */
  result: EditResult;
}

async function* toAsync<T>(rows: readonly T[]): AsyncGenerator<T> {
  yield* rows;
}

/** Which of the rows that are to be deleted stay: those that are gone, changed or referred to. Out: each with its issues. */
async function rejectDeletes({ client, send, table, options }: Editing): Promise<Reject[]> {
  await run(client, 'CREATE TEMP TABLE delete_issues ("row" int4, code text, detail text) ON COMMIT DROP');
  await rejectMoved(send, table, 'pg_temp.delete_issues', true, options.force);
  const rows = `(SELECT e."row" AS n, e.place, e.place_in FROM ${EDITED_ROWS} e WHERE e.deletes AND e.place IS NOT NULL) e JOIN ${qualifiedName(table)} t ON ${AT_PLACE} WHERE TRUE`;
  await rejectReferenced(client, send, table, 'pg_temp.delete_issues', rows);
  const { rows: found } = await run<{ row: number; code: Reject['issues'][number]['code']; detail: string | null }>(
    client,
    `WITH kept AS (UPDATE ${EDITED_ROWS} e SET place = NULL FROM pg_temp.delete_issues i WHERE i."row" = e."row")
     SELECT "row", code, detail FROM pg_temp.delete_issues ORDER BY "row", code`,
  );
  const rejects = new Map<number, Reject>();
  for (const { row, code, detail } of found) {
    const reject = rejects.get(row) ?? { row, cells: [], issues: [] };
    reject.issues.push({ code, ...(detail === null ? {} : { detail }) });
    rejects.set(row, reject);
  }
  return [...rejects.values()];
}

async function stageUpdates({ client, send, table, options, guard }: Editing, columns: string[]): Promise<Stage> {
  const { updates, bulk } = options;
  const stage = await createStage(client, table, columns, guard, new Map(), 'updates', table);
  if (bulk) {
    await stageBulk(client, send, table, stage, bulk);
    return stage;
  }
  await updates.load(stage);
  await emptyTexts(send, stage, updates);
  await placeStaged(send, stage);
  // Cells that a row does not name stay as they are.
  await fillUnnamed(send, stage, updates, (name) => {
    const column = findColumn(table, name);
    return `(SELECT ${columnSql(column, 't')}${column.cast ? '::text' : ''} FROM ${qualifiedName(table)} t WHERE t.ctid = s.${stage.place!.ctid} AND t.tableoid = s.${stage.place!.table})`;
  });
  return stage;
}

async function stageInserts({ client, send, table, options, guard }: Editing): Promise<MergePlan> {
  const { inserts } = options;
  // A column that must be filled and that nobody names is an issue of each row.
  const missing = table.columns.filter((column) => isFillRequired(column) && !inserts.columns.includes(column.name));
  const columns = [...inserts.columns, ...missing.map(({ name }) => name)];
  // Rows of nothing but defaults need one to be written by.
  const first = table.columns.find(({ generated }) => !generated);
  const isBare = columns.length === 0 && first !== undefined;
  if (isBare) columns.push(first.name);
  const stage = await createStage(client, table, columns, guard, new Map(), 'inserts', table);
  await inserts.load({ ...stage, columns: inserts.columns });
  await emptyTexts(send, stage, inserts);
  const named = isBare ? { ...inserts, rows: inserts.rows.map((row) => ({ ...row, unnamed: columns })) } : inserts;
  await fillUnnamed(send, stage, named, (name) => {
    const { defaultSql, cast } = findColumn(table, name);
    return defaultSql === undefined ? 'NULL' : `(${defaultSql})${cast ? '::text' : ''}`;
  });
  return planMerge(table, stage, 'insert', [], () => 'null');
}

/** Empty texts come as blank cells, which are nulls otherwise. */
async function emptyTexts(send: Send, stage: Stage, { rows }: EditedCells): Promise<void> {
  await setCells(
    send,
    stage,
    rows,
    ({ emptied }) => emptied,
    () => `''`,
  );
}

async function fillUnnamed(
  send: Send,
  stage: Stage,
  { rows }: EditedCells,
  value: (name: string) => string,
): Promise<void> {
  await setCells(send, stage, rows, ({ unnamed }) => unnamed, value);
}

/** Set some columns of some staged rows, by one statement for each column. */
async function setCells(
  send: Send,
  stage: Stage,
  rows: EditedCells['rows'],
  columnsOf: (row: EditedCells['rows'][number]) => readonly string[],
  value: (name: string) => string,
): Promise<void> {
  const byColumn = new Map<string, number[]>();
  for (const row of rows)
    for (const name of columnsOf(row)) byColumn.set(name, [...(byColumn.get(name) ?? []), row.row]);
  for (const [name, numbers] of byColumn)
    await send(
      `UPDATE ${stage.sql} s SET ${quoteIdent(name)} = ${value(name)} WHERE s.${quoteIdent(stage.rowColumn)} = ANY ('{${numbers.join(',')}}'::int4[])`,
    );
}

/**
 * The checks of an import, of rows that are staged. What they find goes to the result.
 * @param undoId under which rows that references make are recorded
 * @param first notes what else is wrong with them
 */
async function check(
  { client, send, options, guard, result }: Editing,
  plan: MergePlan,
  undoId: string,
  first: () => Promise<void>,
): Promise<void> {
  const { stage } = plan;
  const book: RuleBook = await planRules(client, plan, options.rules, guard);
  const sweep = (): Promise<void> => sweepRejects(client, stage);
  await send(`ANALYZE ${stage.sql} (${identList([stage.rowColumn])})`);
  await first();
  await runRowChecks(client, send, plan, book, sweep, undefined, () => blankUnreadable(client, stage));
  const indexes = breakableIndexes(plan);
  const after = async (found: number): Promise<void> => {
    if (found > 0) await sweep();
  };
  let found = 0;
  for (const index of indexes) found += await rejectExisting(send, plan, index);
  await after(found);
  for (const index of indexes) await after(await rejectDuplicates(send, plan, index, 'first'));
  do await rejectOrphans(send, plan, sweep);
  while ((await rejectRuleOrphans(send, plan, book, sweep)) > 0);
  result.created.push(...(await createMissing(client, send, plan, book, undoId, sweep)));
  const { warned, warnings } = await findWarnings(client, send, plan, book);
  result.warned += warned;
  result.warnings.push(...warnings);
  const rejected = await countRejects(client, stage);
  result.rejected += rejected;
  if (rejected > 0) result.rejects.push({ columns: stage.columns, rows: readRejects(client, stage) });
}
