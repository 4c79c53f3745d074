/** Pages of rows. */
import { z } from 'zod';
import { Row } from '../entities/value.ts';
import { Filter, Sort } from './filter.ts';
import { JsonText } from './json-text.ts';
import { Cursor, Limit } from './paging.ts';

export const RowsQuery = z.object({
  limit: Limit(500, 100),
  after: Cursor(4000),
  sort: JsonText(Sort)
    .optional()
    .describe('The order of the rows, as JSON. The key of the table decides between equals.'),
  filter: JsonText(Filter).optional().describe('Which rows, as JSON. Default: all of them.'),
});

/** Which row of a table it is, and which version of it: opaque, and another one once the row is changed. */
export const RowId = z.string().min(1).max(20_000);

export const Rows = z.object({
  rows: z.array(Row),
  ids: z
    .array(RowId)
    .describe(
      'Of each row which one it is and which version of it, for `editRows`; opaque. A changed row has another.',
    ),
  next: z.string().nullable(),
});
export type Rows = z.infer<typeof Rows>;
