/** What an inspection reads and writes of its file: one statement as it begins, and one as it ends. */
import { DialectChoice } from '@sheetport/contract';
import { z } from 'zod';
import { queryRows } from '../transactions/query-rows.ts';
import type { Queryable } from '../transactions/queryable.ts';
import { type Claim, type Settlement, settleJob } from './claims.ts';
import { rowsKey, sheetKey } from './content-keys.ts';

const InspectedFile = z.object({
  id: z.string(),
  name: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  state: z.string(),
  dialectChoice: DialectChoice.nullable().transform((choice) => choice ?? {}),
});
export type InspectedFile = z.infer<typeof InspectedFile>;

/** The file of an inspection that begins, which is said to be inspected from now on. Out: undefined where there is none; `state` is that of before. */
export async function beginInspection(
  db: Queryable,
  { id, fileId }: Pick<Claim, 'id' | 'fileId'>,
): Promise<InspectedFile | undefined> {
  const [file] = await queryRows(
    db,
    InspectedFile,
    `WITH begun AS (UPDATE sheetport.file SET state = 'inspecting' WHERE id = $1 AND inspection_id = $2 AND state = 'received')
     SELECT id, name, bytes::float8 AS bytes, sha256, state::text AS state, dialect_choice AS "dialectChoice" FROM sheetport.file WHERE id = $1`,
    [fileId, id],
  );
  return file;
}

/** What an inspection has found. */
export interface InspectionResult {
  fileId: string;
  /** Of the file. */
  sha256: string;
  format: string;
  dialect?: unknown;
  sheets: readonly { index: number; rowsFingerprint?: string | undefined }[];
  /** The import whose rejected rows the file brings back. */
  continues: string | null;
}

/**
 * Settle an inspection: its job, its file where no later inspection has it, and what is now known of imports of the file that were started before.
 * All of it, or nothing: false where the claim is void, or somebody has asked to cancel.
 */
export async function settleInspection(
  db: Queryable,
  { id, fence }: Pick<Claim, 'id' | 'fence'>,
  { fileId, sha256, format, dialect, sheets, continues }: InspectionResult,
  end: Omit<Settlement, 'result' | 'tableId'>,
): Promise<boolean> {
  const known = sheets.flatMap(({ index, rowsFingerprint }) =>
    rowsFingerprint === undefined ? [] : [{ sheet: sheetKey(sha256, index), rows: rowsKey(rowsFingerprint) }],
  );
  return settleJob(
    db,
    id,
    fence,
    { ...end, result: { fileId }, tableId: null },
    {
      sql: `described AS (
              UPDATE sheetport.file f SET state = 'ready', format = $14, dialect = $15, sheets = $16, corrects_job_id = $17, error = NULL
                FROM settled WHERE f.id = $13 AND f.inspection_id = settled.id),
            known AS (SELECT sheet_key, rows_key FROM unnest($18::text[], $19::text[]) AS found(sheet_key, rows_key)),
            keyed AS (
              UPDATE sheetport.job j
                 SET content_keys = j.content_keys
                     || ARRAY(SELECT rows_key FROM known WHERE sheet_key = ANY (j.content_keys) AND NOT rows_key = ANY (j.content_keys))
                FROM settled WHERE j.file_id = $13 AND j.kind = 'import'
                 AND EXISTS (SELECT 1 FROM known WHERE sheet_key = ANY (j.content_keys) AND NOT rows_key = ANY (j.content_keys)))`,
      values: [
        fileId,
        format,
        dialect === undefined ? null : JSON.stringify(dialect),
        JSON.stringify(sheets),
        continues,
        known.map(({ sheet }) => sheet),
        known.map(({ rows }) => rows),
      ],
    },
  );
}
