/**
 * The rows of a table that are in the browser: a bounded number of blocks around what is looked at. It asks only for what is seen,
 * and stops asking for what was scrolled past. No React.
 */
import type { Row, Rows } from '@sheetport/contract';

/** Rows of one request. */
export const BLOCK = 200;
/** So many blocks are kept: 12,000 rows, some megabytes. */
const MOST_BLOCKS = 60;
/** While somebody scrolls, nothing is asked for before they stay for so long. */
const REST_MS = 60;

export interface RowSource {
  read(query: { offset: number; limit: number }, signal: AbortSignal): Promise<Rows>;
}

interface Block {
  rows: readonly Row[];
  ids: readonly string[];
  /** To be asked for again; shown meanwhile. */
  isStale: boolean;
}

export interface RowStoreState {
  /** Changes with everything else. */
  version: number;
  /** Rows there are, as far as it is known. */
  total: number | undefined;
  /** Why the rows that are looked at could not be had. */
  error: unknown;
}

export class RowStore {
  readonly #source: RowSource;
  /** By number; the one that was looked at last comes last. */
  readonly #blocks = new Map<number, Block>();
  readonly #requests = new Map<number, AbortController>();
  readonly #listeners = new Set<() => void>();
  #wanted: [first: number, last: number] = [0, 0];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shownAt = Number.NEGATIVE_INFINITY;
  #state: RowStoreState;

  /** @param total rows there are, where it is known before any is read */
  constructor(source: RowSource, total?: number) {
    this.#source = source;
    this.#state = { version: 0, total, error: undefined };
  }

  readonly getState = (): RowStoreState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** A row, the same object until it is read again; undefined before it has arrived. */
  row(index: number): Row | undefined {
    return this.#blocks.get(Math.floor(index / BLOCK))?.rows[index % BLOCK];
  }

  /** Which row it is, and which version of it. */
  id(index: number): string | undefined {
    return this.#blocks.get(Math.floor(index / BLOCK))?.ids[index % BLOCK];
  }

  /** The first rows that are here, for what is made of a few of them. */
  sample(most: number): readonly Row[] {
    const [block] = this.#blocks.values();
    return block ? block.rows.slice(0, most) : [];
  }

