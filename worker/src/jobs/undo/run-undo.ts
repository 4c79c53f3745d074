import { AppError, UndoSpec } from '@sheetport/contract';
import {
  changePendingRejects,
  findReferrers,
  findTables,
  forgetMapping,
  readFirstImport,
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
import type { Context } from '../../runner/context.ts';
import { inJobTransaction } from '../../runner/job-connection.ts';
import type { JobContext } from '../../runner/job-context.ts';
import { type ContinuationState, readContinuationState } from '../continuation-state.ts';
import { readColumns } from '../known-columns.ts';
import { type Imported, impossible, lockBatch, lockImports, readFamily } from './imports.ts';

const SPAN = { opening: [0, 0.02], undoing: [0.02, 0.98] } as const;
/** Rows undone in a millisecond, for a progress bar that cannot be told how far a statement is; measured on a million rows. */
const ROWS_PER_MS = 150;
/** How many keys of kept rows a result shows. */
const SHOWN_KEYS = 100;
/** Dropping a table waits for its readers, and everyone else then waits for the drop. */
const DROP_PATIENCE = '2s';

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
 * Take an import back, and with it the imports of its mended rows that followed, the newest first: one transaction, which also
 * settles the undo's job and marks what it took back (docs/promises.md, P40).
 */
export async function runUndo(_: Context, run: JobContext): Promise<void> {
  const { claim, progress, signal, connection } = run;
  // A job of a time before this was asked takes nothing with it.
  const { includeCorrections: along, batchId } = UndoSpec.catch({ includeCorrections: false }).parse({
    includeCorrections: false,
    ...(claim.spec as object),
  });
  progress.enter('opening', ...SPAN.opening);
  await inJobTransaction(connection, signal, async (client) => {
    const imports =
      batchId === undefined
        ? await lockImports(client, claim.parentId, along)
        : await lockBatch(client, batchId, along);
    const imported = imports.at(-1)!;
    const rows = imports.reduce((sum, { inserted, updated }) => sum + Number(inserted) + Number(updated), 0);
    progress.advance(1, 0, rows);
    progress.enter('undoing', ...SPAN.undoing);
    progress.approach(rows / ROWS_PER_MS);
    const done: UndoResult = { removed: 0, restored: 0, kept: 0, keptKeys: [] };
    const dropped = new Set<string>();
    let removedElsewhere = 0;
    let rowsDone = 0;
    for (const one of imports) {
      const table = await findTable(client, one.tableId);
      const continuationState = readContinuationState(one.continuationState);
      const came = await undoRows(client, run, one, table, continuationState, imports.length > 1).catch(
        (error: unknown) => {
          if (batchId !== undefined) throw ofBatch(error, one);
          throw one === imported ? error : ofContinuation(error);
        },
      );
      if (came.dropped) dropped.add(one.tableId!);
      addResult(done, came);
      removedElsewhere += await undoElsewhere(client, run, continuationState);
      await changePendingRejects(
        client,
        'open',
        'UPDATE sheetport.reject r SET corrected_by_job_id = NULL WHERE r.job_id = ANY($1) AND r.corrected_by_job_id = $2',
        [await readFamily(client, one.spec, one.id), one.id],
      );
      await client.query(
        `UPDATE sheetport.job SET undone_by_job_id = $2, continuation_state = continuation_state - 'undo' WHERE id = $1`,
        [one.id, claim.id],
      );
      await forgetMapping(client, one.id);
      rowsDone += Number(one.inserted) + Number(one.updated);
      progress.advance(rows === 0 ? 1 : rowsDone / rows, rowsDone, rows);
    }
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
      tableId: tableId ?? null,
    });
  });
}

/** What came of one undo; `again`: rows that an undo before had put back, and that this one has counted too. */
type Came = UndoResult & { dropped: boolean; again: number };

/** Add what came of one undo to what came of those before it. A row that went through several is counted where it ended. */
function addResult(sum: UndoResult, { removed, restored, kept, keptKeys, again }: Came): void {
  const known = new Set(sum.keptKeys.map((key) => JSON.stringify(key)));
  const fresh = keptKeys.filter((key) => !known.has(JSON.stringify(key)));
  sum.removed += removed;
  sum.restored += restored - again;
  sum.kept += kept - (keptKeys.length - fresh.length);
  sum.keptKeys.push(...fresh);
}

/** Why one that would be taken back along cannot be, and that the import can be taken back without it. */
function ofContinuation(error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'undo_not_possible') return error;
  const detail = `of an import of its mended rows, ${error.details.detail}; it can be taken back without those that followed`;
  return impossible(detail, error);
}

