import { AppError, EditSpec, type JobResult, type Scalar } from '@sheetport/contract';
import {
  type ContinuationState,
  type EditColumns,
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
  introspect,
  type RowAddress,
  readRowId,
  type Table,
  type TableRef,
} from '@sheetport/tables';
import { z } from 'zod';
import { expectEdit } from '../../progress/expected-steps.ts';
import type { Context } from '../../runner/context.ts';
import { inJobTransaction } from '../../runner/job-connection.ts';
import type { JobContext } from '../../runner/job-context.ts';
import { readSpec } from '../../runner/read-spec.ts';
import { RejectWriter } from '../import/reject-writer.ts';
import { readRules, tellRules } from '../import/rules.ts';
import { keepDecodeRejects, keepEditRejects } from './edit-rejects.ts';
import { type NumberedCells, numberRows, prepareCells } from './edited-cells.ts';

const Recorded = z.object({ schema: z.string(), name: z.string(), columns: z.unknown().transform(readColumns) });

/** Rows of an edit whose new ids its result has. */
const MAX_ROW_IDS = 200;

/**
 * Change, add and delete rows of a table: one transaction, which also settles the job. What was there is recorded for an undo as an import
 * records it.
 */
export async function runEdit(context: Context, job: JobContext): Promise<void> {
  const { claim, progress, signal, connection } = job;
  const spec = readSpec(EditSpec, claim.spec);
  const numbered = numberRows(spec);
  const total = numbered.updates.length + numbered.inserts.length + numbered.deletes.length;
  progress.enter('opening', 'open');
  progress.advance(0, 0, total);
  progress.expect(expectEdit(total));
  const rejects = new RejectWriter(context, job, [], false);
  if (claim.attempts > 1) await rejects.clear();
  await inJobTransaction(connection, signal, async (client) => {
    const [record] = await queryRows(
      client,
      Recorded,
      'SELECT schema, relation_name AS name, columns FROM sheetport."table" WHERE id = $1',
      [claim.tableId],
    );
    if (!record) throw new AppError('not_found', { what: 'table' });
    const ref: TableRef = { schema: record.schema, name: record.name };
    const table = await introspect(client, ref);
    refuseUneditable(table, {
      updates: numbered.updates.length > 0,
      inserts: numbered.inserts.length > 0,
      deletes: numbered.deletes.length > 0,
    });
    const known = knownColumns(table, record.columns);
    const names = findEditColumns(table, known, spec);
    const rules = await readRules(client, record.columns, senderOf(claim));
    progress.enter('checking', 'check');
    const keepUnread = keepDecodeRejects(rejects);
    const cells = (rows: readonly NumberedCells[]) => prepareCells(client, table, names, rows, signal, keepUnread);
    const wantsIds = numbered.updates.length + numbered.inserts.length <= MAX_ROW_IDS;
    const done = await applyEdits(client, {
      table: ref,
      updates: {
        ...cells(numbered.updates.map(({ row, update }) => ({ row, cells: update.cells }))),
        at: new Map(numbered.updates.map(({ row, update }) => [row, addressOf(table, names, update)])),
      },
      inserts: cells(numbered.inserts),
      deletes: numbered.deletes.map(({ row, named }) => ({
        row,
        at: addressOf(table, names, typeof named === 'string' ? { id: named } : named),
      })),
      rules,
      onReject: spec.onReject,
      force: spec.force,
      undo: { id: claim.id },
      wantsIds,
      signal,
    });
    await keepEditRejects(rejects, done, rules);
    progress.count({
      read: total,
      inserted: done.inserted,
      updated: done.updated,
      unchanged: done.unchanged,
      rejected: rejects.count,
    });
    if (done.aborted) await rejects.refuse();
    progress.enter('committing', 'commit');
    await touchTable(client, claim.tableId!);
    const result: JobResult = {
      tableId: claim.tableId!,
      ...tellRules(
        done,
        rules,
        (column) => column,
        (_, text) => text,
      ),
      ...(numbered.deletes.length > 0 ? { deleted: done.deleted } : {}),
      cells: done.cells,
      ...(wantsIds && total > numbered.deletes.length ? { rowIds: idsOf(numbered, done) } : {}),
    };
    const created = done.created.flatMap(({ rule, undoId }) => {
      const of = rules[rule]?.rule;
      return undoId !== undefined && of?.kind === 'reference' ? [{ tableId: of.table, undoId }] : [];
    });
    const continuationState: ContinuationState = done.undoable
      ? { undo: { by: 'record' }, ...(created.length > 0 ? { created } : {}) }
      : {};
    await rejects.writeTally(client);
    progress.advance(1, total, total);
    const settlement = progress.settlement();
    await refuseRowsOverQuota(client, context.settings, claim.sender, settlement);
    return settleJob(client, claim.id, claim.fence, {
      ...settlement,
      result,
      tableId: claim.tableId,
      continuationState,
    });
  });
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
