import type { SheetColumn } from '@sheetport/contract';
import { clearRejects, keepRejects, type RejectEntry } from '@sheetport/prisma';
import type { RejectRow } from '@sheetport/sheets';
import type { Context } from '../context.ts';
import type { Run } from '../run.ts';
import { headingOf } from './headings.ts';

/** Rows that did not go in, kept as they come, on a connection apart from the load's transaction. */
export class RejectBook {
  readonly #context: Context;
  readonly #run: Run;
  readonly #columns: readonly SheetColumn[];
  #count = 0;

  constructor(context: Context, run: Run, columns: readonly SheetColumn[]) {
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
    this.#run.bar.count({ rejected: 0 });
    await clearRejects(this.#context.pool, this.#run.claim.id);
  }

  /** Some that were kept turned out to be none. */
  forget(count: number): void {
    this.#count -= count;
    this.#run.bar.count({ rejected: this.#count });
  }

  /** Keep rows as the decoder hands them over. */
  async keepDecoded(rejects: readonly RejectRow[]): Promise<void> {
    const heading = (index: number) => (index < 0 ? '' : headingOf(this.#columns, index));
    await this.keep(
      rejects.map((reject) => ({
        row: reject.row,
        cells: Object.fromEntries(Object.entries(reject.cells).map(([index, text]) => [heading(Number(index)), text])),
        issues: reject.issues.map((issue) => ({ column: heading(issue.column), code: issue.code, value: issue.text })),
      })),
    );
  }

  async keep(entries: RejectEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { claim, bar } = this.#run;
    await keepRejects(this.#context.pool, claim.id, claim.fence, entries);
    this.#count += entries.length;
    bar.count({ rejected: this.#count });
  }
}
