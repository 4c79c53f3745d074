import { z } from 'zod';
import { TABLE_ROLES } from '../access/permissions.ts';

/** The role of a person on a table, a folder, or what belongs to tables. */
export const TableRole = z.enum(TABLE_ROLES);
export type TableRole = z.infer<typeof TableRole>;
