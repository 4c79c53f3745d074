/** Many imports that are started by one call and seen as one. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { Counts, JobPriority } from '../entities/job.ts';
import { NewImport } from './imports.ts';

/** Imports of one call. */
export const MAX_BATCH_IMPORTS = 1000;

export const NewBatch = z.strictObject({
  title: z.string().trim().min(1).max(200).optional().describe('A name for lists. Default: the names of the files.'),
  imports: z
    .array(NewImport.omit({ batchId: true, dependsOn: true }))
    .min(1)
    .max(MAX_BATCH_IMPORTS)
    .describe('The imports, in the order in which they are to run. Each is checked as `createImport` checks it.'),
  priority: JobPriority.optional().describe('How soon those imports are to run that do not say it; default `normal`.'),
  skipRepeats: z
    .boolean()
    .optional()
    .describe(
      'Leave out imports of rows that were imported into their table before, instead of answering `already_imported`.',
    ),
});
export type NewBatch = z.infer<typeof NewBatch>;

/** The imports of a batch by their state. An import that was retried counts as its retry. */
export const BatchStates = z.object({
  queued: z.number().int(),
  running: z.number().int(),
  succeeded: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
});
export type BatchStates = z.infer<typeof BatchStates>;

export const Batch = z.object({
  id: Id,
  title: z.string(),
  seq: z.number().int().describe('Of two versions of a batch the one with the greater `seq` is the later.'),
  total: z.number().int().describe('Imports of the batch.'),
  states: BatchStates.describe('How many of them are in each state.'),
  undone: z.number().int().describe('Imports that succeeded and were undone since.'),
  skipped: z.number().int().describe('Imports that were left out because of `skipRepeats`.'),
  fraction: z
    .number()
    .min(0)
    .max(1)
    .describe(
      'The share of the work that is done: each import counts by what it was expected to take. 1 only once all are over.',
    ),
  secondsLeft: z.number().nullable().describe('Until all are over; null where that cannot be told, and at the end.'),
  counts: Counts.describe('Rows of all imports together.'),
  tableIds: z.array(Id).describe('The tables that the imports go into; of many tables the first hundred.'),
  createdBy: z.string().nullable().describe('The principal that created the batch.'),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable().describe('When the first import began.'),
  finishedAt: z.iso.datetime().nullable().describe('When the last import was over.'),
});
export type Batch = z.infer<typeof Batch>;
