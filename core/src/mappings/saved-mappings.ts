import type { Queryable } from '../transactions/queryable.ts';

/** How a sheet of some shape was mapped to a table. */
export interface MappingEntry {
  id: string;
  /** SHA-256 of the sheet's headings. */
  headingFingerprint: string;
  tableId: string;
  /** The contract's mapped column for each heading; null where it was ignored. */
  columns: { heading: string; column: object | null }[];
  options: object;
  fileName: string;
  /** The import that was mapped so. */
  jobId: string;
}

/**
 * Save on a given connection how an import was mapped, in place of what was known of its headings and table before. That is kept beside
 * it, for the case that the import is undone.
 */
export async function saveMapping(db: Queryable, entry: MappingEntry): Promise<void> {
  await db.query(
    `INSERT INTO sheetport.saved_mapping (id, heading_fingerprint, table_id, columns, options, file_name, job_id) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (heading_fingerprint, table_id) DO UPDATE SET columns = excluded.columns, options = excluded.options,
       file_name = excluded.file_name, job_id = excluded.job_id, uses = saved_mapping.uses + 1, used_at = now(),
       previous = jsonb_build_object('columns', saved_mapping.columns, 'options', saved_mapping.options, 'fileName', saved_mapping.file_name,
         'jobId', saved_mapping.job_id, 'usedAt', saved_mapping.used_at)`,
    [
      entry.id,
      entry.headingFingerprint,
      entry.tableId,
      JSON.stringify(entry.columns),
      JSON.stringify(entry.options),
      entry.fileName,
      entry.jobId,
    ],
  );
}

/** Forget on a given connection how an import was mapped that is undone: what was saved before it holds again, if anything was. */
export async function forgetMapping(db: Queryable, jobId: string): Promise<void> {
  await db.query(
    `UPDATE sheetport.saved_mapping SET columns = previous -> 'columns', options = previous -> 'options', file_name = previous ->> 'fileName',
       job_id = (previous ->> 'jobId')::uuid, used_at = (previous ->> 'usedAt')::timestamptz, uses = greatest(1, uses - 1), previous = NULL
       WHERE job_id = $1 AND previous IS NOT NULL`,
    [jobId],
  );
  // A row that the first statement put back has another job.
  await db.query(`UPDATE sheetport.saved_mapping SET previous = NULL WHERE previous ->> 'jobId' = $1`, [jobId]);
  await db.query('DELETE FROM sheetport.saved_mapping WHERE job_id = $1', [jobId]);
}
