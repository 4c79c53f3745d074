import { AppError, cellAt, type SheetColumn } from '@sheetport/contract';
import { addIssues, clearRejects, keepRejects, type RejectEntry, writeRejectTally } from '@sheetport/core';
import type { RejectRow } from '@sheetport/sheets';
import type pg from 'pg';
import type { Context } from '../../runner/context.ts';
import type { JobContext } from '../../runner/job-context.ts';
import { twice } from './correction-errors.ts';
import { headingOf } from './headings.ts';
import { RejectTally } from './reject-tally.ts';

/** Rows that did not go in, kept as they come, on a connection apart from the load's transaction. */
export class RejectWriter {
  readonly #context: Context;
  readonly #run: JobContext;
  readonly #columns: readonly SheetColumn[];
  #count = 0;
  #tally = new RejectTally();
  /** A mended file may bring a row again. */
  readonly #once: boolean;
  readonly #rows = new Set<number>();

  /** @param once rows have numbers of a file's own, which may be there twice */
  constructor(context: Context, run: JobContext, columns: readonly SheetColumn[], once: boolean) {
    this.#once = once;
    this.#context = context;
    this.#run = run;
    this.#columns = columns;
  }

  get count(): number {
    return this.#count;
  }

  /** Begin anew: an earlier attempt may have left some. */
  async clear(): Promise<void> {
    this.#count = 0;
    this.#rows.clear();
    this.#tally = new RejectTally();
    this.#run.progress.count({ rejected: 0 });
    await clearRejects(this.#context.pool, this.#run.claim.id);
  }

  /** Some that were kept turned out to be none. */
  forget(entries: readonly Pick<RejectEntry, 'row' | 'issues'>[]): void {
    this.#count -= entries.length;
    this.#tally.remove(entries);
    this.#run.progress.count({ rejected: this.#count });
  }

  /** Keep rows as the decoder hands them over. */
  async keepDecoded(rejects: readonly RejectRow[]): Promise<void> {
    const heading = (index: number) => (index < 0 ? '' : headingOf(this.#columns, index));
    await this.keep(
      rejects.map((reject) => ({
        row: reject.row,
        cells: Object.fromEntries(Object.entries(reject.cells).map(([index, text]) => [heading(Number(index)), text])),
        issues: reject.issues.map((issue) => ({
          column: heading(issue.column),
          ...cellAt(issue.column, reject.row),
          code: issue.code,
          value: issue.text,
        })),
      })),
    );
  }

  /** More that was found wrong with rows that were kept as they were decoded. */
  async add(entries: readonly RejectEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { claim } = this.#run;
    await addIssues(this.#context.pool, claim.id, claim.fence, entries);
    this.#tally.add(entries);
  }

  async keep(entries: RejectEntry[]): Promise<void> {
    if (entries.length === 0) return;
    for (const { row } of this.#once ? entries : []) {
      if (this.#rows.has(row)) throw twice(row);
      this.#rows.add(row);
    }
    const { claim, progress } = this.#run;
    await keepRejects(this.#context.pool, claim.id, claim.fence, entries);
    this.#count += entries.length;
    this.#tally.add(entries);
    progress.count({ rejected: this.#count });
  }

  /**
   * End an import that was to bring all rows or none.
   * @throws Failure `rows_rejected`
   */
  async refuse(): Promise<never> {
    await this.writeTally(this.#context.pool);
    throw new AppError('rows_rejected', { count: this.#count });
  }

  /** Write what they come to. In: the transaction that settles the job. */
  async writeTally(db: pg.Client | pg.Pool): Promise<void> {
    if (this.#count > 0) await writeRejectTally(db, this.#run.claim.id, this.#count, this.#tally.groups());
  }
}
