import { AppError, cellAt, type SheetColumn } from '@sheetport/contract';
import {
  addIssues,
  clearRejects,
  keepRejects,
  type RejectEntry,
  type StoredReject,
  writeRejectTally,
} from '@sheetport/core';
import type { RejectRow } from '@sheetport/sheets';
import type pg from 'pg';
import type { Context } from '../../runner/context.ts';
import type { JobContext } from '../../runner/job-context.ts';
import { repeatedRow } from './correction-errors.ts';
import { headingOf } from './headings.ts';
import { RejectTally } from './reject-tally.ts';

/** Rows that did not go in, kept as they come, on a connection apart from the load's transaction. */
export class RejectWriter {
  readonly #context: Context;
  readonly #job: JobContext;
  readonly #columns: readonly SheetColumn[];
  #count = 0;
  #tally = new RejectTally();
  /** A workbook of corrections may have a row more than once. */
  readonly #isUnique: boolean;
  readonly #rows = new Set<number>();

  /** @param isUnique each row number may come only once */
  constructor(context: Context, job: JobContext, columns: readonly SheetColumn[], isUnique: boolean) {
    this.#isUnique = isUnique;
    this.#context = context;
    this.#job = job;
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
    this.#job.progress.count({ rejected: 0 });
    await clearRejects(this.#context.pool, this.#job.claim.id);
  }

  /** Some that were kept turned out to be none. */
  forget(entries: readonly Pick<StoredReject, 'row' | 'issues'>[]): void {
    this.#count -= entries.length;
    this.#tally.remove(entries);
    this.#job.progress.count({ rejected: this.#count });
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
    const { claim } = this.#job;
    await addIssues(this.#context.pool, claim.id, claim.fence, entries);
    this.#tally.add(entries);
  }

  async keep(entries: RejectEntry[]): Promise<void> {
    if (entries.length === 0) return;
    for (const { row } of this.#isUnique ? entries : []) {
      if (this.#rows.has(row)) throw repeatedRow(row);
      this.#rows.add(row);
    }
    const { claim, progress } = this.#job;
    await keepRejects(this.#context.pool, claim.id, claim.fence, entries);
    this.#count += entries.length;
    this.#tally.add(entries);
    progress.count({ rejected: this.#count });
  }

  /**
   * End an import that was to bring all rows or none.
   * @throws AppError `rows_rejected`
   */
  async refuse(): Promise<never> {
    await this.writeTally(this.#context.pool);
    throw new AppError('rows_rejected', { count: this.#count });
  }

  /** Write what they come to. In: the transaction that settles the job. */
  async writeTally(db: pg.Client | pg.Pool): Promise<void> {
    if (this.#count > 0) await writeRejectTally(db, this.#job.claim.id, this.#count, this.#tally.groups());
  }
}
