/** Filters of the list of jobs. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { JobKind, JobState } from '../entities/job.ts';

const Day = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** Filters of a list of jobs. All must hold. */
export const JobsFilter = z.object({
  kind: JobKind.optional().describe('Only jobs of this kind.'),
  state: JobState.optional().describe('Only jobs in this state.'),
  tableId: Id.optional().describe('Only jobs on this table.'),
  fileId: Id.optional().describe('Only jobs on this file.'),
  batchId: Id.optional().describe('Only imports of this batch.'),
  parentId: Id.optional().describe('Only jobs that followed from this one.'),
  dependsOn: Id.optional().describe('Only jobs that wait, or waited, until this one had succeeded.'),
  createdBy: z.string().max(200).optional().describe('The principal that created them.'),
  from: Day.optional().describe('Created at this time or on this day, or later.'),
  to: Day.optional().describe('Created before this time, or on this day or before.'),
  search: z.string().max(200).optional().describe("Words of the file's or the table's name, in any case."),
});
export type JobsFilter = z.infer<typeof JobsFilter>;
