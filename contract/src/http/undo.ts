import { z } from 'zod';

/** What is undone with an import: its correction imports too, unless they are to stay. */
export const Undo = z.strictObject({ includeCorrections: z.boolean().default(true) });
export type Undo = z.infer<typeof Undo>;
