/** Filters and the order of rows in the address of a screen. What does not fit is dropped, never an error. */
import { AuditFilter, Filter, JobsFilter, Sort } from '@sheetport/contract';

export function readJobsSearch(search: Record<string, unknown>): JobsFilter {
  return readFields(JobsFilter.shape, search) as JobsFilter;
}

export function readAuditSearch(search: Record<string, unknown>): AuditFilter {
  return readFields(AuditFilter.shape, search) as AuditFilter;
}

type Shape = Record<string, { safeParse(value: unknown): { success: boolean; data?: unknown } }>;

function readFields(shape: Shape, search: Record<string, unknown>): object {
  const fields = Object.entries(shape).flatMap(([name, field]) => {
    const { success, data } = field.safeParse(search[name]);
    return success && data !== undefined && data !== '' ? [[name, data] as const] : [];
  });
  return Object.fromEntries(fields);
}

export interface TableSearch {
  sort?: Sort;
  filter?: Filter;
  /** How the columns stand, as the screen of a table reads it. */
  columns?: unknown;
  /** The saved view that is asked for. */
  view?: string;
}

export function readTableSearch(search: Record<string, unknown>): TableSearch {
  const sort = Sort.safeParse(search.sort);
  const filter = Filter.safeParse(search.filter);
  return {
    ...(sort.success && sort.data.length > 0 && { sort: sort.data }),
    ...(filter.success && { filter: filter.data }),
    ...(search.columns !== undefined && { columns: search.columns }),
    ...(typeof search.view === 'string' && { view: search.view }),
  };
}
