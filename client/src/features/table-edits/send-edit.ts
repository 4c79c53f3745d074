/** Edits of rows: sent as a job, which is waited for. */
import { type Issue, isOver, type Job, type RowEdits } from '@sheetport/contract';
import { getJob, getRejects, undoJob } from '../../api/api.ts';
import { editRows } from '../../api/edits.ts';
import { randomId } from '../../api/random-id.ts';

/** What became of an edit. */
export interface EditOutcome {
  job: Job;
  /** Rows that could not be written, by their place in the edit: updates first, then inserts, then deletes. */
  rejected: Map<number, Issue[]>;
}

/** A list of issues is read at most so far: what is beyond is on the page of the job. */
const MOST_REJECTS = 500;
const ASK_MS = 400;
/** The answer waits for the end of the job for so many seconds. */
const WAIT_S = 8;

/**
 * Send an edit and wait for its end. Rows that cannot be written are left out; all others are written.
 * @throws ApiError where the edit was refused as a whole
 */
export async function sendEdit(
  tableId: string,
  edit: Partial<Pick<RowEdits, 'updates' | 'inserts' | 'deletes' | 'force'>>,
): Promise<EditOutcome> {
  const job = await untilOver(await editRows(tableId, { ...edit, onReject: 'skip' }, randomId(), WAIT_S));
  const rejected = new Map<number, Issue[]>();
  if (job.counts.rejected > 0) {
    const { rows } = await getRejects(job.id, { after: 0, limit: MOST_REJECTS });
    for (const { row, issues } of rows) rejected.set(row - 1, issues);
  }
  return { job, rejected };
}

/** Take an edit back, and wait until it is. */
export const undoEdit = async (jobId: string): Promise<Job> =>
  untilOver(await undoJob(jobId, { includeCorrections: false }, randomId()));

async function untilOver(job: Job): Promise<Job> {
  let now = job;
  while (!isOver(now.state)) {
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    now = await getJob(now.id);
  }
  return now;
}
