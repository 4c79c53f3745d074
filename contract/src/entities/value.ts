/** Values of cells: how they are written, and how the API sends them. */
import { z } from 'zod';

export const DateOrder = z.enum(['dmy', 'mdy', 'ymd']);
export type DateOrder = z.infer<typeof DateOrder>;

export const DecimalMark = z.enum(['.', ',']);
export type DecimalMark = z.infer<typeof DecimalMark>;

/** How the numbers of one column are written. `each`: some with a point, others with a comma, every cell as it shows itself. */
export const ColumnMark = z.enum(['.', ',', 'each']);
export type ColumnMark = z.infer<typeof ColumnMark>;

/** A value of a cell on its way to a person: numbers that JavaScript cannot hold exactly, dates and times are strings. */
export const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Value = z.infer<typeof Value>;

export const Row = z.record(z.string(), Value);
export type Row = z.infer<typeof Row>;
