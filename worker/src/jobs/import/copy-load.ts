import { AppError } from '@sheetport/contract';
import { refuseRowsOverQuota, settleJob, type UndoSource } from '@sheetport/core';
import { copyIn, createXminMarker, openWrittenRowChecks } from '@sheetport/tables';
import { inJobTransaction } from '../../runner/job-connection.ts';
import { decodeRows } from './decode.ts';
import { expectLoad } from './expect-load.ts';
import { continuation, headings, type Load, skipped } from './load.ts';
import { saveImportMapping } from './save-mapping.ts';
import { isChangedSince, openTarget } from './target.ts';
import { tellWarnings } from './warnings.ts';

/** What a table says when it will not have a row; which rows, only the staging table can tell. */
export const NEEDS_STAGE: ReadonlySet<string> = new Set([
  'duplicate_key',
  'required',
  'check_failed',
  'reference_missing',
  'too_long',
  'out_of_range',
  'not_castable',
  'needs_stage',
]);

/**
 * COPY the sheet straight into its table, in the transaction that settles the job. Rules are looked at in the table.
 * @throws TableError with a code of NEEDS_STAGE when the table refuses: nothing is left, take the staging path
 */
export async function copyIntoTable(load: Load): Promise<void> {
  const { job, spec, source, destination } = load;
  const { progress, claim, signal, connection } = job;
  await inJobTransaction(connection, signal, async (client) => {
    const target = await openTarget(client, load, true);
    const { table, routes, rules, finish } = target;
    const names = routes.map((route) => route.name);
    // Rules of columns that the sheet does not bring say nothing of its rows.
    const coming = rules.filter(({ column }) => names.includes(column));
    const checks = coming.length > 0 ? await openWrittenRowChecks(client, table, coming, signal) : undefined;
    const changedSince = await isChangedSince(client, load, target);
    progress.expect(await expectLoad(load, client, target, false));
    progress.enter('reading', 'read');
    const decoding = decodeRows(load, routes, { staged: false });
    const inserted = await copyIn(
      client,
      { schema: table.schema, name: table.name, columns: names, table },
      decoding.bytes,
      { signal, onPiece: checks?.check },
    );
    const { read, rejected, blanked } = decoding;
    if (rejected > 0 && spec.onReject === 'abort') await load.rejects.refuse();
    if (read === 0) throw new AppError('empty_sheet', { sheet: `"${source.sheet.name}"` });
    if (checks) progress.enter('checking', 'check');
    await checks?.finish();
    progress.enter('merging', 'index');
    const tableId = await finish();
    await saveImportMapping(client, load, target, tableId);
    progress.enter('committing', 'commit');
    progress.count({ read, inserted, rejected });
    const result = {
      tableId,
      columns: headings(load),
      ...tellWarnings(blanked),
      ...skipped(load),
      ...(changedSince ? { changedSinceDryRun: true } : {}),
    };
    // A new table has got its key since: a hidden one can be told only now.
    const isAsRead = destination.kind === 'existing' || table.columns.every(({ identity }) => identity === undefined);
    const ref = { schema: table.schema, name: table.name };
    const mark = await createXminMarker(client, ref, inserted, isAsRead ? table : undefined);
    const continuationState = { ...continuation(load), undo: { by: 'mark', mark } satisfies UndoSource };
    await load.rejects.writeTally(client);
    const settlement = progress.settlement();
    await refuseRowsOverQuota(client, load.context.settings, claim.sender, settlement);
    return settleJob(client, claim.id, claim.fence, { ...settlement, result, tableId, continuationState });
  });
}
