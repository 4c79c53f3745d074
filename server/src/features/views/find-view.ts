import { AppError } from '@sheetport/contract';
import type { ViewRecord } from '@sheetport/prisma';
import type { Context } from '../../context.ts';

/** @throws AppError `not_found` */
export async function findView({ records }: Pick<Context, 'records'>, id: string): Promise<ViewRecord> {
  const view = await records.view.findUnique({ where: { id } });
  if (!view) throw new AppError('not_found', { what: 'view' });
  return view;
}
