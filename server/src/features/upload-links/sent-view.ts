import { type ErrorInfo, isOver, type Job, type LinkFiles, type SentFile } from '@sheetport/contract';
import type { JobRecord, Prisma } from '@sheetport/prisma';
import type { Context } from '../../context.ts';
import { readError } from '../../http/read-error.ts';

export type SentRecord = Prisma.SentFileGetPayload<object>;

/** Sent files as their senders see them: their own import's bar and result, and nothing else of the job. */
export async function viewSent(
  { records, broadcaster }: Pick<Context, 'records' | 'broadcaster'>,
  rows: readonly SentRecord[],
): Promise<SentFile[]> {
  const ids = rows.flatMap(({ jobId }) => jobId ?? []);
  const found: JobRecord[] = ids.length > 0 ? await records.job.findMany({ where: { id: { in: ids } } }) : [];
  const jobs = new Map((await broadcaster.viewUnshared(found)).map((job) => [job.id, job]));
  return rows.map((row) => viewOne(row, row.jobId === null ? undefined : jobs.get(row.jobId)));
}

/** The same for people, who may open the file and the job. */
export async function viewLinkFiles(
  context: Pick<Context, 'records' | 'broadcaster'>,
  rows: readonly SentRecord[],
): Promise<LinkFiles['files']> {
  const views = await viewSent(context, rows);
  return views.map((view, at) => {
    const { fileId, jobId, triesAt } = rows[at]!;
    return { ...view, fileId, jobId, triesAt: triesAt?.toISOString() ?? null };
  });
}

function viewOne(row: SentRecord, job: Job | undefined): SentFile {
  const refusal = readError(row.error);
  return {
    id: row.id,
    name: row.name,
    bytes: Number(row.bytes),
    sentAt: row.createdAt.toISOString(),
    state: stateOf(row, refusal, job),
    error: refusal ?? job?.error ?? null,
    missing: row.missing,
    jobState: job?.state ?? (isAgain(row) ? 'queued' : null),
    phase: job?.phase ?? null,
    progress: job?.progress ?? null,
    counts: job?.counts ?? null,
  };
}

/** Its import failed, and is tried again. */
function isAgain({ jobId, attempts, error }: SentRecord): boolean {
  return jobId === null && attempts > 0 && error === null;
}

function stateOf(row: SentRecord, refusal: ErrorInfo | null, job: Job | undefined): SentFile['state'] {
  if (refusal) return 'refused';
  if (isAgain(row)) return 'importing';
  if (row.jobId === null) return 'checking';
  // A job that somebody deleted was over.
  if (!job || job.state === 'succeeded') return 'done';
  return isOver(job.state) ? 'failed' : 'importing';
}
