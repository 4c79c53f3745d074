import { AppError, type ExportRequest } from '@sheetport/contract';
import { readImportSpec } from '@sheetport/core';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../../context.ts';
import type { JobInput } from '../jobs/job-input.ts';
import { expandViews } from '../views/expand-views.ts';
import { planExport } from './plan-export.ts';

/**
 * The export of the table that an import makes: it has the table once the import has succeeded (core, dependents.ts), and its sender's right to it
 * is asked for then. Of one that has succeeded already it is the export of its table.
 * @throws AppError `invalid_export` where the job makes no table, and what `planExport` does
 */
export async function planExportOfImport(
  context: Context,
  principal: Principal,
  importId: string,
  asked: Omit<ExportRequest, 'dependsOn' | 'tableOf'>,
): Promise<JobInput> {
  const job = await context.records.job.findUnique({ where: { id: importId } });
  if (!job) throw new AppError('not_found', { what: 'job' });
  const { viewId: _, reuse: __, sheets: ___, priority, limits, ...body } = asked;
  if (job.tableId !== null)
    return planExport(context, principal, await expandViews(context, principal, { ...asked, tableId: job.tableId }));
  const table = job.kind === 'import' ? readImportSpec(job.spec)?.table : undefined;
  if (!table || !('create' in table))
    throw new AppError('invalid_export', { detail: 'the job of tableOf is no import that makes a table' });
  return {
    kind: 'export',
    title: table.create.name,
    spec: { ...body, tableOf: importId },
    tableId: null,
    priority,
    limits,
  };
}
