/** A sheet of a file, as inspection found it. */

import { z } from 'zod';
import { ColumnType } from './column-type.ts';
import { SheetLayout } from './sheet-layout.ts';
import { ColumnMark, DateOrder } from './value.ts';

export const Warning = z.object({
  code: z.string(),
  count: z.number().int(),
  row: z.number().int().optional(),
  rows: z.array(z.number().int()).optional().describe('The first rows that are meant, at most 20.'),
  cell: z.string().optional().describe('The address of an example, such as `C5`.'),
  sample: z.string().optional(),
  fixes: z
    .array(z.object({ from: z.string(), to: z.string().nullable() }))
    .optional()
    .describe(
      'What the values could be instead, null for nothing: each once, at most 50. They fit `values` of a mapping.',
    ),
});
export type Warning = z.infer<typeof Warning>;

export const ColumnProfile = z.object({
  filled: z.number().int(),
  distinct: z.number().int(),
  distinctIsExact: z.boolean(),
  lowest: z
    .string()
    .optional()
    .describe('Of numbers and days by value; of texts, where there is nothing else, by code points.'),
  highest: z.string().optional(),
  longest: z.number().int(),
  top: z.array(z.object({ value: z.string(), count: z.number().int() })).optional(),
  histogram: z.array(z.number()).optional(),
});
export type ColumnProfile = z.infer<typeof ColumnProfile>;

/** A cell as an example, by its sheet row. */
export const CellExample = z.object({ row: z.number().int(), value: z.string() });
export type CellExample = z.infer<typeof CellExample>;

/** Why another type than the guessed one is possible. */
export const DoubtReason = z.enum([
  'one_word',
  'leading_plus',
  'exponent_code',
  'trailing_zeros',
  'mixed_currencies',
  'mixed_percent',
  'version_like',
  'stored_as_text',
  'number_format',
  'named_code',
  'point_clock',
  'packed_day',
  'few_misfits',
]);
export type DoubtReason = z.infer<typeof DoubtReason>;

/** What the column could be instead of its guessed type. */
export const TypeDoubt = z.object({
  reason: DoubtReason,
  type: ColumnType.describe('The type that a person may choose instead.'),
  rejects: z.number().int().describe('Rows that this type would reject.'),
  row: z.number().int().optional().describe('The sheet row of the example.'),
  sample: z.string().optional().describe('A cell that shows the doubt.'),
  cells: z.array(CellExample).optional().describe('The first of the cells that this type would reject, at most five.'),
});
export type TypeDoubt = z.infer<typeof TypeDoubt>;

/** What the texts of a column are, where nearly all of them are of one kind. */
export const ContentKind = z.enum(['email', 'phone', 'url']);
export type ContentKind = z.infer<typeof ContentKind>;

export const SheetColumn = z.object({
  index: z.number().int(),
  hidden: z.literal(true).optional().describe('True where the column is hidden in the sheet.'),
  header: z.string(),
  leafHeader: z
    .string()
    .optional()
    .describe('The lowest heading alone, where `header` was joined of several rows and no other column has it.'),
  type: ColumnType,
  samples: z.array(z.string()),
  blanks: z.number().int(),
  warnings: z.array(Warning),
  dateOrder: DateOrder.optional(),
  decimal: ColumnMark.optional(),
  zoned: z
    .literal(true)
    .optional()
    .describe('Moments have a time zone offset: a new `datetime` column becomes `timestamp with time zone`.'),
  doubt: TypeDoubt.optional().describe(
    'Present where the guess is doubtful: a text that could be numbers, or dates of which a few are none.',
  ),
  misfits: z
    .object({ count: z.number().int(), cells: z.array(CellExample) })
    .optional()
    .describe('Cells that the guessed type rejects, and the first five of them.'),
  content: ContentKind.optional().describe('What the texts are, where nearly all of them are of one kind.'),
  currency: z
    .string()
    .optional()
    .describe(
      'The currency of the amounts, by ISO 4217 where its sign has a code. A column of numbers keeps the amounts alone.',
    ),
  nothingWords: z
    .array(z.string())
    .optional()
    .describe(
      'Cells of a column of numbers or dates that say that there is nothing (`NA`, `--`). An import reads them as blank unless the column becomes text.',
    ),
  profile: ColumnProfile.optional(),
});
export type SheetColumn = z.infer<typeof SheetColumn>;

/** A row below the header that looks like something else than data: a description of the columns (units, question texts), the heading again, totals or notes under the table. */
export const NonDataRow = z.object({
  row: z.number().int(),
  what: z.enum(['description', 'heading', 'totals', 'note']),
  text: z.string(),
});
export type NonDataRow = z.infer<typeof NonDataRow>;

export const Sheet = z.object({
  index: z.number().int(),
  name: z.string(),
  hidden: z.boolean(),
  rows: z.number().int().nullable().describe('Rows below the header that hold anything; exact once `complete`.'),
  headerRow: z.number().int().describe('1-based; 0 where there is none.'),
  headerRows: z
    .number()
    .int()
    .min(1)
    .default(1)
    .describe(
      'How many rows the headings take, `headerRow` being the last; an upper one is put before those below it.',
    ),
  columns: z.array(SheetColumn),
  nonDataRows: z
    .array(NonDataRow)
    .optional()
    .describe('Counted in `rows`. An import leaves them out unless its `skipRows` says otherwise.'),
  warnings: z
    .array(Warning)
    .optional()
    .describe(
      'What a person should know of the sheet before the import: rows that a quotation mark swallowed, formulas without saved values, merged cells among the data, characters that cannot be read.',
    ),
  ...SheetLayout,
  rowsFingerprint: z
    .string()
    .optional()
    .describe('The same for the same rows under the same headings, in any order. Present once `complete`.'),
  complete: z
    .boolean()
    .describe(
      'True once every row was read: then all of this is final. Until then it is what the first rows show: types, `rows`, `nonDataRows`, `merges` and warnings may change, and `profile` is absent.',
    ),
});
export type Sheet = z.infer<typeof Sheet>;
