/**
 * What the address remembers of a screen. What does not fit is dropped, never an error. Without schemas: these are read before any
 * screen is loaded; `filter-params.ts` has those that need some.
 */

/** More than are started with one press. */
const MAX_BATCH = 200;

/** `batch` is the id of the imports' batch; `files` are all files that came with theirs. */
export function readBatchJobsSearch(search: Record<string, unknown>): { batch: string; files: string[] } {
  return { batch: readIds([search.batch])[0] ?? '', files: readIds(search.files) };
}

export interface BatchSearch {
  /** Files that have arrived. */
  files: string[];
  /** Uploads of this page that are still to become files. */
  uploads?: string[];
  table?: string;
}

export function readBatchSearch(search: Record<string, unknown>): BatchSearch {
  const uploads = Array.isArray(search.uploads) ? search.uploads.filter((one) => typeof one === 'string') : [];
  return {
    files: readIds(search.files),
    ...(uploads.length > 0 && { uploads: uploads.slice(0, MAX_BATCH) }),
    ...(typeof search.table === 'string' && { table: search.table }),
  };
}

export interface ImportSearch {
  table?: string;
  sheet?: number;
  /** What goes in the same way: `sheet:<index>`, `file:<id>:<index>`. */
  moreSheets?: string[];
  /** Files of the lot that this one came with. */
  batch?: string[];
}

export function readImportSearch(search: Record<string, unknown>): ImportSearch {
  const moreSheets = Array.isArray(search.moreSheets)
    ? search.moreSheets.filter((one) => typeof one === 'string' && /^(sheet:\d+|file:[\w-]+(:\d+)?)$/.test(one))
    : [];
  const batch = readIds(search.batch);
  return {
    ...(typeof search.table === 'string' && { table: search.table }),
    ...(Number.isInteger(search.sheet) && { sheet: search.sheet as number }),
    ...(moreSheets.length > 0 && { moreSheets: moreSheets.slice(0, MAX_BATCH) }),
    ...(batch.length > 0 && { batch }),
  };
}

/** The form of an id. The service says whether there is one. */
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function readIds(value: unknown): string[] {
  const fits = Array.isArray(value) && value.length <= MAX_BATCH;
  return fits && value.every((one): one is string => typeof one === 'string' && ID.test(one))
    ? [...new Set(value)]
    : [];
}
