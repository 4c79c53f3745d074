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
const MOST_TOGETHER = 200;

export function readTogetherSearch(search: Record<string, unknown>): { jobs: string[] } {
  const jobs = Id.array().max(MOST_TOGETHER).safeParse(search.jobs);
  return { jobs: jobs.success ? [...new Set(jobs.data)] : [] };
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
