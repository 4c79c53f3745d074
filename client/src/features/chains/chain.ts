/** What follows an import that was just started: an export, a delivery, word of the end. */
import type { DeliveryRun, ExportFormat, Job } from '@sheetport/contract';
import { getJobs, startExport } from '../../api/api.ts';
import { runDelivery } from '../../api/deliveries.ts';
import { learnJob } from '../../api/job-cache.ts';
import { randomId } from '../../api/random-id.ts';
import type { TellBy } from '../tell-me/tell-when-done.ts';

/** What is chosen of it. */
export interface Chain {
  exportAs: ExportFormat | null;
  deliveryId: string | null;
  tell: TellBy | null;
}

export const NO_CHAIN: Chain = { exportAs: null, deliveryId: null, tell: null };

/** The most jobs that a page of the list holds. */
const PAGE = 200;

/**
 * Start what waits for imports.
 * @param ids all imports that must have succeeded before
 * @param tableId of the table that is exported; undefined: that which the import makes
 * @returns the ids of its jobs, in the order in which they are shown
 * @throws what the service says; links that were made before stay
 */
export async function startChain(
  { exportAs, deliveryId }: Chain,
  ids: string[],
  tableId: string | undefined,
): Promise<string[]> {
  const jobs: (Job | DeliveryRun)[] = [];
  const of = tableId === undefined ? { tableOf: ids[0]! } : { tableId };
  if (exportAs) jobs.push(learnJob(await startExport({ ...of, format: exportAs, dependsOn: ids }, randomId())));
  const made = tableId === undefined ? { tableOf: ids[0]! } : {};
  if (deliveryId) jobs.push(await runDelivery(deliveryId, { ...made, dependsOn: ids }));
  return jobs.flatMap((job) => ('jobId' in job ? (job.jobId ?? []) : job.id));
}

/** The ids of all imports of a batch. */
export async function listBatchJobs(batchId: string): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | undefined; ; ) {
    const { jobs, next } = await getJobs({ batchId, kind: 'import', after, limit: PAGE });
    ids.push(...jobs.map(({ id }) => id));
    if (next === null) return ids;
    after = next;
  }
}
