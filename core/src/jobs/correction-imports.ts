import { z } from 'zod';
import type { Queryable } from '../transactions/queryable.ts';
import type { State } from './claims.ts';

const CorrectingSpec = z.object({ correction: z.object({ firstJobId: z.string() }) });

/** Of the stored spec of a correction import: the import whose rejects it corrects. Null for every other job. */
export function readFirstImport(spec: unknown): string | null {
  return CorrectingSpec.safeParse(spec).data?.correction.firstJobId ?? null;
}

/** An import that brings rows which another left out. */
export interface CorrectionImport {
  id: string;
  state: State;
  /** Rows that it added or changed. */
  rows: number;
}

/** The imports that came out of one, step by step, and that are not taken back, failed or cancelled: the newest first. */
export async function findCorrectionImports(db: Queryable, id: string): Promise<CorrectionImport[]> {
  const { rows } = await db.query(
    `WITH RECURSIVE family AS (
       SELECT id, 0 AS depth FROM sheetport.job WHERE id = $1
       UNION ALL
       SELECT j.id, f.depth + 1 FROM family f JOIN sheetport.job j ON j.parent_id = f.id AND j.kind = 'import' AND j.spec ? 'correction')
     SELECT j.id, j.state, (j.inserted + j.updated)::int AS rows FROM family f JOIN sheetport.job j ON j.id = f.id
      WHERE f.depth > 0 AND j.undone_by_job_id IS NULL AND j.state IN ('queued', 'running', 'succeeded')
      ORDER BY j.finished_at DESC NULLS FIRST, j.created_at DESC, j.id DESC`,
    [id],
  );
  return rows.map((row) => ({ id: row.id as string, state: row.state as State, rows: row.rows as number }));
}
