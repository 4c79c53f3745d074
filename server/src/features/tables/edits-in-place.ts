/** Edits after which each row of an order stands where it stood. */
import { EditSpec, type Filter, findColumn, isBulkEdit, type Sort } from '@sheetport/contract';
import { type Queryable, queryRows, recordedColumns } from '@sheetport/core';
import type { TableRecord } from '@sheetport/prisma';
import { z } from 'zod';

/** So many jobs are looked through; after more, the order is read anew. */
const MOST_JOBS = 50;
/** Edits of more rows are not looked through. */
const MOST_ROWS = 1000;

/** The rows of a table in one order. */
export interface RowOrder {
  row: TableRecord;
  filter?: Filter | undefined;
  sort?: Sort | undefined;
}

const EndedJob = z.object({
  kind: z.string(),
  state: z.string(),
  /** The id of the edit, or of the edit that was undone. */
  edit: z.unknown(),
  updated: z.number(),
  moved: z.number(),
});

/**
 * The jobs on a table that ended after a time, where all of them only changed cells that the order does not depend on, or took such a change
 * back: no row came, went or moved. Not of filtered rows, of a table without a key, whose rows are found by their place, or of an attached one,
 * whose triggers may change more.
 * @param after the end of the last job before, as Postgres writes it; null for none
 * @returns how many rows they wrote; undefined where rows may have moved, or nobody can tell cheaply
 */
export async function countEditsInPlace(
  db: Queryable,
  { row, filter, sort = [] }: RowOrder,
  after: string | null,
): Promise<number | undefined> {
  if (filter || row.attached || row.key.length === 0) return undefined;
  const jobs = await queryRows(
    db,
    EndedJob,
    `SELECT j.kind::text AS kind, j.state::text AS state, CASE j.kind WHEN 'undo' THEN p.spec ELSE j.spec END AS edit,
            (j.updated + coalesce((j.result ->> 'restored')::bigint, 0))::float8 AS updated,
            (j.inserted + coalesce((j.result ->> 'deleted')::bigint, 0) + coalesce((j.result ->> 'removed')::bigint, 0)
              + CASE j.kind WHEN 'undo' THEN p.inserted + coalesce((p.result ->> 'deleted')::bigint, 0) ELSE 0 END)::float8 AS moved
       FROM sheetport.job j LEFT JOIN sheetport.job p ON p.id = j.parent_id
      WHERE j.table_id = $1 AND j.finished_at > coalesce($2::timestamptz, '-infinity') AND j.kind NOT IN ('export', 'inspect')
      LIMIT ${MOST_JOBS + 1}`,
    [row.id, after],
  );
  if (jobs.length > MOST_JOBS) return undefined;
  const columns = recordedColumns(row);
  const ordering = new Set([...row.key, ...sort.map(({ column }) => findColumn(columns, column)?.name ?? column)]);
  // What Postgres computes of other columns changes with them.
  if (columns.some(({ name, generated }) => generated && ordering.has(name))) return undefined;
  let written = 0;
  for (const { kind, state, edit, updated, moved } of jobs) {
    if (state !== 'succeeded' || (kind !== 'edit' && kind !== 'undo') || moved > 0) return undefined;
    const spec = EditSpec.safeParse(edit).data;
    if (!spec || isBulkEdit(spec.body) || (spec.body.updates ?? []).length > MOST_ROWS) return undefined;
    const words = new Set((spec.body.updates ?? []).flatMap(({ cells }) => Object.keys(cells)));
    for (const word of words) {
      const column = findColumn(columns, word);
      if (!column || ordering.has(column.name)) return undefined;
    }
    written += updated;
  }
  return written;
}
