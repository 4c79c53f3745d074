import { AppError, UndoSpec } from '@sheetport/contract';
import {
  type ContinuationState,
  changePendingRejects,
  findReferrers,
  findRefusedTables,
  findTables,
  forgetMapping,
  queryRows,
  readFirstImport,
  StoredMarker,
  senderOf,
  settleJob,
  touchTable,
} from '@sheetport/core';
import {
  countPutBack,
  dropTable,
  hasOnlyMarkedRows,
  type LoadWithMarker,
  TableError,
  type TableErrorCode,
  type TableRef,
  type UndoResult,
  type User,
  undo,
  undoByXmin,
  undoCreated,
} from '@sheetport/tables';
import type pg from 'pg';
import { z } from 'zod';
import { expectUndo, type UndoSize } from '../../progress/expected-steps.ts';
import type { Step } from '../../progress/forecast.ts';
import type { Context } from '../../runner/context.ts';
import { inJobTransaction } from '../../runner/job-connection.ts';
import type { JobContext } from '../../runner/job-context.ts';
import { readSpec } from '../../runner/read-spec.ts';
import { type Imported, impossible, lockBatch, lockImports, readFamily } from './imports.ts';

/** What an undo was asked for, whatever else is recorded. */
const Requested = z.looseObject({ mode: z.string().optional() }).catch({});
const Relation = z.object({ schema: z.string(), name: z.string() }) satisfies z.ZodType<TableRef>;
const MarkedLoad = z.object({ id: z.string(), mark: StoredMarker }) satisfies z.ZodType<LoadWithMarker>;

/** How many keys of kept rows a result shows. */
const SHOWN_KEYS = 100;
/** Dropping a table waits for its readers, and everyone else then waits for the drop. */
const DROP_LOCK_TIMEOUT = '2s';

/** What a person is told when the table no longer allows it. */
const REASONS: Partial<Record<TableErrorCode, string>> = {
  no_such_undo: 'what it takes is no longer kept, or the table was rewritten since',
  table_changed: 'the columns or the key of the table were changed since',
  duplicate_key: 'a value that must be unique, and that a row had before, was given to another row since',
  still_referenced: 'rows of other tables refer to rows that it added',
  required: 'a column that was empty before is required now',
  check_failed: 'a row as it was before breaks a rule that the table has now',
  reference_missing: 'a row as it was before refers to one that is gone',
};

/**
 * Undo an import and its correction imports, the newest first: one transaction, which also settles the undo's job and marks the
 * imports as undone (docs/promises.md, P40).
 */
export async function runUndo(_: Context, job: JobContext): Promise<void> {
  const { claim, progress, signal, connection } = job;
  // A job that was recorded before the option existed undoes the import alone.
  const { includeCorrections, batchId } = readSpec(UndoSpec, {
    includeCorrections: false,
    ...Requested.parse(claim.spec),
  });
  progress.enter('opening', 'open');
  await inJobTransaction(connection, signal, async (client) => {
    const imports =
      batchId === undefined
        ? await lockImports(client, claim.parentId, includeCorrections)
        : await lockBatch(client, batchId, includeCorrections);
    const imported = imports.at(-1)!;
    const rows = imports.reduce((sum, { inserted, updated }) => sum + inserted + updated, 0);
    progress.advance(0, 0, rows);
    const size = sizeOf(imports, rows);
    progress.expect(expectUndo(size));
    progress.enter('undoing', size.several ? 'restore' : size.by === 'mark' ? 'find' : 'index');
    const done: UndoResult = { removed: 0, restored: 0, kept: 0, keptKeys: [] };
    const dropped = new Set<string>();
    let removedElsewhere = 0;
    let rowsDone = 0;
    for (const one of imports) {
      const table = await findTable(client, one.tableId);
      const undone = await undoRows(client, job, one, table, imports.length > 1).catch((error: unknown) => {
        if (batchId !== undefined) throw explainBatch(error, one);
        throw one === imported ? error : explainCorrection(error);
      });
      if (undone.dropped) dropped.add(one.tableId!);
      addResult(done, undone);
      removedElsewhere += await undoElsewhere(client, job, one.continuationState);
      await changePendingRejects(
        client,
        'reopen',
        'UPDATE sheetport.reject r SET corrected_by_job_id = NULL WHERE r.job_id = ANY($1) AND r.corrected_by_job_id = $2',
        [await readFamily(client, one.spec, one.id), one.id],
      );
      await client.query(
        `UPDATE sheetport.job SET undone_by_job_id = $2, continuation_state = continuation_state - 'undo' WHERE id = $1`,
        [one.id, claim.id],
      );
      await forgetMapping(client, one.id);
      rowsDone += one.inserted + one.updated;
      progress.advance(rows === 0 ? 1 : rowsDone / rows, rowsDone, rows);
    }
    progress.begin('commit');
    const tableIds = new Set(imports.map((one) => one.tableId!));
    for (const id of tableIds) if (!dropped.has(id)) await touchTable(client, id);
    const corrections = imports.filter(({ spec }) => readFirstImport(spec) !== null).length;
    const [tableId] = [...tableIds].filter((id) => !dropped.has(id));
    const total = done.removed + done.restored + done.kept;
    progress.advance(1, total, total);
    progress.count({ read: total, updated: done.restored, unchanged: done.kept });
    const result = {
      ...(batchId === undefined ? { tableId: imported.tableId! } : tableIds.size === 1 && tableId ? { tableId } : {}),
      ...done,
      keptKeys: done.keptKeys.slice(0, SHOWN_KEYS),
      ...(removedElsewhere > 0 ? { removedElsewhere } : {}),
      ...(batchId === undefined
        ? imports.length > 1 && { correctionImports: imports.length - 1 }
        : { undoneImports: imports.length - corrections, ...(corrections > 0 && { correctionImports: corrections }) }),
      ...(tableId === undefined ? { dropped: true } : {}),
    };
    return settleJob(client, claim.id, claim.fence, {
      ...progress.settlement(),
      result,
      // An undo in several tables is of none of them: only who sent it and owners see it.
      tableId: tableIds.size === 1 ? (tableId ?? null) : null,
    });
  });
}

