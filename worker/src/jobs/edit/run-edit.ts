import { AppError, type Edit, EditSpec, isBulkEdit, type JobResult, type Scalar } from '@sheetport/contract';
import {
  type ContinuationState,
  type EditColumns,
  editKinds,
  findEditColumns,
  queryRows,
  readColumns,
  refuseRowsOverQuota,
  refuseUneditable,
  senderOf,
  settleJob,
  touchTable,
} from '@sheetport/core';
import {
  applyEdits,
  type EditResult,
  estimateLivingRows,
  introspect,
  type RowAddress,
  readRowId,
  type Table,
  type TableRef,
} from '@sheetport/tables';
import type pg from 'pg';
import { z } from 'zod';
import { expectEdit } from '../../progress/expected-steps.ts';
import type { Context } from '../../runner/context.ts';
import { inJobTransaction } from '../../runner/job-connection.ts';
import type { JobContext } from '../../runner/job-context.ts';
import { readSpec } from '../../runner/read-spec.ts';
import { RejectWriter } from '../import/reject-writer.ts';
import { readRules, tellRules } from '../import/rules.ts';
import { planBulk } from './bulk.ts';
import { keepDecodeRejects, keepEditRejects } from './edit-rejects.ts';
import { type NumberedCells, numberRows, prepareCells } from './edited-cells.ts';

const Recorded = z.object({ schema: z.string(), name: z.string(), columns: z.unknown().transform(readColumns) });

/** Rows of an edit whose new ids its result has. */
const MAX_ROW_IDS = 200;

/** Thrown to roll a transaction back whose work is done: nothing of a dry run stays. */
class TriedOut extends Error {}

/**
 * Change, add and delete rows of a table: one transaction, which also settles the job. What was there is recorded for an undo as an import
 * records it. A dry run does the same, is rolled back, and settles in a transaction of its own.
 */
export async function runEdit(context: Context, job: JobContext): Promise<void> {
  const { claim, progress, signal, connection } = job;
  const { body: spec } = readSpec(EditSpec, claim.spec);
  progress.enter('opening', 'open');
  const rejects = new RejectWriter(context, job, [], false);
  if (claim.attempts > 1) await rejects.clear();
  if (!isDry(spec)) {
    await inJobTransaction(connection, signal, async (client) =>
      settle(context, job, client, rejects, await edit(job, client, spec, rejects)),
    );
    return;
  }
  let tried: Edited | undefined;
  try {
    await inJobTransaction(connection, signal, async (client) => {
      tried = await edit(job, client, spec, rejects);
      throw new TriedOut();
    });
  } catch (error) {
    if (!(error instanceof TriedOut)) throw error;
  }
  await inJobTransaction(connection, signal, (client) => settle(context, job, client, rejects, tried!));
}

function isDry(spec: Edit): boolean {
  return isBulkEdit(spec) && spec.dryRun === true;
}

/** What an edit did, for its job. */
interface Edited {
  result: JobResult;
  continuationState: ContinuationState;
}

