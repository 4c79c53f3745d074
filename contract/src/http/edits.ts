/** Changes of rows of a table: of rows that are named one by one, or of all that a filter selects. */
import { z } from 'zod';
import { JobPriority } from '../entities/job.ts';
import { Filter, Scalar } from './filter.ts';
import { RowId } from './rows.ts';

/** Rows that one call may name. */
export const MAX_EDITED_ROWS = 10_000;
const MAX_COLUMNS = 1600;

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

/** Also of what is no cells at all: that is said by the check of its shape. */
function hasCells(value: unknown): boolean {
  return !isCells(value) || Object.keys(value as object).length > 0;
}

const ByKey = {
  key: Cells.describe("The values of the key's columns. Whichever version of the row is there is meant."),
};
const Update = z
  .union([z.strictObject({ id: RowId, cells: Cells }), z.strictObject({ ...ByKey, cells: Cells })])
  .refine(({ cells }) => hasCells(cells), { message: 'an update must name a cell' });

const Options = {
  onReject: z
    .enum(['abort', 'skip'])
    .default('abort')
    .describe('`abort`: one row that cannot be written and nothing is changed. `skip`: the others are.'),
  priority: JobPriority.optional().describe(
    'How soon it is to run; default `high` for rows that are named, else `normal`.',
  ),
};

/** Rows that are changed, added or deleted, named one by one. */
const NamedRows = {
  updates: z.array(Update).max(MAX_EDITED_ROWS).optional().describe('Cells that are not named stay as they are.'),
  inserts: z.array(Cells).max(MAX_EDITED_ROWS).optional().describe('Columns that are not named get their defaults.'),
  deletes: z
    .array(z.union([RowId, z.strictObject(ByKey)]))
    .max(MAX_EDITED_ROWS)
    .optional(),
  force: z
    .boolean()
    .default(false)
    .describe('Rows that others have changed since their ids were read are written over. Default: they are rejected.'),
};
const Counted = {
  message: `must name between 1 and ${MAX_EDITED_ROWS} rows`,
};
const RowEdits = z.strictObject({ ...NamedRows, ...Options }).refine((edits) => {
  const rows = countEdited(edits);
  return rows > 0 && rows <= MAX_EDITED_ROWS;
}, Counted);

const Selected = {
  filter: Filter,
  dryRun: z
    .boolean()
    .optional()
    .describe('Nothing is changed: the counts and `sample` of the result say what would be.'),
};
const Columns = z.array(z.string()).min(1).max(MAX_COLUMNS);

/** A text that is looked for in cells, and what it becomes. */
export const Replacement = z.strictObject({
  find: z.string().min(1).max(10_000),
  with: z.string().max(10_000),
  columns: Columns.optional().describe('Columns of text, by name or label; default all of them.'),
  matchCase: z.boolean().optional(),
  wholeCell: z.boolean().optional().describe('Only cells that hold this text and nothing else.'),
});
export type Replacement = z.infer<typeof Replacement>;

/** When rows are alike. */
export const Likeness = {
  columns: Columns.max(32).describe('Columns whose values must be the same, by name or label.'),
  ignoreCase: z.boolean().optional(),
  ignoreAccents: z.boolean().optional().describe('`Nguyễn` is `Nguyen`.'),
  ignoreSpaces: z.boolean().optional().describe('Spaces at both ends and repeated ones do not count.'),
};

/** Which row of several that are alike stays, and what it takes from the others. */
export const DuplicateMerge = z.strictObject({
  ...Likeness,
  keep: z
    .enum(['first', 'last', 'fullest'])
    .default('first')
    .describe('By the order of the key; `fullest`: the one with the most cells filled.'),
  fill: z.boolean().default(true).describe('Blank cells of the row that stays are filled from the others.'),
});
export type DuplicateMerge = z.infer<typeof DuplicateMerge>;

const SetRows = { ...Selected, set: Cells.refine(hasCells, 'must name a cell') };
const DeleteRows = { ...Selected, delete: z.literal(true) };
const ReplaceTexts = { ...Selected, replace: Replacement };
const MergeRows = { ...Selected, merge: DuplicateMerge };

/** What an edit is to do. */
export const NewEdit = z.union([
  RowEdits,
  z.strictObject({ ...SetRows, ...Options }),
  z.strictObject({ ...DeleteRows, ...Options }),
  z.strictObject({ ...ReplaceTexts, ...Options }),
  z.strictObject({ ...MergeRows, ...Options }),
]);
export type NewEdit = z.infer<typeof NewEdit>;
/** As a request has it: what has a default may be left out. */
export type EditRequest = z.input<typeof NewEdit>;

const { onReject } = Options;
const StoredRowEdits = z.strictObject({ ...NamedRows, onReject });
export type RowEdits = z.infer<typeof StoredRowEdits>;
const StoredBulkEdit = z.union([
  z.strictObject({ ...SetRows, onReject }),
  z.strictObject({ ...DeleteRows, onReject }),
  z.strictObject({ ...ReplaceTexts, onReject }),
  z.strictObject({ ...MergeRows, onReject }),
]);
export type BulkEdit = z.infer<typeof StoredBulkEdit>;

/** What is done to rows: the request, without what concerns its job. */
const Edit = z.union([StoredRowEdits, StoredBulkEdit]);
export type Edit = z.infer<typeof Edit>;

/** What an edit's job is to do, as it is stored: as a text, in which a column may have any name (docs/promises.md, P22). */
export const EditSpec = z.strictObject({
  body: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(Edit),
  dryRun: z.boolean().optional(),
});

/** An edit as its job stores it. */
export function storeEdit(edit: Edit): z.input<typeof EditSpec> {
  return { body: JSON.stringify(edit), ...(isBulkEdit(edit) && edit.dryRun && { dryRun: true }) };
}

/** Rows that an edit names. */
export function countEdited({
  updates = [],
  inserts = [],
  deletes = [],
}: Pick<RowEdits, 'updates' | 'inserts' | 'deletes'>): number {
  return updates.length + inserts.length + deletes.length;
}

/** Whether rows are named by a filter rather than one by one. */
export function isBulkEdit(edit: Edit): edit is BulkEdit {
  return 'filter' in edit;
}