/** What undoing some imports is expected by. `rows`: that they inserted or updated. */
function sizeOf(imports: readonly Imported[], rows: number): UndoSize {
  const { continuationState, spec, inserted } = imports.at(-1)!;
  const { mode } = Requested.parse(spec);
  return {
    by: continuationState.undo?.by ?? 'record',
    mode: mode ?? 'insert',
    made: continuationState.made === true,
    several: imports.length > 1,
    whole: mode === 'replace' || (mode !== 'insert' && inserted === 0),
    rows,
  };
}

/** The result of undoing one import; `again`: rows that an undo before it restored, and that this one has counted too. */
type Undone = UndoResult & { dropped: boolean; again: number };

/** Add the result of one undo to the results of those before it. A row that several imports changed is counted where it ended. */
function addResult(sum: UndoResult, { removed, restored, kept, keptKeys, again }: Undone): void {
  const known = new Set(sum.keptKeys.map((key) => JSON.stringify(key)));
  const fresh = keptKeys.filter((key) => !known.has(JSON.stringify(key)));
  sum.removed += removed;
  sum.restored += restored - again;
  sum.kept += kept - (keptKeys.length - fresh.length);
  sum.keptKeys.push(...fresh);
}

/** Why a correction import cannot be undone, and that the import can be undone without it. */
function explainCorrection(error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'undo_not_possible') return error;
  const detail = `of a correction import of it, ${error.details.detail}; it can be undone without its corrections`;
  return impossible(detail, error);
}

/** Why one import of a batch, and so the whole batch, cannot be undone. */
function explainBatch(error: unknown, { title }: Imported): unknown {
  if (!(error instanceof AppError) || error.code !== 'undo_not_possible') return error;
  return impossible(`of "${title}", ${error.details.detail}`, error);
}

async function findTable(client: pg.Client, id: string | null): Promise<TableRef> {
  const sql = 'SELECT schema, relation_name AS name FROM sheetport."table" WHERE id = $1';
  const [table] = await queryRows(client, Relation, sql, [id]);
  if (!table) throw impossible('its table is gone');
  return table;
}

async function undoRows(
  client: pg.Client,
  { claim, progress, signal }: JobContext,
  { id, inserted, updated, continuationState: { undo: source, made } }: Imported,
  table: TableRef,
  isOneOfSeveral: boolean,
): Promise<Undone> {
  if (!source) {
    // Rows that were the same already leave nothing to undo.
    if (inserted + updated === 0) return { removed: 0, restored: 0, kept: 0, keptKeys: [], dropped: false, again: 0 };
    throw impossible(REASONS.no_such_undo!);
  }
  try {
    if (source.by === 'mark') {
      // A table with nothing but the import's rows need not be emptied row by row.
      const whole = made === true && (await hasOnlyMarkedRows(client, table, source.mark));
      if (whole && !isOneOfSeveral) progress.begin('remove');
      if (whole && (await dropMade(client, claim.id, table)))
        return { removed: source.mark.inserted, restored: 0, kept: 0, keptKeys: [], dropped: true, again: 0 };
    }
    const again = isOneOfSeveral ? await countPutBack(client, { table, id }) : 0;
    const marks = await findMarks(client, id);
    const onStep = isOneOfSeveral ? undefined : (step: Step) => progress.begin(step);
    const done =
      source.by === 'mark'
        ? await undoByXmin(client, { table, id, mark: source.mark, marks, onStep, signal })
        : await undo(client, { table, id, marks, onStep, signal });
    const dropped = made === true && (await isEmpty(client, table)) && (await dropMade(client, claim.id, table));
    return { ...done, dropped, again };
  } catch (error) {
    if (error instanceof TableError && REASONS[error.code]) throw impossible(REASONS[error.code]!, error);
    throw error;
  }
}

