/** Edits of this page that can be undone, and those that were undone and can be done again. No React. */
import type { Row, Value } from '@sheetport/contract';

/** Rows of one edit that can be done again: each is compared with what it was. */
const MOST_ROWS = 500;

/** A row as it was before an edit, and where it stood. */
export interface EditedRow {
  row: number;
  before: Row | undefined;
}

/** What an edit did, for doing it again. */
export type DoneEdit =
  | { kind: 'update'; rows: (EditedRow & { cells: Readonly<Record<string, Value>> })[] }
  | { kind: 'delete'; rows: EditedRow[] }
  | { kind: 'insert'; rows: Readonly<Record<string, Value>>[] };

export class EditHistory {
  #done: { jobId: string; edit: DoneEdit }[] = [];
  #undone: DoneEdit[] = [];
  #isRedoing = false;

  /** The edit that an undo would take back. */
  get last(): { jobId: string; edit: DoneEdit } | undefined {
    return this.#done.at(-1);
  }

  /** The edit that a redo would do again. */
  get next(): DoneEdit | undefined {
    return this.#undone.at(-1);
  }

  /** Note an edit. After a new one, what was undone before it is not done again. */
  did(jobId: string, edit: DoneEdit): void {
    this.#done.push({ jobId, edit });
    if (!this.#isRedoing) this.#undone = [];
  }

  /** Note that the last edit was undone. */
  undid(): void {
    const { edit } = this.#done.pop() ?? {};
    if (edit) this.#undone = isRepeatable(edit) ? [...this.#undone, edit] : [];
  }

  /** Forget the last edit: it could not be undone. */
  drop(): void {
    this.#done.pop();
    this.#undone = [];
  }

  /** Do the next edit again by `work`, which notes what it did. One that fails is not offered again. */
  async redo(work: (edit: DoneEdit) => Promise<void>): Promise<boolean> {
    const edit = this.#undone.pop();
    if (!edit) return false;
    this.#isRedoing = true;
    try {
      await work(edit);
    } catch (error) {
      this.#undone = [];
      throw error;
    } finally {
      this.#isRedoing = false;
    }
    return true;
  }
}

/** Rows that were not in the browser cannot be compared. */
function isRepeatable(edit: DoneEdit): boolean {
  return (
    edit.kind === 'insert' || (edit.rows.length <= MOST_ROWS && edit.rows.every(({ before }) => before !== undefined))
  );
}

/** Whether the rows are as they were before an edit: nobody has changed them since, and they stand where they stood. */
export function areAsBefore(rows: readonly EditedRow[], now: ReadonlyMap<number, Row>): boolean {
  return rows.every(({ row, before }) => JSON.stringify(now.get(row)) === JSON.stringify(before));
}
