import type { JobKind, Lane } from '@sheetport/contract';

/** What is known of a job before it runs. What is absent does not count for it; infinite is what nobody could tell. */
export interface ExpectedCost {
  /** Of the file that it reads. */
  fileBytes?: number;
  /** Rows that it reads or undoes, and their columns. Absent for a sheet that was not read to its end yet. */
  rows?: number;
  columns?: number;
  /** Of a table all of whose rows it writes or deletes. */
  tableBytes?: number;
  /** Of a table that it may have to search without an index. */
  searchedBytes?: number;
}

/** A sheet of 10,000 rows takes some 100 ms, which others may wait for. */
const MAX_ROWS = 10_000;
const MAX_CELLS = 250_000;
/** Shared strings of a workbook are read whole, whichever sheet is meant. */
const MAX_FILE_BYTES = 8 * 1024 ** 2;
/** Where only its size is known of a file: some 5,000 rows of ten columns. */
const MAX_UNREAD_BYTES = 256 * 1024;
const MAX_TABLE_BYTES = 8 * 1024 ** 2;
/** Postgres searches so much in some 50 ms. */
const MAX_SEARCHED_BYTES = 64 * 1024 ** 2;

/**
 * A job of the small lane that has done so many rows was expected to have far fewer: only the size of its file was known. It is moved to
 * the large lane (worker, job-runner.ts).
 */
export const MAX_ROWS_IN_SMALL_LANE = 5 * MAX_ROWS;

/** Milliseconds that any job takes, and that each cell and each byte of a file adds: a million rows of ten columns take 2.5 s. */
const JOB_MS = 30;
const CELL_MS = 0.00025;
const BYTE_MS = 0.00005;

/**
 * What an import is expected to take, in milliseconds, when nothing else runs. It says how much of a batch each of its imports is; a factor
 * that is wrong for all of them does no harm.
 */
export function expectMs({ fileBytes = 0, rows, columns = 1, tableBytes = 0 }: ExpectedCost): number {
  const read = rows !== undefined && Number.isFinite(rows) ? rows * columns * CELL_MS : fileBytes * BYTE_MS;
  return JOB_MS + read + (Number.isFinite(tableBytes) ? tableBytes * BYTE_MS : 0);
}

/** The lane in which a job waits. Decided once, when it is created. */
export function decideLane(kind: JobKind, cost: ExpectedCost): Lane {
  const { fileBytes = 0, rows, columns = 1, tableBytes = 0, searchedBytes = 0 } = cost;
  const isSmall =
    (rows === undefined
      ? fileBytes <= MAX_UNREAD_BYTES
      : rows <= MAX_ROWS && rows * columns <= MAX_CELLS && fileBytes <= MAX_FILE_BYTES) &&
    tableBytes <= MAX_TABLE_BYTES &&
    searchedBytes <= MAX_SEARCHED_BYTES;
  if (isSmall) return 'small';
  if (kind === 'inspect') return 'inspect';
  return kind === 'export' ? 'exports' : 'large';
}
