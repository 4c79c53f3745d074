/** What the address remembers of a screen: its filters and its order. What does not fit is dropped, never an error. */
import { Filter, Id, JobsFilter, Sort } from '@sheetport/contract';

export function readJobsSearch(search: Record<string, unknown>): JobsFilter {
  const fields = Object.entries(JobsFilter.shape).flatMap(([name, shape]) => {
    const read = shape.safeParse(search[name]);
    return read.success && read.data !== undefined && read.data !== '' ? [[name, read.data] as const] : [];
  });
  return Object.fromEntries(fields) as JobsFilter;
}

/** More than are started with one press. */
const MAX_BATCH = 200;

/** `files` are those of the lot that the jobs belong to, if they belong to one. */
export function readBatchJobsSearch(search: Record<string, unknown>): { jobs: string[]; files: string[] } {
  return { jobs: readIds(search.jobs), files: readIds(search.files) };
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

function readIds(value: unknown): string[] {
  const ids = Id.array().max(MAX_BATCH).safeParse(value);
  return ids.success ? [...new Set(ids.data)] : [];
}

export interface TableSearch {
  sort?: Sort;
  filter?: Filter;
}

export function readTableSearch(search: Record<string, unknown>): TableSearch {
  const sort = Sort.safeParse(search.sort);
  const filter = Filter.safeParse(search.filter);
  return {
    ...(sort.success && sort.data.length > 0 && { sort: sort.data }),
    ...(filter.success && { filter: filter.data }),
  };
}
