import { ColumnMark, DateOrder } from '@sheetport/contract';
import type { XminMarker } from '@sheetport/tables';
import { z } from 'zod';

/** The transaction of a load, by which its rows are found again. */
export const StoredMarker = z.object({
  xid: z.string(),
  oid: z.number(),
  filenode: z.string().nullable(),
  inserted: z.number(),
  drawn: z.tuple([z.string(), z.string()]).nullable(),
}) satisfies z.ZodType<XminMarker>;

/** How an import can be undone: by what was recorded of each row, or by the marker of a load that recorded none. */
export const UndoSource = z.discriminatedUnion('by', [
  z.object({ by: z.literal('record') }),
  z.object({ by: z.literal('mark'), mark: StoredMarker }),
]);
export type UndoSource = z.infer<typeof UndoSource>;

/** A column of the sheet as far as converting its cells again needs it. */
const SourceColumn = z.object({
  index: z.number(),
  header: z.string(),
  decimal: ColumnMark.optional(),
  dateOrder: DateOrder.optional(),
});
export type SourceColumn = z.infer<typeof SourceColumn>;

/** What an import leaves in its record for the jobs that follow: an undo, a correction import, the run of a dry run. Never shown. */
const ContinuationState = z.object({
  /** Absent where nothing can be undone, or no longer. */
  undo: UndoSource.optional(),
  /** Rows that it made in other tables, to be removed after its own. */
  created: z.array(z.object({ tableId: z.string(), undoId: z.string() })).optional(),
  /** The import made the table. */
  made: z.boolean().optional(),
  /** The sheet's columns, for corrections of its rows. */
  columns: z.array(SourceColumn).optional(),
  headerRow: z.number().optional(),
  /** Of a dry run into a table that exists: the table as it was. */
  fingerprint: z.string().optional(),
});
export type ContinuationState = z.infer<typeof ContinuationState>;

/** What a job's record holds of it; empty where it holds nothing. */
export function readContinuationState(stored: unknown): ContinuationState {
  return ContinuationState.catch({}).parse(stored ?? {});
}
