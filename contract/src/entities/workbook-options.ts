/** How a workbook looks that an export writes. All of it has a default, which is how it looks without any. */
import { z } from 'zod';
import { Language } from './language.ts';

export const WorkbookOptions = z.strictObject({
  header: z
    .enum(['grey', 'dark', 'colour', 'plain'])
    .optional()
    .describe('Default `grey`; of a table, the style of the table.'),
  freezeHeader: z.boolean().optional().describe('The header stays in view; default true.'),
  frozenColumns: z.number().int().min(0).max(20).optional().describe('First columns that stay in view; default 0.'),
  range: z
    .enum(['filter', 'table', 'none'])
    .optional()
    .describe('What the rows are: a range with a filter, an Excel table, or cells alone. Default `filter`.'),
  print: z
    .strictObject({
      landscape: z.boolean().optional(),
      fitToWidth: z.boolean().optional().describe('All columns on the width of a page.'),
      repeatHeader: z.boolean().optional().describe('The header on each page.'),
      pageNumbers: z.boolean().optional(),
      paper: z.enum(['a4', 'letter']).optional(),
    })
    .optional(),
  cover: z
    .boolean()
    .optional()
    .describe(
      'A sheet in front that says when the workbook was exported, by whom, with which filter, and how many rows.',
    ),
  rightToLeft: z.boolean().optional(),
  language: Language.optional().describe(
    'Of the words that the workbook adds: Total, Page, those of the cover. Default `en`.',
  ),
});
export type WorkbookOptions = z.infer<typeof WorkbookOptions>;
