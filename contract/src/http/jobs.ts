/** Lists of jobs and of their issues. */

import { z } from 'zod';
import { IssueGroup } from '../entities/issue.ts';
import { Job } from '../entities/job.ts';
import { JobsFilter } from './jobs-filter.ts';
import { Cursor, Limit } from './paging.ts';

export const JobsQuery = z.object({
  ...JobsFilter.shape,
  after: Cursor(200),
  limit: Limit(200, 50),
});

export const Jobs = z.object({ jobs: z.array(Job), next: z.string().nullable() });
export type Jobs = z.infer<typeof Jobs>;

export const Issues = z.array(IssueGroup);
export type Issues = z.infer<typeof Issues>;

/** Running a job again takes nothing: corrections of rejected rows go to `/api/jobs/:id/corrections`. */
export const RetryRequest = z.strictObject({});
