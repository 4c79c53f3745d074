/** What the address remembers of a screen: its filters and its order. What does not fit is dropped, never an error. */
import { Filter, JobKind, JobState, Sort } from '@sheetport/contract';
import type { JobsFilter } from './api.ts';

export function readJobsSearch(search: Record<string, unknown>): JobsFilter {
  const kind = JobKind.safeParse(search.kind);
  const state = JobState.safeParse(search.state);
  return { ...(kind.success && { kind: kind.data }), ...(state.success && { state: state.data }) };
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
