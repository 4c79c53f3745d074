/** Suggestions of the service: which column of a sheet to map to which column of a table. */
import { z } from 'zod';
import { ColumnType } from '../entities/column-type.ts';
import { Id } from '../entities/id.ts';
import { SheetQuery } from './files.ts';
import { Blank, Duplicates, ImportMode, MappedColumn } from './imports.ts';

/** Why a column is suggested, in the order of confidence. */
export const MatchReason = z.enum(['exact', 'normalised', 'saved', 'synonym', 'fuzzy', 'content']);
export type MatchReason = z.infer<typeof MatchReason>;

/** Confidence from which a suggestion needs no review, and from which it is probable. Below both it should be reviewed. */
export const CONFIDENT_MATCH = 0.9;
export const PROBABLE_MATCH = 0.7;

export const MappingQuery = SheetQuery.extend({
  tableId: Id.optional().describe(
    'The table to import into; without it, names and types for a new table are suggested.',
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
    'Absent where the header row is not the one that inspection found, because a heading was then among the values.',
  ),
  confidence: z.number().min(0).max(1).describe('0 to 1.'),
  reason: MatchReason.nullable(),
  options: MappedColumn.omit({ column: true, type: true, add: true })
    .optional()
    .describe('From a saved mapping: the other options of the column, to be sent with the mapping.'),
});
export type SuggestedColumn = z.infer<typeof SuggestedColumn>;

/** The mapping of an earlier import, for the next file with the same headings. */
export const SavedMapping = z.object({
  id: Id,
  tableId: Id,
  tableName: z.string(),
  fileName: z.string().describe('The file that was last imported with it.'),
  usedAt: z.iso.datetime(),
  uses: z.number().int(),
  mode: ImportMode,
  key: z.array(z.string()),
  onReject: z.enum(['skip', 'abort']),
  blank: Blank.optional(),
  duplicates: Duplicates.optional(),
  nonDataRows: z
    .enum(['skip', 'import'])
    .optional()
    .describe('What was chosen for rows that are no data; absent where nothing was.'),
  columns: z
    .array(z.object({ heading: z.string(), column: z.string().nullable() }))
    .describe('For each heading the column of the table; null where it was ignored.'),
});
export type SavedMapping = z.infer<typeof SavedMapping>;
export const SavedMappings = z.object({ mappings: z.array(SavedMapping) });
export type SavedMappings = z.infer<typeof SavedMappings>;

/** A table whose columns resemble those of the sheet. */
export const TableSuggestion = z.object({
  tableId: Id,
  name: z.string(),
  matched: z
    .number()
    .int()
    .describe('Columns of the sheet that match a column of the table with confidence, out of `of`.'),
  of: z.number().int(),
  hasKey: z.boolean().describe('The sheet has the columns that identify a row of it.'),
  confident: z.boolean().describe('True where the rows most probably belong to this table.'),
});
export type TableSuggestion = z.infer<typeof TableSuggestion>;

/** A column of the sheet each of whose values identifies one row. */
export const KeyCandidate = z.object({
  index: z.number().int(),
  header: z.string(),
  rows: z.number().int().describe('The rows that it identifies.'),
  exact: z.boolean().describe('False where different values are estimated, which is so in large sheets.'),
});
export type KeyCandidate = z.infer<typeof KeyCandidate>;

export const SuggestedMapping = z.object({
  sheet: z.number().int(),
  headerRow: z.number().int(),
  headerRows: z.number().int(),
  tableId: Id.nullable(),
  columns: z.array(SuggestedColumn),
  savedMappings: z
    .array(SavedMapping)
    .describe(
      'Saved mappings of sheets with these headings, the latest first; the one of `tableId` determines `columns`.',
    ),
  keyCandidates: z
    .array(KeyCandidate)
    .optional()
    .describe('Columns that can be the key, the likeliest first. Empty until the sheet is `complete`.'),
  suggestions: z
    .array(TableSuggestion)
    .optional()
    .describe(
      'Without `tableId`, and where there is no saved mapping: tables that the rows may belong to, the most probable first.',
    ),
});
export type SuggestedMapping = z.infer<typeof SuggestedMapping>;
