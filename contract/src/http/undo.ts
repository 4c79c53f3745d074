import { z } from 'zod';
import { Id } from '../entities/id.ts';

/** What is undone with an import: its correction imports too, unless they are to stay. */
export const Undo = z.strictObject({ includeCorrections: z.boolean().default(true) });
export type Undo = z.infer<typeof Undo>;

/** What an undo undoes, as its job stores it: the import that is its parent, or all imports of a batch. */
export const UndoSpec = z.strictObject({ ...Undo.shape, batchId: Id.optional() });
export type UndoSpec = z.infer<typeof UndoSpec>;
