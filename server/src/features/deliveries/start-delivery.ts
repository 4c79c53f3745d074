import { AppError, isOfWholeTable, ScheduledExport } from '@sheetport/contract';
import { type AuditObject, recordAudit } from '@sheetport/core';
import type { Prisma } from '@sheetport/prisma';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../../context.ts';
import { newId } from '../../id.ts';
import { planExport } from '../exports/plan-export.ts';
import { planExportOfImport } from '../exports/plan-export-of-import.ts';
import { startJobFor } from '../jobs/start-job.ts';
import { expandViews } from '../views/expand-views.ts';

/**
 * Start a delivery: its export as a job, and a run that is sent once that is done. Both are recorded in one transaction.
 * @param principal whose rights it has; the maker of the delivery
 * @param tableOf an import whose new table is sent, in place of that of the delivery
 * @param dependsOn jobs that must have succeeded before its export begins
 * @param within what else belongs to the transaction that records the job; what it throws undoes both
 * @returns the id of the run
 * @throws AppError `not_found`, and what an export that cannot be made answers
 */
export async function startDelivery(
  context: Context,
  principal: Principal,
  deliveryId: string,
  {
    tableOf,
    dependsOn = [],
    within = async () => undefined,
  }: {
    tableOf?: string | undefined;
    dependsOn?: string[];
    within?: (tx: Prisma.TransactionClient, job: AuditObject) => Promise<void>;
  } = {},
): Promise<string> {
  const delivery = await context.records.delivery.findUnique({ where: { id: deliveryId } });
  if (!delivery) throw new AppError('not_found', { what: 'delivery' });
  const request = ScheduledExport.parse(delivery.export);
  if (tableOf !== undefined && !isOfWholeTable(request))
    throw new AppError('invalid_export', {
      detail: 'this delivery chooses tables, columns or rows, which another table may not have',
    });
  const plan = async () => {
    if (tableOf === undefined) return planExport(context, principal, await expandViews(context, principal, request));
    const { tableId: _, ...whole } = request;
    return planExportOfImport(context, principal, tableOf, whole);
  };
  const runId = newId();
  await startJobFor(
    context,
    { id: principal.id, keyId: principal.keyId },
    undefined,
    async () => ({ ...(await plan()), dependsOn }),
    async (tx, object, tableId) => {
      await within(tx, object);
      await tx.deliveryRun.create({ data: { id: runId, deliveryId, jobId: object.id ?? null } });
      await recordAudit(tx, {
        action: 'createExport',
        outcome: 'done',
        personId: principal.id,
        via: 'service',
        object,
        details: { tableId, deliveryId },
      });
    },
  );
  return runId;
}
