/** Pages of rows. */
import { z } from 'zod';
import { Row } from '../entities/value.ts';
import { Filter, Sort } from './filter.ts';
import { JsonText } from './json-text.ts';
import { Cursor, Limit } from './paging.ts';

const selection = {
  sort: JsonText(Sort)
    .optional()
    .describe(
      'The order of the rows, as JSON. The key of the table decides between equals, in the direction of the last column.',
    ),
  filter: JsonText(Filter).optional().describe('Which rows, as JSON. Default: all of them.'),
};

/** Which row of a table it is, and which version of it: opaque, and another one once the row is changed. */
export const RowId = z.string().min(1).max(20_000);

const MOST_OFFSET = 1e12;

export const RowsQuery = z
  .object({
    limit: Limit(500, 100),
    after: Cursor(4000),
    offset: z.coerce
      .number()
      .int()
      .min(-MOST_OFFSET)
      .max(MOST_OFFSET)
      .optional()
      .describe(
        'The position of the first row, from 0, instead of `after`. Below 0 it counts from the end: -1 is the last row; one before the first row is the first row. Rows that are added or deleted before it meanwhile move it: to read all rows use `after`.',
      ),
    ...selection,
  })
  .refine(({ after, offset }) => after === undefined || offset === undefined, {
    message: 'goes without `offset`',
    path: ['after'],
  });

export const Rows = z.object({
  rows: z.array(Row),
  ids: z
    .array(RowId)
    .describe(
      'Of each row which one it is and which version of it, for `editRows`; opaque. A changed row has another.',
    ),
  next: z.string().nullable(),
  offset: z
    .number()
    .int()
    .nullable()
    .describe(
      'The position of the first row. Null where it is not known: after a cursor, or from an end that was not counted.',
    ),
  total: z
    .number()
    .int()
    .nullable()
    .describe(
      'How many rows the filter leaves, counted. Null where nobody has counted them lately: see `/rows/count`.',
    ),
});
export type Rows = z.infer<typeof Rows>;

export const RowCountQuery = z.object(selection);

export const RowCount = z.object({
  count: z.number().int(),
  exact: z.boolean().describe('False for an estimate: the rows could not be counted in time.'),
  isSlow: z.boolean().describe('Pages of this filter and order read or sort a large part of the table each time.'),
  suggestedIndex: z
    .array(z.string())
    .nullable()
    .describe('Columns of an index that would make them fast. Null where they are fast, or where none would help.'),
});
export type RowCount = z.infer<typeof RowCount>;
