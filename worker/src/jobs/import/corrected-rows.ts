import { applyBulkCorrections, type BulkCorrections, type ImportSpec, type Scalar } from '@sheetport/contract';
import {
  anyRejectFilterSql,
  inKeyOrder,
  queryRows,
  READ_IN_KEY_ORDER,
  type SourceColumn,
  StoredReject,
} from '@sheetport/core';
import { type TextRow, writeMarked } from '@sheetport/sheets';
import { z } from 'zod';
import type { Context } from '../../runner/context.ts';
import { openJobConnection } from '../../runner/job-connection.ts';
import type { JobContext } from '../../runner/job-context.ts';
import { headingOf } from './headings.ts';

type Correction = NonNullable<ImportSpec['correction']>;

/** Rows read at a time; a page of them is decoded before the next is asked for. */
const PAGE_ROWS = 2000;

const Counted = z.object({ n: z.number() });
const KeptCells = StoredReject.pick({ row: true, cells: true });

/** Rejects with their corrected cells: how many, and how to read them in the order of the sheet. */
export interface CorrectedRows {
  total: number;
  readPages(): AsyncIterable<readonly TextRow[]>;
}

/** Rows that were corrected one by one. */
export async function readNamedRows(
  { pool }: Pick<Context, 'pool'>,
  { fromJobId, rows = [] }: Correction,
  columns: readonly SourceColumn[],
): Promise<CorrectedRows> {
  const kept = await queryRows(
    pool,
    KeptCells,
    'SELECT "row", cells FROM sheetport.reject WHERE job_id = $1 AND "row" = ANY($2)',
    [fromJobId, rows.map(({ row }) => row)],
  );
  const cellsOf = new Map(kept.map(({ row, cells }) => [row, cells]));
  const page = rows
    .map(({ row, cells }) => correctRow(row, cellsOf.get(row) ?? {}, new Map(Object.entries(cells)), columns))
    .sort((a, b) => a.row - b.row);
  return {
    total: page.length,
    async *readPages() {
      yield page;
    },
  };
}

/**
 * The pending rejects that bulk corrections select, and those that were corrected one by one. They are counted now, and read by
 * the key while they are decoded, however many they are.
 */
export async function selectRows(
  { pool }: Pick<Context, 'pool'>,
  job: JobContext,
  correction: Correction,
  bulk: BulkCorrections,
  columns: readonly SourceColumn[],
): Promise<CorrectedRows> {
  const selection = selectRejects(correction, bulk);
  const client = await pool.connect();
  let isBroken = true;
  try {
    const sql = `SELECT count(*)::int AS n ${selection.sql}`;
    const [counted] = await inKeyOrder(client, () => queryRows(client, Counted, sql, selection.values));
    isBroken = false;
    return { total: counted!.n, readPages: () => readSelected(job, selection, correction, bulk, columns) };
  } finally {
    client.release(isBroken);
  }
}

interface Selection {
  /** FROM and WHERE of a query of rejects `r`. */
  sql: string;
  values: unknown[];
}

function selectRejects({ fromJobId, rows = [] }: Correction, bulk: BulkCorrections): Selection {
  const named = rows.map(({ row }) => row);
  const values: unknown[] = [fromJobId];
  const filters = bulk.map(({ where }) => where);
  const selected = anyRejectFilterSql(filters, named, values);
  // A named row that was resolved meanwhile is reported (`lockPendingRejects`); other rows are no longer selected.
  const isPending = `(r.corrected_by_job_id IS NULL OR r."row" = ANY($${values.push(named)}::int[]))`;
  return { sql: `FROM sheetport.reject r WHERE r.job_id = $1 AND ${isPending} AND ${selected}`, values };
}

/** A connection of its own: it stays open until all rows are loaded, and those of the pool are for short statements. */
async function* readSelected(
  { connection, signal }: JobContext,
  { sql, values }: Selection,
  { rows = [] }: Correction,
  bulk: BulkCorrections,
  columns: readonly SourceColumn[],
): AsyncGenerator<TextRow[]> {
  const named = new Map(rows.map(({ row, cells }) => [row, new Map(Object.entries(cells))]));
  const client = await openJobConnection(connection);
  // Ends the statement that runs.
  const stop = () => void client.end().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.query(`BEGIN; ${READ_IN_KEY_ORDER}`);
    await client.query(
      `DECLARE selected NO SCROLL CURSOR FOR SELECT r."row", r.cells, r.issues ${sql} ORDER BY r."row"`,
      values,
    );
    for (;;) {
      signal.throwIfAborted();
      // Not parsed row by row: there may be a million, and `keepRejects` wrote them.
      const page = await client.query<StoredReject>(`FETCH ${PAGE_ROWS} FROM selected`);
      if (page.rows.length === 0) return;
      yield page.rows.map((reject) => {
        const corrected = new Map([...applyBulkCorrections(reject, bulk), ...(named.get(reject.row) ?? [])]);
        return correctRow(reject.row, reject.cells, corrected, columns);
      });
    }
  } finally {
    signal.removeEventListener('abort', stop);
    // The transaction ends with its connection.
    await client.end().catch(() => undefined);
  }
}

/** A rejected row as it was kept, with its corrected cells: texts by the index of the sheet's columns. Blank cells are left out. */
function correctRow(
  row: number,
  kept: Readonly<Record<string, string>>,
  corrected: ReadonlyMap<string, Scalar>,
  columns: readonly SourceColumn[],
): TextRow {
  const cells = new Map<number, string>();
  for (const column of columns) {
    const heading = headingOf(columns, column.index);
    const value = corrected.get(heading);
    // A heading may be called anything, `__proto__` too.
    const text =
      value === undefined ? (Object.hasOwn(kept, heading) ? kept[heading]! : '') : writeScalar(value, column);
    if (text !== '') cells.set(column.index, text);
  }
  return { row, cells };
}

function writeScalar(value: Scalar, { decimal }: SourceColumn): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return writeMarked(String(value), decimal);
  return value;
}
