import { TableError } from '../sql/errors.ts';

/** What an undo did. */
export interface UndoResult {
  /** Rows that the import had added, now gone. */
  removed: number;
  /** Rows that the import had changed or deleted, now as before. */
  restored: number;
  /** Rows that somebody changed since: left as they are. */
  kept: number;
  /** Keys of the first 1,000 of them, as text in the order of the table's key. */
  keptKeys: string[][];
}

/** Called when a step of an undo begins; in this order. */
export type OnUndoStep = (step: 'index' | 'find' | 'remove' | 'restore' | 'dependents') => void;

/** A deletion, whose refusal by a foreign key reads as what it is. */
export async function deleteUnreferenced<T>(deletion: Promise<T>): Promise<T> {
  try {
    return await deletion;
  } catch (error) {
    if (error instanceof TableError && error.code === 'reference_missing')
      throw new TableError('still_referenced', { constraint: error.constraint, sqlstate: error.sqlstate });
    throw error;
  }
}
