import { queryRows } from '@sheetport/core';
import { exportKey } from '@sheetport/storage';
import { z } from 'zod';
import type { Context } from '../runner/context.ts';

const Id = z.object({ id: z.string() });
const Claim = z.object({ id: z.string(), fence: z.number() });
/** A job that failed in the moment its file was published is seen by one of the sweeps of this time. */
const FAILED_LATELY = '1 hour';

/** S3 takes a request for each. */
const REMOVE_AGAIN_MS = 60_000;
const removedAt = new Map<string, number>();

/** Remove what claims that are over have left: drafts of crashed workers, and files of exports that failed all the same. */
export async function removeDrafts({ pool, storage }: Pick<Context, 'pool' | 'storage'>): Promise<number> {
  let removed = 0;
  // Names first: what is there by now was begun by a claim that the rows know of.
  const drafts = await storage.listDrafts();
  if (drafts.length > 0) {
    const claims = await queryRows(
      pool,
      Claim,
      `SELECT id, fence FROM sheetport.job WHERE id = ANY($1::uuid[]) AND state = 'running'`,
      [drafts.map(({ id }) => id)],
    );
    const running = new Map(claims.map(({ id, fence }) => [id, fence]));
    for (const draft of drafts) {
      if (running.get(draft.id) === draft.claim) continue;
      await storage.removeDraft(draft);
      removed += 1;
    }
  }
  const failed = await queryRows(
    pool,
    Id,
    `SELECT id FROM sheetport.job
      WHERE kind = 'export' AND state IN ('failed', 'cancelled') AND finished_at > now() - $1::interval`,
    [FAILED_LATELY],
  );
  const now = Date.now();
  for (const { id } of failed) {
    if (storage.backend === 's3' && now - (removedAt.get(id) ?? 0) < REMOVE_AGAIN_MS) continue;
    await storage.remove(exportKey(id));
    removedAt.set(id, now);
  }
  const ids = new Set(failed.map(({ id }) => id));
  for (const id of removedAt.keys()) if (!ids.has(id)) removedAt.delete(id);
  return removed;
}
