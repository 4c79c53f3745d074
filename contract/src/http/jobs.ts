/** Lists of jobs and of their issues. */

import { z } from 'zod';
import { IssueGroup } from '../entities/issue.ts';
import { Job } from '../entities/job.ts';
import { Row } from '../entities/value.ts';
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

/** Whether somebody is told by e-mail that a job is over. */
export const JobNotice = z.object({
  email: z.string().nullable().describe('Where the letter goes; null where none can be sent.'),
  asked: z.boolean().describe('A letter is sent once the job is over, or was sent.'),
});
export type JobNotice = z.infer<typeof JobNotice>;

/** Running a job again takes nothing: corrections of rejected rows go to `/api/jobs/:id/corrections`. */
export const RetryRequest = z.strictObject({});

export const ChangeKind = z.enum(['updated', 'removed', 'added']);
export type ChangeKind = z.infer<typeof ChangeKind>;

export const ChangesQuery = z.object({
  kind: ChangeKind.optional().describe('Only changes of this kind.'),
  after: z.coerce.number().int().min(0).default(0).describe('The `next` of the page before.'),
  limit: Limit(500, 100),
});

/** A row that a dry run would change, by the column names of the table. */
export const Change = z.object({
  position: z.number().int(),
  kind: ChangeKind,
  row: z.number().int().nullable().describe('The row of the sheet; null for a row that would be removed.'),
  key: z.array(z.string()).describe("In the order of the table's key."),
  before: Row.nullable().describe('Null for a new row.'),
  after: Row.nullable().describe('Null for a row that would be removed.'),
});
export type Change = z.infer<typeof Change>;
export const Changes = z.object({ changes: z.array(Change), next: z.number().int().nullable() });
export type Changes = z.infer<typeof Changes>;
