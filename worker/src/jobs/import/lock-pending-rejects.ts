import { AppError } from '@sheetport/contract';
import { changePendingRejects } from '@sheetport/core';
import type { Stage } from '@sheetport/tables';
import type pg from 'pg';
import { numberless, twice } from './correction-errors.ts';
import type { Load } from './load.ts';

/** Rows named in a message. */
const NAMED = 10;

/**
 * Hold the staged rows' rejects, and take out the rows that have none that is open: they went in meanwhile, so that no row
 * goes in twice whoever sends it how often.
 * In: the load's transaction, with mended rows staged. Out: how many were taken out.
 * @throws Failure `already_undone`, `invalid_corrections_file`, and `rows_already_resolved` where the rows were named one by one
 */
export async function lockPendingRejects(client: pg.Client, load: Load, stage: Stage): Promise<number> {
  const { context, run, spec, rejects } = load;
  const { firstJobId: first, rows: named } = spec.correction!;
  // An undo of the first import, and every other continuation of it, waits for this, or this for it.
  const state = await client.query('SELECT undone_by_job_id FROM sheetport.job WHERE id = $1 FOR NO KEY UPDATE', [
    first,
  ]);
  if (state.rows[0]?.undone_by_job_id !== null) throw new AppError('already_undone');

  const row = `s.${client.escapeIdentifier(stage.rowColumn)}`;
  const odd = await client.query(
    `SELECT ${row} AS n, count(*)::int AS times FROM ${stage.sql} s GROUP BY 1 HAVING ${row} < 1 OR count(*) > 1 ORDER BY 1 LIMIT 1`,
  );
  const wrong = odd.rows[0] as { n: number; times: number } | undefined;
  if (wrong && wrong.n < 1) throw numberless(-wrong.n);
  if (wrong) throw twice(wrong.n);
  // Row after row by the key, in each of these: a plan by what Postgres believes of rejects that have just been written, or
  // mended, may go through a million of them for every row.
  await client.query(
    `SELECT count(*) FROM (SELECT ${row} AS n FROM ${stage.sql} s ORDER BY 1) s, LATERAL (
       SELECT 1 FROM sheetport.reject r WHERE r.job_id = $1 AND r."row" = s.n AND r.corrected_by_job_id IS NULL FOR UPDATE) held`,
    [first],
  );
  const isOpen = (number: string) =>
    `(SELECT r.corrected_by_job_id IS NULL FROM sheetport.reject r WHERE r.job_id = $1 AND r."row" = ${number}) IS TRUE`;
  const closed = await client.query(
    `WITH gone AS (DELETE FROM ${stage.sql} s WHERE NOT ${isOpen(row)} RETURNING ${row} AS n) SELECT n FROM gone ORDER BY n`,
    [first],
  );
  const known = new Set(named?.map((one) => one.row));
  const late = closed.rows.map(({ n }) => n as number).filter((n) => known.has(n));
  if (late.length > 0) throw rowsNotOpen(late);
  // What could not even be read of a row that is in already is nothing to mend.
  const faulty = await context.pool.query(
    `DELETE FROM sheetport.reject c WHERE c.job_id = $2 AND NOT ${isOpen('c."row"')} RETURNING c."row", c.issues`,
    [first, run.claim.id],
  );
  rejects.forget(faulty.rows);
  return (closed.rowCount ?? 0) + (faulty.rowCount ?? 0);
}

/** Close the rejects of the rows that went in, with the first import and with every continuation that lists them. */
export async function resolveRejects(client: pg.Client, { run, spec }: Load, stage: Stage): Promise<void> {
  await changePendingRejects(
    client,
    'close',
    `UPDATE sheetport.reject r SET corrected_by_job_id = $1 WHERE r.ctid = ANY(ARRAY(
       SELECT open.ctid FROM ${stage.sql} s,
              (SELECT id FROM sheetport.job WHERE id = $2::uuid OR (kind = 'import' AND spec #>> '{correction,firstJobId}' = $2::text)) family,
              LATERAL (SELECT o.ctid FROM sheetport.reject o
                        WHERE o.job_id = family.id AND o."row" = s.${client.escapeIdentifier(stage.rowColumn)}
                          AND o.corrected_by_job_id IS NULL FOR UPDATE) open))`,
    [run.claim.id, spec.correction!.firstJobId],
  );
}

function rowsNotOpen(rows: number[]): AppError {
  const shown = rows.slice(0, NAMED).join(', ');
  return new AppError('rows_already_resolved', { rows: rows.length > NAMED ? `${shown}, …` : shown });
}