/** Why one import of a batch, and so the whole batch, cannot be undone. */
function ofBatch(error: unknown, { title }: Imported): unknown {
  if (!(error instanceof AppError) || error.code !== 'undo_not_possible') return error;
  return impossible(`of "${title}", ${error.details.detail}`, error);
}

async function findTable(client: pg.Client, id: string | null): Promise<TableRef> {
  const { rows } = await client.query('SELECT schema, relation_name AS name FROM sheetport."table" WHERE id = $1', [
    id,
  ]);
  if (!rows[0]) throw impossible('its table is gone');
  return rows[0] as TableRef;
}

async function undoRows(
  client: pg.Client,
  { claim, signal }: JobContext,
  { id, inserted, updated }: Imported,
  table: TableRef,
  { undo: way, made }: ContinuationState,
  together: boolean,
): Promise<Came> {
  if (!way) {
    // Rows that were the same already leave nothing to be taken back.
    if (Number(inserted) + Number(updated) === 0)
      return { removed: 0, restored: 0, kept: 0, keptKeys: [], dropped: false, again: 0 };
    throw impossible(REASONS.no_such_undo!);
  }
  try {
    if (way.by === 'mark') {
      // A table with nothing but the import's rows need not be emptied row by row.
      const whole = made === true && (await hasOnlyMarkedRows(client, table, way.mark));
      if (whole && (await dropMade(client, claim.id, table)))
        return { removed: way.mark.inserted, restored: 0, kept: 0, keptKeys: [], dropped: true, again: 0 };
    }
    const again = together ? await countPutBack(client, { table, id }) : 0;
    const marks = await findMarks(client, id);
    const done =
      way.by === 'mark'
        ? await undoByXmin(client, { table, id, mark: way.mark, marks, signal })
        : await undo(client, { table, id, marks, signal });
    const dropped = made === true && (await isEmpty(client, table)) && (await dropMade(client, claim.id, table));
    return { ...done, dropped, again };
  } catch (error) {
    if (error instanceof TableError && REASONS[error.code]) throw impossible(REASONS[error.code]!, error);
    throw error;
  }
}

/** Other imports into the import's table that can be undone, and that recorded no more than their transaction. */
async function findMarks(client: pg.Client, importId: string): Promise<LoadWithMarker[]> {
  const { rows } = await client.query(
    `SELECT other.id, other.continuation_state #> '{undo,mark}' AS mark
       FROM sheetport.job this JOIN sheetport.job other ON other.table_id = this.table_id AND other.id <> this.id
      WHERE this.id = $1 AND other.kind = 'import' AND other.state = 'succeeded' AND other.undone_by_job_id IS NULL
        AND other.continuation_state #>> '{undo,by}' = 'mark' ORDER BY other.finished_at`,
    [importId],
  );
  return rows as LoadWithMarker[];
}

/** Rows that the import made in other tables and that nobody uses. What is gone there by itself is no reason to stop. */
async function undoElsewhere(
  client: pg.Client,
  { signal }: JobContext,
  { created = [] }: ContinuationState,
): Promise<number> {
  const tables = await findTables(
    client,
    created.map(({ tableId }) => tableId),
  );
  let removed = 0;
  for (const { tableId, undoId } of created) {
    const table = tables.get(tableId);
    if (!table) continue;
    const place = { schema: table.schema, name: table.relationName };
    const users = (await findReferrers(client, tableId)).flatMap((user) =>
      readColumns(user.columns).flatMap(({ name, rules }) =>
        rules.flatMap((rule): User[] =>
          rule.kind === 'reference' && rule.table === tableId
            ? [{ schema: user.schema, name: user.relationName, column: name, to: rule.column }]
            : [],
        ),
      ),
    );
    await client.query('SAVEPOINT undo_created');
    try {
      removed += (await undoCreated(client, { table: place, id: undoId, users, signal })).removed;
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
  const place = [table.schema, table.name];
  await client.query(`SAVEPOINT drop_made; SET LOCAL lock_timeout = '${DROP_PATIENCE}'`);
  // The record is locked first, so that no job can be started on the table meanwhile: its foreign key needs this row.
  await client.query('SELECT 1 FROM sheetport."table" WHERE schema = $1 AND relation_name = $2 FOR UPDATE', place);
  const busy = await client.query(
    `SELECT 1 FROM sheetport.job j JOIN sheetport."table" t ON t.id = j.table_id
      WHERE t.schema = $1 AND t.relation_name = $2 AND j.state IN ('queued', 'running') AND j.id <> $3 LIMIT 1`,
    [...place, undoId],
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
  await client.query('DELETE FROM sheetport."table" WHERE schema = $1 AND relation_name = $2', place);
  return true;
}
