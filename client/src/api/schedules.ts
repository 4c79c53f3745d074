/** The calls about schedules. Not part of what the home page loads. */
import type { NewSchedule, ScheduleChange, SchedulePreviewRequest } from '@sheetport/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { act, json, readAs } from './api.ts';
import { Schedule, SchedulePreview, ScheduleRun, ScheduleRuns, Schedules } from './page-shapes.ts';
import { queryClient } from './queries.ts';

/** Here, as the home page need not load them. */
const KEYS = {
  schedules: ['schedules'],
  runs: ['schedule-runs'],
  runsOf: (id: string) => ['schedule-runs', id],
  preview: (when: SchedulePreviewRequest) => ['schedule-preview', when],
};

export const schedulesQuery = queryOptions({
  queryKey: KEYS.schedules,
  queryFn: ({ signal }) => readAs(Schedules, '/api/schedules', { signal }),
  refetchInterval: 5000,
});

export const scheduleRunsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: KEYS.runsOf(id),
    queryFn: ({ pageParam, signal }) =>
      readAs(ScheduleRuns, `/api/schedules/${id}/runs${pageParam ? `?after=${pageParam}` : ''}`, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: 5000,
  });

/** Asked for again with each other time; an answer to the last one stays in sight meanwhile. */
export const schedulePreviewQuery = (when: SchedulePreviewRequest) =>
  queryOptions({
    queryKey: KEYS.preview(when),
    queryFn: ({ signal }) => readAs(SchedulePreview, '/api/schedules/preview', { ...json('POST', when), signal }),
    retry: false,
    staleTime: 30_000,
  });

export const makeSchedule = (schedule: Omit<NewSchedule, 'enabled'>) =>
  readAs(Schedule, '/api/schedules', json('POST', schedule));
export const changeSchedule = (id: string, change: ScheduleChange) =>
  readAs(Schedule, `/api/schedules/${id}`, json('PATCH', change));
export const deleteSchedule = (id: string) => act(`/api/schedules/${id}`, { method: 'DELETE' });
export const runSchedule = (id: string) => readAs(ScheduleRun, `/api/schedules/${id}/run`, { method: 'POST' });

/** What is known of schedules and their runs is asked for anew. */
export async function refreshSchedules(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: KEYS.schedules }),
    queryClient.invalidateQueries({ queryKey: KEYS.runs }),
  ]);
}
