/** Lists and previews of files. */
import { z } from 'zod';
import { DialectChoice, File } from '../entities/file.ts';
import { Cursor, Limit } from './paging.ts';

/** No sheet has headings over more rows. */
export const HeaderRows = z.number().int().min(1).max(5);

/** The sheet that a query is about, and where its headings are. */
export const SheetQuery = z.object({
  sheet: z.coerce.number().int().min(0).default(0).describe('Index of the sheet, from 0.'),
  headerRow: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_048_576)
    .optional()
    .describe('Default: the header row that inspection found.'),
  headerRows: z.coerce
    .number()
    .pipe(HeaderRows)
    .optional()
    .describe('How many rows the headings take, `headerRow` being the last.'),
});

export const PreviewQuery = SheetQuery.extend({ limit: Limit(200, 30) });

export const Preview = z.object({
  sheet: z.number().int(),
  rows: z.array(
    z.object({
      row: z.number().int(),
      cells: z.array(z.string().nullable()),
      headings: z
        .record(z.string(), z.string())
        .optional()
        .describe('Days as their number formats show them, by column index: what they are called as headings.'),
    }),
  ),
  /** What columns are called when the headings stand there; absent until the sheets are known. */
  headings: z
    .object({
      row: z.number().int(),
      rows: z.number().int(),
      columns: z.array(z.object({ index: z.number().int(), header: z.string() })),
    })
    .optional(),
});
export type Preview = z.infer<typeof Preview>;

/** What of a file can be changed: how its text is read. It is inspected again. */
export const FileChange = z.strictObject({ dialect: DialectChoice });
export type FileChange = z.infer<typeof FileChange>;

export const FilesQuery = z.object({ after: Cursor(200), limit: Limit(200, 50) });

export const Files = z.object({ files: z.array(File), next: z.string().nullable() });
