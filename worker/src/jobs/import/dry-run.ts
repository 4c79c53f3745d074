import type { JobResult, Row, Value } from '@sheetport/contract';
import { type ContinuationState, settleJob } from '@sheetport/core';
import { type Change, checkDeferred, findChanges, fingerprint, sampleChanges } from '@sheetport/tables';
import type pg from 'pg';
import { inJobTransaction } from '../../runner/job-connection.ts';
import { headings, type Load, skipped } from './load.ts';
import { type Merged, mergeSheet } from './staged-load.ts';

/** Changes that a dry run shows: enough to judge by, small enough to send with every answer about the job. */
const SAMPLE = 50;

type Sample = NonNullable<JobResult['sample']>;

/** Thrown to roll a transaction back whose work is done. */
class TriedOut extends Error {}

/**
 * Do the whole import, look at what it did, and roll it back; then settle the job in a transaction of its own. So the counts
 * and the rejects are those of an import, and nothing is changed.
 */
export async function runDryRun(load: Load): Promise<void> {
  const { job, spec, rejects, destination } = load;
  const { progress, claim, signal, connection } = job;
  let sample: Sample = [];
  let before: string | undefined;
  let deleted = 0;
  let changes: JobResult['changes'];
  let told: Merged['told'] = {};
  try {
    await inJobTransaction(connection, signal, async (client) => {
      if (destination.kind === 'existing') {
        const { schema, relationName } = destination.record;
        before = await fingerprint(client, { schema, name: relationName });
      }
      const done = await mergeSheet(client, load, 'skip');
      progress.begin('compare');
      sample = await sampleOf(client, claim.id, done);
      changes = await keepChanges(client, load, done);
      deleted = done.merged.deleted;
      told = done.told;
      await checkDeferred(client);
      throw new TriedOut();
    });
  } catch (error) {
    if (!(error instanceof TriedOut)) throw error;
  }
  if (spec.onReject === 'abort' && rejects.count > 0) {
    // One bad row, and nothing would go in.
    progress.count({ inserted: 0, updated: 0, unchanged: 0 });
    sample = [];
    changes = undefined;
    await clearChanges(load);
    deleted = 0;
    told = {};
  }
  progress.enter('committing', 'commit');
  const tableId = destination.kind === 'existing' ? destination.record.id : null;
  const result: JobResult = {
    ...(tableId === null ? {} : { tableId }),
    dryRun: true,
    columns: headings(load),
    ...skipped(load),
    ...told,
    sample,
    ...(changes ? { changes } : {}),
    ...(spec.mode === 'replace' ? { deleted } : {}),
  };
  const continuationState: ContinuationState = before === undefined ? {} : { fingerprint: before };
  await inJobTransaction(connection, signal, async (client) => {
    await rejects.writeTally(client);
    return settleJob(client, claim.id, claim.fence, { ...progress.settlement(), result, tableId, continuationState });
  });
}

/**
 * Copy all changes to where they outlive the transaction, by a connection of its own.
 * @returns their counts, and the columns in the order of the sheet; nothing for a table without any key
 */
async function keepChanges(
  client: pg.Client,
  load: Load,
  { merged, target }: Merged,
): Promise<JobResult['changes'] | undefined> {
  const { context, job } = load;
  await clearChanges(load);
  if (target.table.key.length === 0) return undefined;
  const sources = new Map(target.routes.map(({ name, plan }) => [name, plan.source]));
  const sourceOf = (name: string) => sources.get(name) ?? Number.MAX_SAFE_INTEGER;
  const names = target.table.columns
    .filter(({ hidden, name }) => !hidden || sources.has(name))
    .map(({ name }) => name)
    .concat([...target.coming.keys()])
    .sort((a, b) => sourceOf(a) - sourceOf(b));
  const { counts, copyTo } = await findChanges(client, merged.plan, job.claim.id, names);
  job.progress.begin('keep');
  const other = await context.pool.connect();
  try {
    await copyTo(other, 'sheetport.job_change (job_id, position, "row", key, before, after)', job.claim.id);
    other.release();
  } catch (error) {
    other.release(true);
    throw error;
  }
  const columns = counts.columns.map((column) => ({ ...column, label: target.labels.get(column.name) ?? column.name }));
  return { ...counts, columns };
}

async function clearChanges({ context, job }: Load): Promise<void> {
  await context.pool.query('DELETE FROM sheetport.job_change WHERE job_id = $1', [job.claim.id]);
}

async function sampleOf(client: pg.Client, id: string, { target: { table } }: Merged): Promise<Sample> {
  if (table.key.length === 0) return [];
  const { columns, changes } = await sampleChanges(client, {
    table: { schema: table.schema, name: table.name },
    id,
    limit: SAMPLE,
  });
  const row = (cells: Change['before']): Row | null =>
    cells === null ? null : Object.fromEntries(columns.map((name, n) => [name, cells[n] as Value]));
  return changes.map((change) => {
    const before = row(change.before);
    const after = row(change.after);
    const shown = after ?? before ?? {};
    // A hidden key is not among the cells; its text stands for it.
    const key = table.key.map((name, n) => [name, Object.hasOwn(shown, name) ? shown[name]! : change.key[n]!] as const);
    return { key: Object.fromEntries(key), before, after };
  });
}
