/** Changes of rows of a table: cells, added rows, deleted rows. */
import { z } from 'zod';
import { JobPriority } from '../entities/job.ts';
import { Scalar } from './filter.ts';
import { RowId } from './rows.ts';

/** Rows that one call may name. */
export const MAX_EDITED_ROWS = 10_000;

/** Cells by column. Not as a record of zod, which drops a column called `__proto__` (docs/promises.md, P22). */
export const Cells = z
  .unknown()
  .refine(isCells, 'must be values by column: texts, numbers, true, false or null')
  .meta({
    type: 'object',
    additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
    description:
      'Values by column, by its Postgres name or what people call it. Numbers that JavaScript cannot hold are strings.',
  }) as unknown as z.ZodType<Cells>;
export type Cells = Readonly<Record<string, Scalar>>;

function isCells(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((cell) => Scalar.safeParse(cell).success);
}

const ByKey = {
  key: Cells.describe("The values of the key's columns. Whichever version of the row is there is meant."),
};
const Named = z.union([z.strictObject({ id: RowId, cells: Cells }), z.strictObject({ ...ByKey, cells: Cells })]);
export const OnEditReject = z.enum(['abort', 'skip']);

/** Rows that are changed, added or deleted, named one by one. */
export const RowEdits = z
  .strictObject({
    updates: z.array(Named).max(MAX_EDITED_ROWS).optional().describe('Cells that are not named stay as they are.'),
    inserts: z.array(Cells).max(MAX_EDITED_ROWS).optional().describe('Columns that are not named get their defaults.'),
    deletes: z
      .array(z.union([RowId, z.strictObject(ByKey)]))
      .max(MAX_EDITED_ROWS)
      .optional(),
    onReject: OnEditReject.default('abort').describe(
      '`abort`: one row that cannot be written and nothing is changed. `skip`: the others are.',
    ),
    force: z
      .boolean()
      .default(false)
      .describe(
        'Rows that others have changed since their ids were read are written over. Default: they are rejected.',
      ),
    priority: JobPriority.optional().describe('How soon it is to run; default `high`.'),
  })
  .refine(
    (edits) => {
      const rows = countEdited(edits);
      return rows > 0 && rows <= MAX_EDITED_ROWS;
    },
    { message: `must name between 1 and ${MAX_EDITED_ROWS} rows` },
  )
  .refine(({ updates = [] }) => updates.every(({ cells }) => Object.keys(cells).length > 0), {
    message: 'an update must name a cell',
  });
export type RowEdits = z.infer<typeof RowEdits>;

export const NewEdit = z.union([RowEdits]);
export type NewEdit = z.infer<typeof NewEdit>;

/** What an edit's job is to do. */
export const EditSpec = z.union([z.strictObject({ ...RowEdits.shape }).omit({ priority: true })]);
export type EditSpec = z.infer<typeof EditSpec>;

/** Rows that an edit names. */
export function countEdited({
  updates = [],
  inserts = [],
  deletes = [],
}: Pick<RowEdits, 'updates' | 'inserts' | 'deletes'>): number {
  return updates.length + inserts.length + deletes.length;
}
