/** Which column of a sheet goes into which column of a table, as the service suggests it before anybody has chosen. */
import { z } from 'zod';
import { ColumnType, Id } from './entities.ts';
import { Blank, Duplicates, HeaderRows, ImportMode, MappedColumn } from './http-schemas.ts';

/** Why a column is suggested, from the surest to the loosest. */
export const MatchReason = z.enum(['exact', 'normalised', 'remembered', 'synonym', 'fuzzy', 'content']);
export type MatchReason = z.infer<typeof MatchReason>;

/** Suggestions at least this sure need nobody to look at them; between the two they are likely; below, somebody should look. */
export const SURE_MATCH = 0.9;
export const LIKELY_MATCH = 0.7;

export const MappingQuery = z.object({
  sheet: z.coerce.number().int().min(0).default(0).describe('Index of the sheet.'),
  headerRow: z.coerce.number().int().min(0).max(1_048_576).optional().describe('Default: where inspection saw it.'),
  headerRows: z.coerce
    .number()
    .pipe(HeaderRows)
    .optional()
    .describe('How many rows the headings take, `headerRow` being the last.'),
  tableId: Id.optional().describe(
    'The table that the rows are to go into; without it, names and types for a table to be made.',
  ),
});

export const SuggestedColumn = z.object({
  index: z.number().int(),
  header: z.string(),
  column: z
    .string()
    .nullable()
    .describe(
      'A column of the table by its Postgres name, or the label of a new column; null where nothing is suggested.',
    ),
  type: ColumnType.optional().describe(
    'Absent where the header row is not the one that inspection saw: its types then hold a heading among the values.',
  ),
  confidence: z.number().min(0).max(1).describe('0 to 1.'),
  reason: MatchReason.nullable(),
  options: MappedColumn.omit({ column: true, type: true, add: true })
    .optional()
    .describe('Where it is remembered: what else was said of the column, to be sent along in the mapping.'),
});
export type SuggestedColumn = z.infer<typeof SuggestedColumn>;

/** How an earlier import was mapped: for the next file with the same headings. */
export const SavedMapping = z.object({
  id: Id,
  tableId: Id,
  tableName: z.string(),
  fileName: z.string().describe('The file that was imported so last.'),
  usedAt: z.iso.datetime(),
  uses: z.number().int(),
  mode: ImportMode,
  key: z.array(z.string()),
  onReject: z.enum(['skip', 'abort']),
  blank: Blank.optional(),
  duplicates: Duplicates.optional(),
  columns: z
    .array(z.object({ heading: z.string(), column: z.string().nullable() }))
    .describe('For each heading the column of the table that it went to; null where it was ignored.'),
});
export type SavedMapping = z.infer<typeof SavedMapping>;
export const SavedMappings = z.object({ mappings: z.array(SavedMapping) });
export type SavedMappings = z.infer<typeof SavedMappings>;

/** A table whose columns are much like those of the sheet. */
export const TableSuggestion = z.object({
  tableId: Id,
  name: z.string(),
  matched: z.number().int().describe('Columns of the sheet that surely go into one of the table, of `of`.'),
  of: z.number().int(),
  hasKey: z.boolean().describe('The sheet has the columns that identify a row of it.'),
  confident: z.boolean().describe('So alike that the rows most probably belong there.'),
});
export type TableSuggestion = z.infer<typeof TableSuggestion>;

export const SuggestedMapping = z.object({
  sheet: z.number().int(),
  headerRow: z.number().int(),
  headerRows: z.number().int(),
  tableId: Id.nullable(),
  columns: z.array(SuggestedColumn),
  savedMappings: z
    .array(SavedMapping)
    .describe(
      "Earlier imports of sheets with these headings, the last one first; of `tableId`'s, the columns above are made.",
    ),
  suggestions: z
    .array(TableSuggestion)
    .optional()
    .describe(
      'Without `tableId`, and where nothing is remembered: tables that the rows seem to belong to, the likeliest first.',
    ),
});
export type SuggestedMapping = z.infer<typeof SuggestedMapping>;
