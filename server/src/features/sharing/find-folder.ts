import { AppError } from '@sheetport/contract';
import type { Prisma } from '@sheetport/prisma';
import type { Context } from '../../context.ts';

export type FolderRecord = Prisma.FolderGetPayload<object>;

/** @throws AppError `not_found` */
export async function findFolder({ records }: Pick<Context, 'records'>, id: string): Promise<FolderRecord> {
  const row = await records.folder.findUnique({ where: { id } });
  if (!row) throw new AppError('not_found', { what: 'folder' });
  return row;
}
