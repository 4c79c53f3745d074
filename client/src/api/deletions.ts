/** Deleting what was kept of people's data. Screens that use it are not those that are loaded first. */
import type { Deletion } from '@sheetport/contract';
import { json, readAs, type Signal, withQuery } from './api.ts';
import { Deletion as DeletionShape } from './page-shapes.ts';

export type DeletionTarget = { jobId: string } | { fileId: string } | { tableId: string } | { before: string };

const read = (path: string, init?: RequestInit): Promise<Deletion> => readAs(DeletionShape, path, init);

/** What would go, and what would stay. */
export const countDeletion = (target: DeletionTarget, init?: Signal): Promise<Deletion> =>
  'jobId' in target
    ? read(`/api/jobs/${target.jobId}/deletion`, init)
    : read(withQuery('/api/deletions', { ...target }), init);

/** Deletes it for good. */
export const runDeletion = (target: DeletionTarget): Promise<Deletion> =>
  'jobId' in target
    ? read(`/api/jobs/${target.jobId}`, { method: 'DELETE' })
    : read('/api/deletions', json('POST', target));
