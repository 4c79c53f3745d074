/** Indexes of a table. */
import { z } from 'zod';

export const TableIndex = z.object({
  name: z.string(),
  columns: z.array(z.string()).describe('Postgres names, in the order of the index.'),
  state: z
    .enum(['ready', 'building', 'broken'])
    .describe('`broken`: making it was interrupted. It is replaced when it is made again.'),
  progress: z.number().min(0).max(1).nullable().describe('The share of the work that is done, while it is made.'),
});

export const TableIndexes = z.object({ indexes: z.array(TableIndex) });
export type TableIndexes = z.infer<typeof TableIndexes>;

export const NewIndex = z.strictObject({
  columns: z
    .array(z.string())
    .min(1)
    .max(8)
    .describe('Columns by Postgres name, such as `suggestedIndex` of `/rows/count`. The key follows by itself.'),
});
export type NewIndex = z.infer<typeof NewIndex>;
