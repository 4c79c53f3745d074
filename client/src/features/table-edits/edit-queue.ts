/**
 * Changed cells on their way into the table. Quick changes go together as one job, one job at a time: a row that was changed has
 * another id, which the next change needs. No React.
 */
import type { Issue, Value } from '@sheetport/contract';

/** Changes that follow each other so quickly go together. */
const GATHER_MS = 350;
/** Rows of one job. */
const MOST_ROWS = 5000;

export interface EditedCell {
  value: Value;
  /** `changed`: others changed the row since it was read. */
  state: 'pending' | 'failed' | 'changed';
  message?: string;
}

export type EditedCells = ReadonlyMap<string, EditedCell>;

export interface RowUpdate {
  id: string;
  cells: Readonly<Record<string, Value>>;
}

/** What became of some updates. */
export interface UpdateOutcome {
  /** The new id of each row; null where it was rejected, undefined where it is not said. */
  ids: readonly (string | null | undefined)[];
  /** What is wrong with the rows that were rejected, by their place. */
  rejected: ReadonlyMap<number, readonly Issue[]>;
}

export interface EditPorts {
  send(updates: RowUpdate[], force: boolean): Promise<UpdateOutcome>;
  /** Told of each row that is in the table now. */
  saved(row: RowUpdate, newId: string | undefined): void;
  formatIssue(issue: Issue): string;
  formatError(error: unknown): string;
}

export class EditQueue {
  readonly #ports: EditPorts;
  readonly #listeners = new Set<() => void>();
  #rows = new Map<string, EditedCells>();
  /** Rows with cells that are to be sent. */
  #waiting = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSending = false;
  #version = 0;

  constructor(ports: EditPorts) {
    this.#ports = ports;
  }

  readonly getVersion = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** The changed cells of a row, the same object until one of them changes. */
  cellsOf(id: string | undefined): EditedCells | undefined {
    return id === undefined ? undefined : this.#rows.get(id);
  }

  count(state: EditedCell['state']): number {
    let count = 0;
    for (const cells of this.#rows.values()) for (const cell of cells.values()) if (cell.state === state) count += 1;
    return count;
  }

  get isBusy(): boolean {
    return this.#isSending || this.#waiting.size > 0;
  }

  edit(updates: readonly RowUpdate[]): void {
    for (const { id, cells } of updates) {
      const known = new Map(this.#rows.get(id));
      for (const [column, value] of Object.entries(cells)) known.set(column, { value, state: 'pending' });
      this.#rows.set(id, known);
      this.#waiting.add(id);
    }
    this.#tell();
    this.#gather();
  }

  /** A row has another id by now. */
  rename(from: string, to: string): void {
    const cells = this.#rows.get(from);
    if (!cells || from === to) return;
    this.#rows.delete(from);
    this.#rows.set(to, new Map([...cells, ...(this.#rows.get(to) ?? [])]));
    if (this.#waiting.delete(from)) this.#waiting.add(to);
    this.#tell();
  }

  /** Rows that others have changed, so that what is there now can be looked for. */
  changedRows(): string[] {
    return [...this.#rows]
      .filter(([, cells]) => [...cells.values()].some(({ state }) => state === 'changed'))
      .map(([id]) => id);
  }

  /** Forget what could not be written. */
  discard(): void {
    for (const [id, cells] of [...this.#rows])
      this.#keep(
        id,
        [...cells].filter(([, { state }]) => state === 'pending'),
      );
    this.#tell();
  }

  /** Send what could not be written once more; `force` writes over what others have changed. */
  async retry(force: boolean): Promise<void> {
    const ids = [...this.#rows]
      .filter(([, cells]) => [...cells.values()].some(({ state }) => state !== 'pending'))
      .map(([id]) => id);
    for (const id of ids)
      this.#rows.set(
        id,
        new Map([...this.#rows.get(id)!].map(([column, { value }]) => [column, { value, state: 'pending' }])),
      );
    for (const id of ids) this.#waiting.add(id);
    this.#tell();
    await this.flush(force);
  }

  #gather(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), GATHER_MS);
  }

  /** Send what waits, unless something is on its way: then it follows. */
  async flush(force = false): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#isSending || this.#waiting.size === 0) return;
    const updates = [...this.#waiting].slice(0, MOST_ROWS).map((id): RowUpdate => {
      const pending = [...(this.#rows.get(id) ?? [])].filter(([, { state }]) => state === 'pending');
      return { id, cells: Object.fromEntries(pending.map(([column, { value }]) => [column, value])) };
    });
    for (const { id } of updates) this.#waiting.delete(id);
    this.#isSending = true;
    this.#tell();
    try {
      const outcome = await this.#ports.send(updates, force);
      for (const [place, update] of updates.entries())
        this.#settle(update, outcome.rejected.get(place), outcome.ids[place]);
    } catch (error) {
      const message = this.#ports.formatError(error);
      for (const update of updates) this.#fail(update, 'failed', () => message);
    }
    this.#isSending = false;
    this.#tell();
    if (this.#waiting.size > 0) await this.flush();
  }

  #settle(update: RowUpdate, issues: readonly Issue[] | undefined, newId: string | null | undefined): void {
    if (issues) {
      const isChanged = issues.some(({ code }) => code === 'row_changed' || code === 'row_deleted');
      const ofRow = issues.find(({ column }) => !column) ?? issues[0];
      const byColumn = new Map(issues.map((issue) => [issue.column, issue]));
      this.#fail(update, isChanged ? 'changed' : 'failed', (column) => {
        const issue = byColumn.get(column) ?? ofRow;
        return issue ? this.#ports.formatIssue(issue) : '';
      });
      return;
    }
    this.#ports.saved(update, newId ?? undefined);
    // What was typed over meanwhile still waits.
    const left = [...(this.#rows.get(update.id) ?? [])].filter(
      ([column, { value }]) => !(column in update.cells) || value !== update.cells[column],
    );
    this.#keep(update.id, left);
    if (newId) this.rename(update.id, newId);
  }

  #fail(update: RowUpdate, state: 'failed' | 'changed', messageOf: (column: string) => string): void {
    const cells = new Map(this.#rows.get(update.id));
    for (const [column, value] of Object.entries(update.cells))
      if (cells.get(column)?.value === value) cells.set(column, { value, state, message: messageOf(column) });
    this.#rows.set(update.id, cells);
  }

  #keep(id: string, cells: [string, EditedCell][]): void {
    if (cells.length > 0) this.#rows.set(id, new Map(cells));
    else this.#rows.delete(id);
  }

  #tell(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
