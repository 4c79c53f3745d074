/** How files that come in by themselves are imported: for how long, how soon, how many at a time, and what becomes of new columns. */
import { z } from 'zod';

/** What becomes of headings that the saved mapping does not know. */
export const NewColumnsPolicy = z.enum(['refuse', 'ignore', 'extend']);
export type NewColumnsPolicy = z.infer<typeof NewColumnsPolicy>;

/** The same, or what the table says. */
export const NewColumnsChoice = z.enum(['table', ...NewColumnsPolicy.options]);
export type NewColumnsChoice = z.infer<typeof NewColumnsChoice>;

/** How many files of one source are imported in a minute or an hour. The others wait, and fail no job. */
export const SourceRate = z.strictObject({
  files: z.number().int().min(1).max(10_000),
  per: z.enum(['minute', 'hour']),
});
export type SourceRate = z.infer<typeof SourceRate>;
