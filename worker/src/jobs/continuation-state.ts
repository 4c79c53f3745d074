import type { ColumnMark, DateOrder } from '@sheetport/contract';
import type { XminMarker } from '@sheetport/tables';
import { z } from 'zod';

/** How an import can be taken back: by what was recorded of each row, or by the mark of a load that recorded none. */
export type UndoWay = { by: 'record' } | { by: 'mark'; mark: XminMarker };

/** A column of the sheet as far as converting its cells again needs it. */
export interface SourceColumn {
  index: number;
  header: string;
  decimal?: z.infer<typeof ColumnMark> | undefined;
  dateOrder?: z.infer<typeof DateOrder> | undefined;
}

/** What an import leaves in its row for those that come after it. Written and read by workers only. */
export interface ContinuationState {
  /** Absent where nothing can be undone, or no longer. */
  undo?: UndoWay;
  /** Rows that it made in other tables, to be removed after its own. */
  created?: { tableId: string; undoId: string }[];
  /** The import made the table. */
  made?: boolean;
  /** The sheet's columns, for rows of it that come back mended. */
  columns?: SourceColumn[];
  headerRow?: number;
  /** Of a dry run into a table that exists: the table as it was. */
  fingerprint?: string;
}

const Stored = z.looseObject({}).nullable();

/** What a job's row holds of it; empty where it holds nothing. */
export function readContinuationState(stored: unknown): ContinuationState {
  return (Stored.catch(null).parse(stored) ?? {}) as ContinuationState;
}
