import { AppError, JobKind, JobState } from '@sheetport/contract';
import { findCorrectionImports, queryRows, readContinuationState, readFirstImport } from '@sheetport/core';
import type pg from 'pg';
import { z } from 'zod';

const Id = z.object({ id: z.string() });

/** The record of an import; `inserted` and `updated` are rows. */
const Imported = z.object({
  id: z.string(),
  kind: JobKind,
  state: JobState,
  title: z.string(),
  finishedAt: z.date().nullable(),
  spec: z.unknown(),
  tableId: z.string().nullable(),
  inserted: z.coerce.number(),
  updated: z.coerce.number(),
  continuationState: z.unknown().transform(readContinuationState),
  undoneByJobId: z.string().nullable(),
});
export type Imported = z.infer<typeof Imported>;

/**
 * Lock the import, and the correction imports that are undone with it, which come first; so no other undo of them runs beside this
 * one. The first import is locked too: its correction imports lock it as well.
 */
export async function lockImports(
  client: pg.Client,
  id: string | null,
  includeCorrections: boolean,
): Promise<Imported[]> {
  await client.query(
    `SELECT 1 FROM sheetport.job f WHERE f.id = (SELECT (spec #>> '{correction,firstJobId}')::uuid FROM sheetport.job WHERE id = $1) FOR NO KEY UPDATE`,
    [id],
  );
  const imported = await lockImport(client, id);
  if (!imported) throw new AppError('not_found', { what: 'job' });
  if (imported.undoneByJobId !== null) throw new AppError('already_undone');
  if ((imported.kind !== 'import' && imported.kind !== 'edit') || imported.state !== 'succeeded')
    throw new AppError('nothing_to_undo');
  if (imported.tableId === null) throw impossible('its table is gone');
  const corrections: Imported[] = [];
  for (const { id: followed, state } of includeCorrections ? await findCorrectionImports(client, imported.id) : []) {
    // One that has not begun will find that there is nothing to continue.
    if (state !== 'succeeded') continue;
    const one = await lockImport(client, followed);
    if (one && one.undoneByJobId === null && one.tableId === imported.tableId) corrections.push(one);
  }
  return [...corrections, imported];
}

/**
 * The imports of a batch that are not undone, each with its corrections as `lockImports` gives them; the newest first.
 * @throws AppError `already_undone` where none is left, or what `lockImports` throws
 */
export async function lockBatch(client: pg.Client, batchId: string, includeCorrections: boolean): Promise<Imported[]> {
  const rows = await queryRows(
    client,
    Id,
    `SELECT id FROM sheetport.job
      WHERE batch_id = $1 AND kind = 'import' AND state = 'succeeded' AND undone_by_job_id IS NULL
        AND spec ->> 'dryRun' IS DISTINCT FROM 'true' ORDER BY id`,
    [batchId],
  );
  if (rows.length === 0) throw new AppError('already_undone');
  const imports = new Map<string, Imported>();
  for (const { id } of rows)
    for (const one of await lockImports(client, id, includeCorrections)) imports.set(one.id, one);
  const time = ({ finishedAt }: Imported) => finishedAt?.getTime() ?? 0;
  return [...imports.values()].sort((a, b) => time(b) - time(a));
}

async function lockImport(client: pg.Client, id: string | null): Promise<Imported | undefined> {
  const [imported] = await queryRows(
    client,
    Imported,
    `SELECT id, kind, state, title, finished_at AS "finishedAt", spec, table_id AS "tableId", inserted, updated, continuation_state AS "continuationState", undone_by_job_id AS "undoneByJobId"
       FROM sheetport.job WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  return imported;
}

/** The first import and its correction imports: any of them may list a row that another imported. */
export async function readFamily(client: pg.Client, spec: unknown, id: string): Promise<string[]> {
  const first = readFirstImport(spec) ?? id;
  const family = await queryRows(
    client,
    Id,
    `SELECT id FROM sheetport.job WHERE id = $1::uuid OR (kind = 'import' AND spec #>> '{correction,firstJobId}' = $1::text)`,
    [first],
  );
  return family.map((row) => row.id);
}

/** The import cannot be undone, and why. */
export function impossible(detail: string, cause?: unknown): AppError {
  return new AppError('undo_not_possible', { detail }, { cause });
}
