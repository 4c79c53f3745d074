import { AppError } from '@sheetport/contract';
import { changePendingRejects, queryRows, StoredReject } from '@sheetport/core';
import type { Stage } from '@sheetport/tables';
import type pg from 'pg';
import { z } from 'zod';
import { missingRowNumber, repeatedRow } from './correction-errors.ts';
import type { Load } from './load.ts';

/** Rows named in a message. */
const MAX_NAMED_ROWS = 10;

const UndoneBy = z.object({ undone_by_job_id: z.string().nullable() });
const RepeatedRow = z.object({ n: z.number(), times: z.number() });
const RowNumber = z.object({ n: z.number() });
/** What of a reject is counted. */
const CountedReject = StoredReject.omit({ cells: true });

/**
 * Lock the rejects of the staged rows, and remove the rows whose reject is resolved already: no row is imported repeatedRow, however
 * often it is sent.
 * In: the load's transaction, with corrected rows staged. Out: how many were removed.
 * @throws AppError `already_undone`, `invalid_corrections_file`, and `rows_already_resolved` where the rows were named one by one
 */
export async function lockPendingRejects(client: pg.Client, load: Load, stage: Stage): Promise<number> {
  const { context, job, spec, rejects } = load;
  const { firstJobId: first, rows: named } = spec.correction!;
  // An undo of the first import, and every other correction import of it, waits for this, or this for it.
  const lockFirst = 'SELECT undone_by_job_id FROM sheetport.job WHERE id = $1 FOR NO KEY UPDATE';
  const [firstJob] = await queryRows(client, UndoneBy, lockFirst, [first]);
  if (firstJob?.undone_by_job_id !== null) throw new AppError('already_undone');

  const row = `s.${client.escapeIdentifier(stage.rowColumn)}`;
  const [wrong] = await queryRows(
    client,
    RepeatedRow,
    `SELECT ${row} AS n, count(*)::int AS times FROM ${stage.sql} s GROUP BY 1 HAVING ${row} < 1 OR count(*) > 1 ORDER BY 1 LIMIT 1`,
  );
  if (wrong && wrong.n < 1) throw missingRowNumber(-wrong.n);
  if (wrong) throw repeatedRow(wrong.n);
  // Row after row by the key, in each of these: a plan by what Postgres believes of rejects that have just been written, or
  // corrected, may go through a million of them for every row.
  await client.query(
    `SELECT count(*) FROM (SELECT ${row} AS n FROM ${stage.sql} s ORDER BY 1) s, LATERAL (
       SELECT 1 FROM sheetport.reject r WHERE r.job_id = $1 AND r."row" = s.n AND r.corrected_by_job_id IS NULL FOR UPDATE) held`,
    [first],
  );
  const isPending = (number: string) =>
    `(SELECT r.corrected_by_job_id IS NULL FROM sheetport.reject r WHERE r.job_id = $1 AND r."row" = ${number}) IS TRUE`;
  const closed = await queryRows(
    client,
    RowNumber,
    `WITH gone AS (DELETE FROM ${stage.sql} s WHERE NOT ${isPending(row)} RETURNING ${row} AS n) SELECT n FROM gone ORDER BY n`,
    [first],
  );
  const known = new Set(named?.map((one) => one.row));
  const late = closed.map(({ n }) => n).filter((n) => known.has(n));
  if (late.length > 0) throw rowsNotOpen(late);
  // A row that was imported already has nothing left to correct, even if it could not be read.
  const faulty = await queryRows(
    context.pool,
    CountedReject,
    `DELETE FROM sheetport.reject c WHERE c.job_id = $2 AND NOT ${isPending('c."row"')} RETURNING c."row", c.issues`,
    [first, job.claim.id],
  );
  rejects.forget(faulty);
  return closed.length + faulty.length;
}

/** Resolve the rejects of the rows that were imported, with the first import and with every correction import that lists them. */
export async function resolveRejects(client: pg.Client, { job, spec }: Load, stage: Stage): Promise<void> {
  await changePendingRejects(
    client,
    'resolve',
    `UPDATE sheetport.reject r SET corrected_by_job_id = $1 WHERE r.ctid = ANY(ARRAY(
       SELECT open.ctid FROM ${stage.sql} s,
              (SELECT id FROM sheetport.job WHERE id = $2::uuid OR (kind = 'import' AND spec #>> '{correction,firstJobId}' = $2::text)) family,
              LATERAL (SELECT o.ctid FROM sheetport.reject o
                        WHERE o.job_id = family.id AND o."row" = s.${client.escapeIdentifier(stage.rowColumn)}
                          AND o.corrected_by_job_id IS NULL FOR UPDATE) open))`,
    [job.claim.id, spec.correction!.firstJobId],
  );
}

function rowsNotOpen(rows: number[]): AppError {
  const shown = rows.slice(0, MAX_NAMED_ROWS).join(', ');
  return new AppError('rows_already_resolved', { rows: rows.length > MAX_NAMED_ROWS ? `${shown}, …` : shown });
}
