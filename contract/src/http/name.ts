import { z } from 'zod';

/** A name of a table or a file. */
export const Name = z.string().trim().min(1).max(120);

/** A name or label of a column: as long as a heading is kept, so that each heading can be a label. */
export const ColumnLabel = z.string().trim().min(1).max(1000);
