/** What imports bring, in keys that are the same for the same bytes and for the same rows. */
import { JobState } from '@sheetport/contract';
import { z } from 'zod';
import { queryRows } from '../transactions/query-rows.ts';
import type { Queryable } from '../transactions/queryable.ts';

/** The sheet of a file that an import reads, as far as it is known. */
export interface SheetContent {
  /** SHA-256 of the file. */
  sha256: string;
  /** The sheet as the request names it. */
  requested: string | number | undefined;
  /** The sheet as inspection found it. */
  sheet?: { index: number; rowsFingerprint?: string | undefined } | undefined;
}

/** Keys of what an import brings. Two imports with a key in common bring the same. */
export function contentKeys({ sha256, requested, sheet }: SheetContent): string[] {
  const keys = [sheetKey(sha256, requested ?? '')];
  if (sheet) keys.push(sheetKey(sha256, sheet.index));
  if (sheet?.rowsFingerprint !== undefined) keys.push(rowsKey(sheet.rowsFingerprint));
  return [...new Set(keys)];
}

/** Of a sheet of a file. */
export function sheetKey(sha256: string, sheet: string | number): string {
  return `file:${sha256}:${sheet}`;
}

/** Of the rows of a sheet. */
export function rowsKey(fingerprint: string): string {
  return `rows:${fingerprint}`;
}

/** An import that brought the same. `finishedAt` is null while it waits or runs. */
const EarlierImport = z.object({
  id: z.string(),
  title: z.string(),
  state: JobState,
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
});
export type EarlierImport = z.infer<typeof EarlierImport>;
const FoundEarlier = EarlierImport.extend({ at: z.number() });

/** What an import would bring into which table. */
export interface Brought {
  tableId: string;
  contentKeys: readonly string[];
}

/**
 * Of each of these imports the latest one into the same table that has one of its keys, that is not undone, and after which the table was
 * not replaced. Imports that wait or run count. Imports that brought no row in, dry runs and corrections do not.
 * Out: by the position in the list; absent where there is none.
 */
export async function findEarlierImports(
  db: Queryable,
  imports: readonly Brought[],
): Promise<Map<number, EarlierImport>> {
  const rows = await queryRows(
    db,
    FoundEarlier,
    `WITH wanted AS (
       SELECT w.at, w."tableId" AS table_id, unnest(w."contentKeys") AS key
         FROM jsonb_to_recordset($1::text::jsonb) AS w(at int, "tableId" uuid, "contentKeys" text[])),
     brought AS (
       SELECT j.id, j.table_id, j.title, j.state, j.created_at, j.finished_at, unnest(j.content_keys) AS key
         FROM sheetport.job j
        WHERE j.table_id IN (SELECT table_id FROM wanted) AND j.kind = 'import'
          AND j.undone_by_job_id IS NULL AND NOT j.spec ? 'correction' AND j.spec ->> 'dryRun' IS DISTINCT FROM 'true'
          AND (j.state IN ('queued', 'running') OR (j.state = 'succeeded' AND j.inserted + j.updated + j.unchanged > 0))),
     same AS MATERIALIZED (SELECT wanted.at, brought.* FROM wanted JOIN brought USING (table_id, key))
     SELECT DISTINCT ON (at) at, id::text AS id, title, state::text AS state, created_at AS "createdAt", finished_at AS "finishedAt"
       FROM same
      WHERE NOT EXISTS (SELECT 1 FROM sheetport.job r WHERE r.table_id = same.table_id AND r.kind = 'import' AND r.state = 'succeeded'
              AND r.id <> same.id AND r.undone_by_job_id IS NULL AND r.spec ->> 'mode' = 'replace'
              AND r.spec ->> 'dryRun' IS DISTINCT FROM 'true' AND r.finished_at > same.finished_at)
      ORDER BY at, same.created_at DESC, same.id DESC`,
    [JSON.stringify(imports.map(({ tableId, contentKeys }, at) => ({ at, tableId, contentKeys })))],
  );
  return new Map(rows.map(({ at, ...earlier }) => [at, earlier]));
}

/** Write the keys of an import. A claim that is void writes nothing. */
export async function writeContentKeys(
  db: Queryable,
  { id, fence }: { id: string; fence: number },
  keys: readonly string[],
): Promise<void> {
  await db.query(
    `UPDATE sheetport.job SET content_keys = $3
      WHERE id = $1 AND fence = $2 AND state = 'running' AND content_keys IS DISTINCT FROM $3`,
    [id, fence, keys],
  );
}
