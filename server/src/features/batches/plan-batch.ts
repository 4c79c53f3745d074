import { AppError, type Lane, type NewBatch } from '@sheetport/contract';
import { expectMs } from '@sheetport/core';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../../context.ts';
import { BatchRejected } from '../../http/errors.ts';
import { openSharedSource, readFilesOf } from '../imports/import-source.ts';
import { planImport } from '../imports/plan-import.ts';
import { readCost } from '../jobs/job-cost.ts';
import type { JobInput } from '../jobs/job-input.ts';

/** Files that are read at once: what was inspected of a wide workbook is large. */
const CHUNK = 100;

/** One import of a batch, before it is recorded. */
export interface BatchImport extends Omit<JobInput, 'file'> {
  lane: Lane;
  expectedMs: number;
}

export interface BatchPlan {
  title: string;
  imports: BatchImport[];
}

/**
 * Check all imports of a batch.
 * @throws BatchRejected that names each import that cannot be started
 */
export async function planBatch(context: Context, principal: Principal, body: NewBatch): Promise<BatchPlan> {
  const shared = openSharedSource(context, principal);
  const imports: BatchImport[] = [];
  const rejected = new Map<number, AppError>();
  let bytes = 0;
  for (let from = 0; from < body.imports.length; from += CHUNK) {
    const chunk = body.imports.slice(from, from + CHUNK);
    const source = await readFilesOf(context, principal, shared, chunk);
    for (const [at, one] of chunk.entries()) {
      try {
        const { file, ...planned } = await planImport(source, { ...one, priority: one.priority ?? body.priority });
        const cost = await readCost(context, { ...planned, ...(file && { file }) });
        bytes += Number(file?.bytes ?? 0);
        imports.push({ ...planned, lane: await context.chooseLane('import', cost), expectedMs: expectMs(cost) });
      } catch (error) {
        // An outage does not mean that this import is invalid.
        if (!(error instanceof AppError) || error.status >= 500) throw error;
        rejected.set(from + at, error);
      }
    }
  }
  if (rejected.size > 0) throw new BatchRejected(rejected);
  // What would fill the disk is rejected before it starts (docs/promises.md, P45).
  await context.disk.refuseFull(bytes);
  return { title: body.title ?? titleOf(imports), imports };
}

function titleOf(imports: readonly BatchImport[]): string {
  const { title } = imports[0]!;
  return imports.length === 1 ? title : `${title} + ${imports.length - 1}`;
}
