/** Export templates: workbooks of one's own that exports fill. (The workbooks with a table's columns to fill in are import templates.) */
import { z } from 'zod';
import { BLOCK_PROBLEMS } from '../headings.ts';
import { Id } from './id.ts';

/** The names that a template can have besides columns: `{{exported_at}}`. */
export const TEMPLATE_VALUES = ['exported_at', 'exported_on', 'exported_by', 'table', 'filter', 'count'] as const;

const TemplateMark = z.object({
  sheet: z.string(),
  cell: z.string().describe('As `B5`.'),
  names: z.array(z.string()),
});
const TemplateTable = z.object({
  sheet: z.string(),
  name: z.string(),
  column: z.number().int().describe('Its first column, from 0.'),
  headerRow: z.number().int(),
  lastRow: z.number().int(),
  columns: z.array(z.string()),
});

const TemplateBlock = z.object({
  sheet: z.string(),
  name: z
    .string()
    .optional()
    .describe('The table or view that fills it, of `{{#each Orders}}`; absent for `{{#each rows}}`.'),
  first: z.number().int().describe('The first row that each record has, from 1.'),
  last: z.number().int(),
  open: z.string().describe('The cell with `{{#each rows}}`.'),
  close: z.string().describe('The cell with `{{/each}}`.'),
});
/** What is to be corrected in a template. */
export const TemplateProblem = z.object({
  code: z.enum(BLOCK_PROBLEMS),
  sheet: z.string(),
  cell: z.string(),
  other: z.string().describe('What it clashes with.'),
});
export type TemplateProblem = z.infer<typeof TemplateProblem>;

export const TemplatePlaceholders = z.object({
  marks: z.array(TemplateMark).describe('Cells with `{{name}}`.'),
  tables: z
    .array(TemplateTable)
    .describe('Tables of Excel, which are filled by their headings where no cell names a column.'),
  blocks: z
    .array(TemplateBlock)
    .optional()
    .describe('Rows between `{{#each rows}}` and `{{/each}}`, which are repeated together for each record.'),
  problem: TemplateProblem.optional().describe('Why it cannot be filled.'),
  macros: z.boolean().describe('It has macros, and so has what is made of it: a file that ends in .xlsm.'),
});
export type TemplatePlaceholders = z.infer<typeof TemplatePlaceholders>;

export const ExportTemplate = z.object({
  id: Id,
  name: z.string(),
  bytes: z.number().int(),
  placeholders: TemplatePlaceholders.nullable().describe('Null until a worker has read it.'),
  createdBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type ExportTemplate = z.infer<typeof ExportTemplate>;

export const ExportTemplates = z.object({ templates: z.array(ExportTemplate) });
export type ExportTemplates = z.infer<typeof ExportTemplates>;
