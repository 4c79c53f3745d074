import { AppError, type Change, type ChangesQuery, JobResult, type Row } from '@sheetport/contract';
import type { JobRecord } from '@sheetport/prisma';
import { toScalar } from '@sheetport/tables';
import type { z } from 'zod';
import type { Context } from '../../context.ts';

interface StoredChange {
  position: number;
  row: number | null;
  key: string[];
  before: (string | null)[] | null;
  after: (string | null)[] | null;
}

/**
 * A page of the changes that a dry run found.
 * @throws AppError `not_a_dry_run` for another job, and for one whose changes are no longer kept
 */
export async function readChanges(
  { browsePool }: Pick<Context, 'browsePool'>,
  job: JobRecord,
  { kind, after, limit }: z.output<typeof ChangesQuery>,
  signal: AbortSignal,
): Promise<{ changes: Change[]; next: number | null }> {
  const found = JobResult.safeParse(job.result).data?.changes;
  if (!found) throw new AppError('not_a_dry_run');
  const { updated, removed, added, columns } = found;
  // The kinds follow each other, so that each of them is a range of positions.
  const [first, last] = {
    updated: [1, updated] as const,
    removed: [updated + 1, updated + removed] as const,
    added: [updated + removed + 1, updated + removed + added] as const,
    all: [1, updated + removed + added] as const,
  }[kind ?? 'all'];
  const { rows } = await browsePool.run(
    (client) =>
      client.query<StoredChange>(
        `SELECT position, "row", key, before, after FROM sheetport.job_change
          WHERE job_id = $1 AND position > $2 AND position <= $3 ORDER BY position LIMIT $4`,
        [job.id, Math.max(after, first - 1), last, limit + 1],
      ),
    { signal },
  );
  const page = rows.slice(0, limit);
  const cells = (texts: (string | null)[] | null): Row | null =>
    texts && Object.fromEntries(columns.map(({ name, type }, n) => [name, toScalar({ type }, texts[n] ?? null)]));
  return {
    changes: page.map(({ position, row, key, before, after }) => ({
      position,
      kind: before === null ? 'added' : after === null ? 'removed' : 'updated',
      row,
      key,
      before: cells(before),
      after: cells(after),
    })),
    next: rows.length > limit ? page.at(-1)!.position : null,
  };
}
