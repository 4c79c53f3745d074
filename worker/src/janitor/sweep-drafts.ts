import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { DATA_FOLDERS } from '@sheetport/contract';
import { exportedFile, queryRows } from '@sheetport/core';
import { z } from 'zod';
import type { Context } from '../runner/context.ts';

/** What a claim writes before it is whole: a job's id, the claim's fence, and `.part` while its bytes still come. */
const DRAFT = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d+)(\.part)?$/;
const Id = z.object({ id: z.string() });
const Claim = z.object({ id: z.string(), fence: z.number() });
/** A job that failed in the moment its file was published is seen by one of the sweeps of this time. */
const FAILED_LATELY = '1 hour';

/** Remove what claims that are over have left: drafts of crashed workers, and files of exports that failed all the same. */
export async function removeDrafts({ pool, settings }: Pick<Context, 'pool' | 'settings'>): Promise<number> {
  let removed = 0;
  for (const folder of [DATA_FOLDERS.exports, DATA_FOLDERS.uploads]) {
    const directory = path.join(settings.DATA_DIR, folder);
    // Names first: what is there by now was begun by a claim that the rows know of.
    const drafts = (await readdir(directory)).flatMap((name) => {
      const [, id, fence] = DRAFT.exec(name) ?? [];
      return id ? [{ name, id, fence: Number(fence) }] : [];
    });
    if (drafts.length === 0) continue;
    const claims = await queryRows(
      pool,
      Claim,
      `SELECT id, fence FROM sheetport.job WHERE id = ANY($1::uuid[]) AND state = 'running'`,
      [drafts.map(({ id }) => id)],
    );
    const running = new Map(claims.map(({ id, fence }) => [id, fence]));
    for (const { name, id, fence } of drafts) {
      if (running.get(id) === fence) continue;
      await rm(path.join(directory, name), { force: true });
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
  for (const { id } of failed) await rm(exportedFile(settings.DATA_DIR, id), { force: true });
  return removed;
}
