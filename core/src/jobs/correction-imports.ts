import { JobState } from '@sheetport/contract';
import { z } from 'zod';
import { queryRows } from '../transactions/query-rows.ts';
import type { Queryable } from '../transactions/queryable.ts';

const CorrectingSpec = z.object({ correction: z.object({ firstJobId: z.string() }) });

/** Of the stored spec of a correction import: the import whose rejects it corrects. Null for every other job. */
export function readFirstImport(spec: unknown): string | null {
  return CorrectingSpec.safeParse(spec).data?.correction.firstJobId ?? null;
}

/** An import of corrections; `rows` are those that it added or changed. */
const CorrectionImport = z.object({ id: z.string(), state: JobState, rows: z.number() });
export type CorrectionImport = z.infer<typeof CorrectionImport>;

/** The correction imports of an import, and those of them in turn, that are not undone, failed or cancelled: the newest first. */
export async function findCorrectionImports(db: Queryable, id: string): Promise<CorrectionImport[]> {
  return queryRows(
    db,
    CorrectionImport,
    `WITH RECURSIVE family AS (
       SELECT id, 0 AS depth FROM sheetport.job WHERE id = $1
       UNION ALL
       SELECT j.id, f.depth + 1 FROM family f JOIN sheetport.job j ON j.parent_id = f.id AND j.kind = 'import' AND j.spec ? 'correction')
     SELECT j.id, j.state, (j.inserted + j.updated)::int AS rows FROM family f JOIN sheetport.job j ON j.id = f.id
      WHERE f.depth > 0 AND j.undone_by_job_id IS NULL AND j.state IN ('queued', 'running', 'succeeded')
      ORDER BY j.finished_at DESC NULLS FIRST, j.created_at DESC, j.id DESC`,
    [id],
  );
}