/** Other imports into the import's table that can be undone, and that recorded no more than their transaction. */
async function findMarks(client: pg.Client, importId: string): Promise<LoadWithMarker[]> {
  return queryRows(
    client,
    MarkedLoad,
    `SELECT other.id, other.continuation_state #> '{undo,mark}' AS mark
       FROM sheetport.job this JOIN sheetport.job other ON other.table_id = this.table_id AND other.id <> this.id
      WHERE this.id = $1 AND other.kind = 'import' AND other.state = 'succeeded' AND other.undone_by_job_id IS NULL
        AND other.continuation_state #>> '{undo,by}' = 'mark' ORDER BY other.finished_at`,
    [importId],
  );
}

/** Rows that the import made in other tables and that nobody uses. What is gone there by itself is no reason to stop. */
async function undoElsewhere(
  client: pg.Client,
  { claim, signal }: JobContext,
  { created = [] }: ContinuationState,
): Promise<number> {
  const tables = await findTables(
    client,
    created.map(({ tableId }) => tableId),
  );
  // Rows of tables that the sender may not change stay.
  const refused = await findRefusedTables(client, senderOf(claim), [...tables.keys()]);
  let removed = 0;
  for (const { tableId, undoId } of created) {
    const table = tables.get(tableId);
    if (!table || refused.includes(tableId)) continue;
    const relation = { schema: table.schema, name: table.relationName };
    const users = (await findReferrers(client, tableId)).flatMap((user) =>
      user.columns.flatMap(({ name, rules }) =>
        rules.flatMap((rule): User[] =>
          rule.kind === 'reference' && rule.table === tableId
            ? [{ schema: user.schema, name: user.relationName, column: name, to: rule.column }]
            : [],
        ),
      ),
    );
    await client.query('SAVEPOINT undo_created');
    try {
      removed += (await undoCreated(client, { table: relation, id: undoId, users, signal })).removed;
      await client.query('RELEASE SAVEPOINT undo_created');
      await touchTable(client, tableId);
    } catch (error) {
      if (!(error instanceof TableError) || error.retryable || error.code === 'cancelled') throw error;
      await client.query('ROLLBACK TO SAVEPOINT undo_created');
    }
  }
  return removed;
}

async function isEmpty(client: pg.Client, table: TableRef): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT 1 FROM ${client.escapeIdentifier(table.schema)}.${client.escapeIdentifier(table.name)} LIMIT 1`,
  );
  return rowCount === 0;
}

/** Drop the table that the import made. False where it must stay: other jobs wait for it, or something depends on it. */
async function dropMade(client: pg.Client, undoId: string, table: TableRef): Promise<boolean> {
  const relation = [table.schema, table.name];
  await client.query(`SAVEPOINT drop_made; SET LOCAL lock_timeout = '${DROP_LOCK_TIMEOUT}'`);
  // The record is locked first, so that no job can be started on the table meanwhile: its foreign key needs this row.
  await client.query('SELECT 1 FROM sheetport."table" WHERE schema = $1 AND relation_name = $2 FOR UPDATE', relation);
  const busy = await client.query(
    `SELECT 1 FROM sheetport.job j JOIN sheetport."table" t ON t.id = j.table_id
      WHERE t.schema = $1 AND t.relation_name = $2 AND j.state IN ('queued', 'running') AND j.id <> $3 LIMIT 1`,
    [...relation, undoId],
  );
  try {
    if (busy.rowCount) throw new TableError('in_use');
    await dropTable(client, table);
  } catch (error) {
    if (!(error instanceof TableError && error.code === 'in_use')) throw error;
    await client.query('ROLLBACK TO SAVEPOINT drop_made');
    return false;
  }
  await client.query('SET LOCAL lock_timeout = 0');
  await client.query('DELETE FROM sheetport."table" WHERE schema = $1 AND relation_name = $2', relation);
  return true;
}
