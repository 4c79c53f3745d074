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

export const Rows = z.object({ rows: z.array(Row), next: z.string().nullable() });
export type Rows = z.infer<typeof Rows>;