  /** Say which rows are looked at. */
  show(first: number, last: number): void {
    const wanted: [number, number] = [Math.floor(Math.max(0, first) / BLOCK), Math.floor(Math.max(0, last) / BLOCK)];
    const isSame = wanted[0] === this.#wanted[0] && wanted[1] === this.#wanted[1];
    this.#wanted = wanted;
    const now = performance.now();
    const isMoving = !isSame && now - this.#shownAt < REST_MS;
    if (!isSame) this.#shownAt = now;
    for (const [number, request] of this.#requests)
      if (number < wanted[0] - 1 || number > wanted[1] + 1) {
        request.abort();
        this.#requests.delete(number);
      }
    clearTimeout(this.#timer);
    if (isMoving) this.#timer = setTimeout(() => this.#ask(), REST_MS);
    else this.#ask();
  }

  /** Ask again for what is looked at, and for everything else once it is. */
  reload(): void {
    for (const [number, block] of this.#blocks) this.#blocks.set(number, { ...block, isStale: true });
    for (const request of this.#requests.values()) request.abort();
    this.#requests.clear();
    this.#ask();
  }

  /** What somebody else has counted. */
  setTotal(total: number): void {
    if (total !== this.#state.total) this.#change({ total });
  }

  /** Rows that may be anywhere, for a copy; those that are not here are asked for, and not kept. */
  async readRange(first: number, last: number, signal: AbortSignal): Promise<Row[]> {
    const rows: Row[] = [];
    for (let offset = first; offset <= last; ) {
      const here = this.row(offset);
      if (here) {
        rows.push(here);
        offset += 1;
        continue;
      }
      const answer = await this.#source.read({ offset, limit: Math.min(500, last - offset + 1) }, signal);
      if (answer.rows.length === 0) break;
      rows.push(...answer.rows);
      offset += answer.rows.length;
    }
    return rows;
  }

  /** Which rows a range has, wherever they are. */
  async readIds(first: number, last: number): Promise<string[]> {
    const ids: string[] = [];
    while (first + ids.length <= last) {
      const offset = first + ids.length;
      const here = this.id(offset);
      if (here !== undefined) {
        ids.push(here);
        continue;
      }
      const answer = await this.#source.read(
        { offset, limit: Math.min(500, last - offset + 1) },
        new AbortController().signal,
      );
      if (answer.ids.length === 0) break;
      ids.push(...answer.ids);
    }
    return ids;
  }

  /** A range as it is in the table now, by position. */
  async readNow(first: number, last: number): Promise<Map<number, { row: Row; id: string }>> {
    const found = new Map<number, { row: Row; id: string }>();
    for (let offset = first; offset <= last; ) {
      const limit = Math.min(500, last - offset + 1);
      const { rows, ids } = await this.#source.read({ offset, limit }, new AbortController().signal);
      if (rows.length === 0) break;
      for (const [place, row] of rows.entries()) found.set(offset + place, { row, id: ids[place]! });
      offset += rows.length;
    }
    return found;
  }

  /** A row has been changed: show it so until it is read again. */
  patch(id: string, cells: Row, newId: string | undefined): void {
    for (const [number, block] of this.#blocks) {
      const place = block.ids.indexOf(id);
      if (place < 0) continue;
      const rows = block.rows.with(place, { ...block.rows[place], ...cells });
      this.#blocks.set(number, { ...block, rows, ids: newId === undefined ? block.ids : block.ids.with(place, newId) });
      this.#change({});
      return;
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const request of this.#requests.values()) request.abort();
    this.#requests.clear();
  }

  #ask(): void {
    const [first, last] = this.#wanted;
    for (let number = first; number <= last; number += 1) {
      const block = this.#blocks.get(number);
      if (block) {
        this.#blocks.delete(number);
        this.#blocks.set(number, block);
      }
      const { total } = this.#state;
      const isBehind = number > 0 && total !== undefined && number * BLOCK >= total;
      if ((!block || block.isStale) && !this.#requests.has(number) && !isBehind) void this.#read(number);
    }
  }

  async #read(number: number): Promise<void> {
    const request = new AbortController();
    this.#requests.set(number, request);
    try {
      const offset = number * BLOCK;
      const answer = await this.#source.read({ offset, limit: BLOCK }, request.signal);
      if (request.signal.aborted) return;
      this.#requests.delete(number);
      this.#blocks.delete(number);
      this.#blocks.set(number, { rows: answer.rows, ids: answer.ids, isStale: false });
      this.#drop();
      this.#change({ total: this.#totalAfter(answer, offset), error: undefined });
    } catch (error) {
      if (request.signal.aborted) return;
      this.#requests.delete(number);
      this.#change({ error });
    }
  }

  /** How many rows there are by an answer: what it says, or at least what it shows. */
  #totalAfter({ total, rows, next }: Rows, offset: number): number | undefined {
    if (total !== null) return total;
    const known = this.#state.total;
    const seen = offset + rows.length;
    if (next === null && (rows.length > 0 || offset === 0)) return seen;
    // Behind the end: there are fewer than was believed.
    if (rows.length === 0) return known === undefined ? undefined : Math.min(known, offset);
    return known === undefined || known > seen ? known : seen + 1;
  }

  #drop(): void {
    const [first, last] = this.#wanted;
    for (const number of this.#blocks.keys()) {
      if (this.#blocks.size <= MOST_BLOCKS) return;
      if (number < first || number > last) this.#blocks.delete(number);
    }
  }

  #change(fields: Partial<RowStoreState>): void {
    this.#state = { ...this.#state, ...fields, version: this.#state.version + 1 };
    for (const listener of this.#listeners) listener();
  }
}