async function edit(job: JobContext, client: pg.Client, spec: Edit, rejects: RejectWriter): Promise<Edited> {
  const { claim, progress, signal } = job;
  const [record] = await queryRows(
    client,
    Recorded,
    'SELECT schema, relation_name AS name, columns FROM sheetport."table" WHERE id = $1',
    [claim.tableId],
  );
  if (!record) throw new AppError('not_found', { what: 'table' });
  const ref: TableRef = { schema: record.schema, name: record.name };
  const table = await introspect(client, ref);
  refuseUneditable(table, editKinds(spec));
  const known = knownColumns(table, record.columns);
  const rules = await readRules(client, record.columns, senderOf(claim));
  const keepUnread = keepDecodeRejects(rejects);
  const cells = (names: EditColumns, rows: readonly NumberedCells[]) =>
    prepareCells(client, table, names, rows, signal, keepUnread);
  const bulk = isBulkEdit(spec)
    ? planBulk(table, known, spec, (names, set) => cells(names, [{ row: 1, cells: set }]))
    : undefined;
  const numbered = numberRows(isBulkEdit(spec) ? {} : spec);
  const names = isBulkEdit(spec) ? new Map() : findEditColumns(table, known, spec);
  const total = numbered.updates.length + numbered.inserts.length + numbered.deletes.length;
  const rows = bulk ? await estimateLivingRows(client, table) : total;
  progress.expect(expectEdit(bulk?.kind, rows));
  progress.advance(0, 0, bulk ? null : total);
  const wantsIds = !bulk && numbered.updates.length + numbered.inserts.length <= MAX_ROW_IDS;
  const done = await applyEdits(client, {
    table: ref,
    known: table,
    updates: {
      ...cells(
        names,
        numbered.updates.map(({ row, update }) => ({ row, cells: update.cells })),
      ),
      at: new Map(numbered.updates.map(({ row, update }) => [row, addressOf(table, names, update)])),
    },
    inserts: cells(names, numbered.inserts),
    deletes: numbered.deletes.map(({ row, named }) => ({
      row,
      at: addressOf(table, names, typeof named === 'string' ? { id: named } : named),
    })),
    rules,
    onReject: isDry(spec) ? 'skip' : spec.onReject,
    force: isBulkEdit(spec) ? false : spec.force,
    undo: { id: claim.id },
    wantsIds,
    bulk,
    dryRun: isDry(spec),
    signal,
    onStep: (step) => progress.enter(step === 'check' ? 'checking' : 'merging', step),
  });
  await keepEditRejects(rejects, done, rules);
  const read = bulk ? done.updated + done.unchanged + done.deleted + rejects.count : total;
  const { inserted, updated, unchanged } = done;
  progress.count({ read, inserted, updated, unchanged, rejected: rejects.count });
  if (done.aborted) await rejects.refuse();
  progress.advance(1, read, read);
  const result: JobResult = {
    tableId: claim.tableId!,
    ...tellRules(
      done,
      rules,
      (column) => column,
      (_, text) => text,
    ),
    ...(bulk?.kind === 'delete' || bulk?.kind === 'merge' || numbered.deletes.length > 0
      ? { deleted: done.deleted }
      : {}),
    cells: done.cells,
    ...(wantsIds && total > numbered.deletes.length ? { rowIds: idsOf(numbered, done) } : {}),
    ...(isDry(spec) ? { dryRun: true, sample: done.sample.map(viewSample) } : {}),
  };
  const created = done.created.flatMap(({ rule, undoId }) => {
    const of = rules[rule]?.rule;
    return undoId !== undefined && of?.kind === 'reference' ? [{ tableId: of.table, undoId }] : [];
  });
  const continuationState: ContinuationState = done.undoable
    ? { undo: { by: 'record' }, ...(created.length > 0 ? { created } : {}) }
    : {};
  return { result, continuationState };
}

/** Settle the job, in the transaction of its work or after it. */
async function settle(
  { settings }: Context,
  { claim, progress }: JobContext,
  client: pg.Client,
  rejects: RejectWriter,
  { result, continuationState }: Edited,
): Promise<boolean> {
  progress.enter('committing', 'commit');
  await rejects.writeTally(client);
  const settlement = progress.settlement();
  if (result.dryRun !== true) {
    await touchTable(client, claim.tableId!);
    await refuseRowsOverQuota(client, settings, claim.sender, settlement);
  }
  return settleJob(client, claim.id, claim.fence, { ...settlement, result, tableId: claim.tableId, continuationState });
}

function viewSample({ key, before, after }: EditResult['sample'][number]): NonNullable<JobResult['sample']>[number] {
  return {
    key: Object.fromEntries(key),
    before: Object.fromEntries(before),
    after: after && Object.fromEntries(after),
  };
}

/** Columns as people name them. */
function knownColumns(
  table: Table,
  recorded: readonly { name: string; label: string }[],
): { name: string; label: string }[] {
  const labels = new Map(recorded.map(({ name, label }) => [name, label]));
  return table.columns
    .filter(({ hidden }) => !hidden)
    .map(({ name, label }) => ({ name, label: labels.get(name) ?? label }));
}

/** Which row of the table is meant. An id of a table as it was, whose key is another now, means a row that nobody finds. */
function addressOf(
  table: Table,
  names: EditColumns,
  named: { id: string } | { key: Readonly<Record<string, Scalar>> },
): RowAddress {
  if ('id' in named) return readRowId(table, named.id) ?? { version: '0', ctid: '(0,0)', table: '0' };
  const values = new Map(Object.entries(named.key).map(([word, value]) => [names.get(word), value]));
  return { version: null, key: table.key.map((name) => String(values.get(name))) };
}

/** The new ids of the rows, in the order of the request. */
function idsOf(numbered: ReturnType<typeof numberRows>, { ids }: EditResult): NonNullable<JobResult['rowIds']> {
  const idOf = ({ row }: { row: number }) => ids.get(row) ?? null;
  return { updates: numbered.updates.map(idOf), inserts: numbered.inserts.map(idOf) };
}
