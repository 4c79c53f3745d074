import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { JobPriority } from '../entities/job.ts';

/** What is undone with an import: its correction imports too, unless they are to stay. */
export const Undo = z.strictObject({
  includeCorrections: z.boolean().default(true),
  priority: JobPriority.optional().describe('How soon it is to run; default `normal`.'),
});
export type Undo = z.infer<typeof Undo>;

/** What an undo undoes, as its job stores it: the import that is its parent, or all imports of a batch. */
export const UndoSpec = Undo.omit({ priority: true }).extend({ batchId: Id.optional() });
export type UndoSpec = z.infer<typeof UndoSpec>;
