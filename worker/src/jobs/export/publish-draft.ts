import { stat } from 'node:fs/promises';
import type { JobResult } from '@sheetport/contract';
import { quotasOf, refuseOverQuota, settleJob } from '@sheetport/core';
import type { Draft } from '@sheetport/storage';
import type { Context } from '../../runner/context.ts';
import type { Transact } from '../../runner/job-connection.ts';
import type { JobContext } from '../../runner/job-context.ts';

/**
 * Settle a job with the file that it wrote (docs/promises.md, P30). The file gets its public name while the job's row is locked: a late claim
 * publishes nothing over its successor's.
 * @param result what is known of the file beside its size
 * @throws AppError `quota_storage`
 */
export async function publishDraft(
  { settings }: Pick<Context, 'settings'>,
  { claim, progress, signal }: JobContext,
  transact: Transact,
  draft: Draft,
  result: Omit<JobResult, 'bytes'>,
): Promise<void> {
  progress.enter('publishing', 'publish');
  await draft.prepare(signal);
  const { size: bytes } = await stat(draft.path);
  progress.begin('commit');
  await transact(async (client) => {
    const end = { ...progress.settlement(), result: { bytes, ...result }, tableId: claim.tableId };
    await refuseOverQuota(client, quotasOf(settings), claim.sender, { storedBytes: bytes });
    if (!(await settleJob(client, claim.id, claim.fence, end))) return false;
    await draft.publish();
    return true;
  });
}
