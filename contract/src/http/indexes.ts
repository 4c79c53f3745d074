/** Indexes of a table: over columns, and the one for searches. */
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

export const SearchIndex = z.object({
  state: z
    .enum(['none', 'building', 'ready', 'outdated', 'broken', 'unavailable'])
    .describe(
      '`outdated`: columns have changed since, so that searches read every row. `broken`: making it was interrupted. Both are replaced when it is made again. `unavailable`: it cannot be made, see `reason`.',
    ),
  reason: z
    .enum(['extension', 'encoding', 'table'])
    .nullable()
    .describe(
      'Why it is unavailable. `extension`: the database has no `pg_trgm`, or the service may not switch it on. `encoding`: the database is not in UTF-8. `table`: the table is in parts, or the service does not own it.',
    ),
  progress: z.number().min(0).max(1).nullable().describe('The share of the work that is done, while it is made.'),
  bytes: z.number().int().nullable().describe('What it takes on the disk. Null where there is none.'),
  expectedBytes: z.number().int().describe('What it will take on the disk, guessed from the texts of some rows.'),
  expectedSeconds: z.number().int().describe('How long making it will take on a quiet machine, guessed likewise.'),
});
export type SearchIndex = z.infer<typeof SearchIndex>;
