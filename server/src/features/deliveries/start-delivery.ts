import { AppError, ScheduledExport } from '@sheetport/contract';
import { type AuditObject, recordAudit } from '@sheetport/core';
import type { Prisma } from '@sheetport/prisma';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../../context.ts';
import { newId } from '../../id.ts';
import { planExport } from '../exports/plan-export.ts';
import { startJobFor } from '../jobs/start-job.ts';
import { expandViews } from '../views/expand-views.ts';

/**
 * Start a delivery: its export as a job, and a run that is sent once that is done. Both are recorded in one transaction.
 * @param principal whose rights it has; the maker of the delivery
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
    dependsOn = [],
    within = async () => undefined,
  }: {
    dependsOn?: string[];
    within?: (tx: Prisma.TransactionClient, job: AuditObject) => Promise<void>;
  } = {},
): Promise<string> {
  const delivery = await context.records.delivery.findUnique({ where: { id: deliveryId } });
  if (!delivery) throw new AppError('not_found', { what: 'delivery' });
  const request = ScheduledExport.parse(delivery.export);
  const runId = newId();
  await startJobFor(
    context,
    { id: principal.id, keyId: principal.keyId },
    undefined,
    async () => ({
      ...(await planExport(context, principal, await expandViews(context, principal, request))),
      dependsOn,
    }),
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
