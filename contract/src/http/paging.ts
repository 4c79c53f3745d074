/** Parameters that many calls have. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';

/** How many entries a page may have. */
export const Limit = (most: number, usual: number) =>
  z.coerce.number().int().min(1).max(most).default(usual).describe('The largest number of entries in the answer.');

/** Where a page of a list begins. */
export const Cursor = (longest: number) =>
  z.string().max(longest).optional().describe('The `next` of the page before; absent for the first page.');

export const IdParams = z.object({ id: Id.describe('The id in the address.') });
