import { z } from 'zod';

/** What is taken back with an import: the imports that followed it with its mended rows too, unless they are to stay. */
export const Undo = z.strictObject({ includeCorrections: z.boolean().default(true) });
export type Undo = z.infer<typeof Undo>;
