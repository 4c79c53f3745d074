/** Filter and order of rows. */
import { z } from 'zod';

export const Scalar = z.union([z.string().max(32_767), z.number(), z.boolean(), z.null()]);

export type Scalar = z.infer<typeof Scalar>;

export const FilterOp = z.enum([
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'between',
  'in',
  'notIn',
  'contains',
  'notContains',
  'starts',
  'ends',
  'during',
  'empty',
]);
export type FilterOp = z.infer<typeof FilterOp>;

/** A name of the IANA time zone database, such as `Asia/Ho_Chi_Minh`. */
export const TimeZone = z
  .string()
  .max(64)
  .regex(/^[A-Za-z]\w*(?:[/+-]\w+)*$/);

/** Searched words have this length together at most. */
const MOST_SEARCHED = 200;

export type Filter =
  | { and: Filter[] }
  | { or: Filter[] }
  | { search: string }
  | {
      column: string;
      op: FilterOp;
      value?: Scalar | Scalar[] | undefined;
      timeZone?: string | undefined;
    };

export const Filter: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    z.strictObject({ and: z.array(Filter).max(50) }),
    z.strictObject({ or: z.array(Filter).max(50) }),
    z.strictObject({
      search: z
        .string()
        .max(MOST_SEARCHED)
        .describe('Words, each of which is part of some column of the row. Case and accents do not matter.'),
    }),
    z.strictObject({
      column: z.string(),
      op: FilterOp,
      value: z
        .union([Scalar, z.array(Scalar).max(1000)])
        .optional()
        .describe(
          'Two values for `between`, both within; several for `in` and `notIn`; for `during` days told from today, such as `today`, `this_month`, `last_7_days` (today and the six days before).',
        ),
      timeZone: TimeZone.optional().describe('Of `during`: where it is today; default UTC.'),
    }),
  ]),
);

export const Sort = z.array(z.strictObject({ column: z.string(), desc: z.boolean().optional() })).max(8);
export type Sort = z.infer<typeof Sort>;
