/** Filter and order of rows. */
import { z } from 'zod';

export const Scalar = z.union([z.string().max(32_767), z.number(), z.boolean(), z.null()]);

export type Scalar = z.infer<typeof Scalar>;

export const FilterOp = z.enum(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'in', 'contains', 'starts', 'empty']);
export type FilterOp = z.infer<typeof FilterOp>;

export type Filter =
  | { and: Filter[] }
  | { or: Filter[] }
  | { column: string; op: FilterOp; value?: Scalar | Scalar[] | undefined };

export const Filter: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    z.strictObject({ and: z.array(Filter).max(50) }),
    z.strictObject({ or: z.array(Filter).max(50) }),
    z.strictObject({
      column: z.string(),
      op: FilterOp,
      value: z.union([Scalar, z.array(Scalar).max(1000)]).optional(),
    }),
  ]),
);

export const Sort = z.array(z.strictObject({ column: z.string(), desc: z.boolean().optional() })).max(8);
export type Sort = z.infer<typeof Sort>;
