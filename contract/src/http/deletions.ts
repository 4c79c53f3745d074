/** Deleting what was kept of people's data: jobs, files, and what was derived from a table or is old. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';

const targets = {
  fileId: Id.optional().describe('The file, what was found in it, and all jobs that read it.'),
  tableId: Id.optional().describe(
    'All that was derived from the table: its jobs with their files, and its saved mappings. The table and its rows stay.',
  ),
  before: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('All jobs and files that were made before this time, and mappings that were last used before it.'),
};
const isOne = (target: Record<string, unknown>) =>
  Object.values(target).filter((value) => value !== undefined).length === 1;
const ONE = 'exactly one of fileId, tableId and before is needed';

export const DeletionQuery = z.object(targets).refine(isOne, ONE);
export const NewDeletion = z.strictObject(targets).refine(isOne, ONE);
export type NewDeletion = z.infer<typeof NewDeletion>;

/** What stays of a deletion, and where. */
const Remainder = z
  .enum(['table_rows', 'saved_mappings', 'log_lines', 'counts', 'backups'])
  .describe(
    'What stays: rows that imports brought into tables; saved mappings of other tables; lines of logs, without values of cells; counts of jobs and rows without names; backups that were made before.',
  );

export const Deletion = z.object({
  jobs: z.number().int().describe('Jobs with their history, those that correct or undo them among them.'),
  files: z.number().int().describe('Uploads, with what was found in them.'),
  exports: z.number().int().describe('Files that exports made.'),
  rejects: z.number().int().describe('Rejected rows.'),
  changes: z.number().int().describe('Rows that dry runs kept.'),
  undo: z.number().int().describe('Imports that can no longer be undone, with the old values that this took.'),
  mappings: z.number().int().describe('Saved mappings.'),
  unfinished: z.number().int().describe('Jobs that are left because they, or jobs of theirs, are not finished.'),
  kept: z.array(Remainder),
});
export type Deletion = z.infer<typeof Deletion>;
