/** What is asked of the service and under which key the answer is kept. */
import type { Batch, ChangeKind, CountRejects, Job, JobsFilter, RejectFilter } from '@sheetport/contract';
import { isOver } from '@sheetport/contract';
import { infiniteQueryOptions, keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query';
import {
  ApiError,
  checkRules,
  countRejects,
  getBatch,
  getChanges,
  getFile,
  getFiles,
  getFolders,
  getIssues,
  getJob,
  getJobDetails,
  getJobs,
  getMapping,
  getMe,
  getPreview,
  getRejects,
  getTable,
  getTables,
  NetworkError,
} from './api.ts';
import { foldBatch } from './batch-cache.ts';
import { readContact } from './connection-status.ts';
import { learnJob } from './job-cache.ts';
import { KEYS, type MappingSource } from './query-keys.ts';

/** A refusal is an answer: asking again changes nothing, except where the service itself was in trouble. */
function worthRetrying(count: number, error: Error): boolean {
  if (error instanceof NetworkError) return count < 6;
  return error instanceof ApiError && error.status >= 500 && count < 2;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: worthRetrying,
      retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 8000),
      // The browser's idea of being online is about the network card, not about our service on the same machine.
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** How often to ask instead of listening, while the socket is down. */
const ASK_MS = 3000;

export const meQuery = queryOptions({
  queryKey: KEYS.me,
  queryFn: ({ signal }) => getMe({ signal }),
  staleTime: 5 * 60_000,
});

export const fileQuery = (id: string) =>
  queryOptions({
    queryKey: KEYS.file(id),
    queryFn: ({ signal }) => getFile(id, { signal }),
    // The inspection's job events refresh this too; asking covers what they miss.
    refetchInterval: ({ state }) => {
      const file = state.data;
      if (!file) return false;
      const settled = file.state === 'ready' || file.state === 'unreadable' || file.state === 'gone';
      return settled && (file.sheets ?? []).every((sheet) => sheet.complete) ? false : 1500;
    },
  });

export const filesQuery = queryOptions({ queryKey: KEYS.files, queryFn: ({ signal }) => getFiles(20, { signal }) });

export const previewQuery = (id: string, sheet: number, headerRow: number | undefined) =>
  queryOptions({
    queryKey: KEYS.preview(id, sheet, headerRow),
    queryFn: ({ signal }) => getPreview(id, { sheet, headerRow, limit: 50 }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (previous) => (previous?.sheet === sheet ? previous : undefined),
  });

/** Suggestions are asked for again once inspection has seen the whole sheet. */
export const mappingQuery = (id: string, source: MappingSource) =>
  queryOptions({
    queryKey: KEYS.mapping(id, source),
    queryFn: ({ signal }) => {
      const { complete: _, ...query } = source;
      return getMapping(id, query, { signal });
    },
    placeholderData: keepPreviousData,
  });

export const tablesQuery = queryOptions({
  queryKey: KEYS.tables,
  queryFn: async ({ signal }) => {
    const { tables } = await getTables({ signal });
    // What was worked on last is what is wanted next.
    return { tables: tables.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt)) };
  },
});
export const foldersQuery = queryOptions({ queryKey: KEYS.folders, queryFn: ({ signal }) => getFolders({ signal }) });

export const tableQuery = (id: string) =>
  queryOptions({ queryKey: KEYS.table(id), queryFn: ({ signal }) => getTable(id, { signal }) });

export const changesQuery = (id: string, kind: ChangeKind | undefined) =>
  infiniteQueryOptions({
    queryKey: KEYS.changes(id, kind),
    queryFn: ({ signal, pageParam }) => getChanges(id, { kind, after: pageParam, limit: 100 }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What stands in the way of another key of a table, and what it costs. */
export const keyCheckQuery = (id: string, key: readonly string[]) =>
  queryOptions({
    queryKey: KEYS.keyCheck(id, key),
    queryFn: async ({ signal }) => {
      const { keyCheck } = await checkRules(id, { key: [...key] }, { signal });
      return keyCheck ?? { repeated: 0, blank: 0, notUndoable: 0 };
    },
    staleTime: 0,
  });

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: KEYS.job(id),
    queryFn: async ({ signal }) => learnJob(await getJob(id, { signal })),
    refetchInterval: ({ state }) =>
      state.data && isOver(state.data.state) ? false : readContact().reached ? 15_000 : ASK_MS,
  });

export const batchQuery = (id: string) =>
  queryOptions({
    queryKey: KEYS.batch(id),
    queryFn: async ({ signal }) =>
      foldBatch(queryClient.getQueryData<Batch>(KEYS.batch(id)), await getBatch(id, { signal })),
    refetchInterval: ({ state }) => (state.data?.finishedAt ? false : readContact().reached ? 15_000 : ASK_MS),
  });

/** What a job's history holds grows with its phases; once it is over, only what followed from it. */
export const detailsQuery = (job: Pick<Job, 'id' | 'state' | 'phase' | 'undoneByJobId'>) =>
  queryOptions({
    queryKey: KEYS.details(job),
    queryFn: ({ signal }) => getJobDetails(job.id, { signal }),
    placeholderData: (before) => (before?.id === job.id ? before : undefined),
    refetchInterval: isOver(job.state) ? false : ASK_MS,
  });

export const jobsQuery = (filter: JobsFilter) =>
  infiniteQueryOptions({
    queryKey: KEYS.jobs(filter),
    queryFn: async ({ signal, pageParam }) => {
      const page = await getJobs({ ...filter, after: pageParam, limit: 50 }, { signal });
      return { ...page, jobs: page.jobs.map(learnJob) };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });

export const activeQuery = queryOptions({
  queryKey: KEYS.active,
  queryFn: async ({ signal }) => {
    const answers = await Promise.all([
      getJobs({ state: 'running', limit: 50 }, { signal }),
      getJobs({ state: 'queued', limit: 50 }, { signal }),
    ]);
    const jobs = answers.flatMap((answer) => answer.jobs.map(learnJob)).filter((job) => !isOver(job.state));
    // A job may move from queued to running between the two answers and be in both.
    return [...new Map(jobs.map((job) => [job.id, job])).values()].sort((a, b) =>
      b.createdAt.localeCompare(a.createdAt),
    );
  },
  staleTime: 30_000,
});

/** Rejects behind a row, filtered where a filter is given. They can be a million rows: dropped a minute after the page is left. */
export const rejectsQuery = (id: string, filter: RejectFilter | undefined = undefined, behind = 0) =>
  infiniteQueryOptions({
    queryKey: KEYS.rejects(id, filter, behind),
    queryFn: ({ signal, pageParam }) => getRejects(id, { after: pageParam, limit: 500, filter }, { signal }),
    initialPageParam: behind,
    getNextPageParam: (last) => last.next ?? undefined,
    gcTime: 60_000,
  });

export const countQuery = (id: string, which: CountRejects) =>
  queryOptions({
    queryKey: KEYS.rejectCount(id, which),
    queryFn: ({ signal }) => countRejects(id, which, { signal }),
  });

export const issuesQuery = (id: string) =>
  queryOptions({ queryKey: KEYS.issues(id), queryFn: ({ signal }) => getIssues(id, { signal }) });
