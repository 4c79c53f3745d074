/** Editing many rows of a table at once, and finding those that are alike. Dialogs load it, not the pages that are loaded first. */
import type { DuplicateGroups, DuplicatesRequest, EditRequest, Job } from '@sheetport/contract';
import { json, readAs, type Signal } from './api.ts';
import { DuplicateGroups as DuplicateGroupsShape } from './page-shapes.ts';
import { queryClient } from './queries.ts';
import { Job as JobShape } from './shapes.ts';
import { applyJob } from './socket.ts';

/**
 * Edit rows of a table.
 * @param wait seconds after which the answer comes at the latest: the job as it is then
 */
export async function editRows(tableId: string, edit: EditRequest, intent: string, wait = 0): Promise<Job> {
  const headers = { 'idempotency-key': intent, ...(wait > 0 && { prefer: `wait=${wait}` }) };
  const job = await readAs(JobShape, `/api/tables/${tableId}/edits`, json('POST', edit, headers));
  applyJob(queryClient, job);
  return job;
}

export const getDuplicates = (tableId: string, which: DuplicatesRequest, init: Signal = {}): Promise<DuplicateGroups> =>
  readAs(DuplicateGroupsShape, `/api/tables/${tableId}/duplicates`, { ...json('POST', which), ...init });
