/** Which column of a sheet goes into which column of a table, as the service suggests it before anybody has chosen. */
import { z } from 'zod';
import { ColumnType, Id } from './words.ts';

/** Why a column is suggested, from the surest to the loosest. */
export const MatchReason = z.enum(['exact', 'normalised', 'remembered', 'synonym', 'fuzzy', 'content']);
export type MatchReason = z.infer<typeof MatchReason>;

/** Suggestions at least this sure need nobody to look at them; between the two they are likely; below, somebody should look. */
export const SURE_MATCH = 0.9;
export const LIKELY_MATCH = 0.7;

export const MappingQuery = z.object({
  /** Index of the sheet. */
  sheet: z.coerce.number().int().min(0).default(0),
  /** Default: where inspection saw it. */
  headerRow: z.coerce.number().int().min(0).max(1_048_576).optional(),
  /** The table that the rows are to go into; without it, names and types for a table to be made. */
  tableId: Id.optional(),
});

export const SuggestedColumn = z.object({
  index: z.number().int(),
  header: z.string(),
  /** A column of the table by its Postgres name, or the label of a new column; null where nothing is suggested. */
  column: z.string().nullable(),
  /** Absent where the header row is not the one that inspection saw: its types then hold a heading among the values. */
  type: ColumnType.optional(),
  /** 0 to 1. */
  confidence: z.number().min(0).max(1),
  reason: MatchReason.nullable(),
});
export type SuggestedColumn = z.infer<typeof SuggestedColumn>;

export const SuggestedMapping = z.object({
  sheet: z.number().int(),
  headerRow: z.number().int(),
  tableId: Id.nullable(),
  columns: z.array(SuggestedColumn),
});
export type SuggestedMapping = z.infer<typeof SuggestedMapping>;
