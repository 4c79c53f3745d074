/** Filters and the order of rows in the address of a screen. What does not fit is dropped, never an error. */
import { Filter, JobsFilter, Sort } from '@sheetport/contract';

export function readJobsSearch(search: Record<string, unknown>): JobsFilter {
  const fields = Object.entries(JobsFilter.shape).flatMap(([name, shape]) => {
    const read = shape.safeParse(search[name]);
    return read.success && read.data !== undefined && read.data !== '' ? [[name, read.data] as const] : [];
  });
  return Object.fromEntries(fields) as JobsFilter;
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
