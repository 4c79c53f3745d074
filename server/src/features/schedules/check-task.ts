import { AppError, mayDo, type ScheduleTask } from '@sheetport/contract';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../../context.ts';
import { planExport } from '../exports/plan-export.ts';
import { expandViews } from '../views/expand-views.ts';

/**
 * Check that a person may do what a schedule is to do, and that it can be done now.
 * @throws AppError `forbidden`, or why the job would not start
 */
export async function checkTask(context: Context, principal: Principal, task: ScheduleTask): Promise<void> {
  if (task.kind === 'export') await planExport(context, principal, await expandViews(context, principal, task.export));
  else if (task.kind === 'delivery') await requireOwnDelivery(context, principal, task.deliveryId);
  else if (task.kind === 'feed') await requireOwnFeed(context, principal, task.feedId);
  else if (!mayDo(principal.role, 'deletion.run')) throw new AppError('forbidden');
}

/**
 * Check that a delivery is the person's own, and that they may still make it: it is sent to where its maker said.
 * @throws AppError `not_found`
 */
export async function requireOwnDelivery(
  { records }: Pick<Context, 'records'>,
  { id, role }: Principal,
  deliveryId: string,
): Promise<void> {
  const delivery = await records.delivery.findUnique({ where: { id: deliveryId }, select: { createdBy: true } });
  if (delivery?.createdBy !== id || !mayDo(role, 'delivery.run', true))
    throw new AppError('not_found', { what: 'delivery' });
}

/**
 * Check that a feed is the person's own, and that they may still have it looked at: it imports with the rights of its maker.
 * @throws AppError `not_found`
 */
export async function requireOwnFeed(
  { records }: Pick<Context, 'records'>,
  { id, role }: Principal,
  feedId: string,
): Promise<{ name: string }> {
  const feed = await records.feed.findUnique({ where: { id: feedId }, select: { createdBy: true, name: true } });
  if (feed?.createdBy !== id || !mayDo(role, 'feed.change', true)) throw new AppError('not_found', { what: 'feed' });
  return feed;
}
