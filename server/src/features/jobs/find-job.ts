import { AppError } from '@sheetport/contract';
import type { JobRecord } from '@sheetport/prisma';
import type { Context } from '../../context.ts';

/**
 * The record of a job by its id.
 * @throws AppError `not_found`
 */
export async function findJob({ records }: Pick<Context, 'records'>, id: string): Promise<JobRecord> {
  const row = await records.job.findUnique({ where: { id } });
  if (!row) throw new AppError('not_found', { what: 'job' });
  return row;
}
