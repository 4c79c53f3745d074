/** Saved views of tables. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { View, ViewDefinition } from '../entities/view.ts';
import { Name } from './name.ts';

const shared = z
  .boolean()
  .describe('True: whoever may see the table sees the view; editors of the table may say so. Default false: only you.');

export const NewView = z.strictObject({
  tableId: Id,
  name: Name,
  shared: shared.default(false),
  definition: ViewDefinition,
});
export type NewView = z.infer<typeof NewView>;

export const ViewChange = z
  .strictObject({ name: Name.optional(), shared: shared.optional(), definition: ViewDefinition.optional() })
  .refine((change) => Object.values(change).some((part) => part !== undefined), { message: 'changes nothing' });
export type ViewChange = z.infer<typeof ViewChange>;

export const ViewsQuery = z.object({ tableId: Id.optional().describe('Those of this table alone.') });

export const Views = z.object({ views: z.array(View) });
export type Views = z.infer<typeof Views>;
