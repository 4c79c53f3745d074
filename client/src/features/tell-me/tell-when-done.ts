import type { Job } from '@sheetport/contract';
import { askJobNotice, showWhenOver } from '../../api/job-notices.ts';
import type { Translate } from '../../i18n/translate.ts';
import { formatJobTitle } from '../../ui/job-labels.ts';

/** How somebody is told that a job is over. */
export type TellBy = 'mail' | 'browser';

/**
 * Ask to be told of the end of a job that was just started.
 * @returns false where it cannot be: the job runs all the same
 */
export async function tellWhenDone(jobId: string, by: TellBy, t: Translate): Promise<boolean> {
  if (by === 'browser') return showWhenOver(jobId, describeEnd(t));
  return askJobNotice(jobId, true).then(
    () => true,
    () => false,
  );
}

/** What a notification says of a job that is over. */
export const describeEnd = (t: Translate) => (job: Job) => ({
  title: formatJobTitle(job, t),
  body: t(`tellMe.${job.state}`),
});
