import { FIRST_OWNER, Id, type Permission } from '@sheetport/contract';
import type { Context } from '../context.ts';

/** What must be known of who made what. */
export type MakerRecords = Pick<Context, 'records'> & { pieces: Pick<Context['pieces'], 'known'> };

/**
 * Who made the object that a permission is about, for those permissions that some role has only on objects of its own.
 * @param id as it stands in the address
 * @returns undefined where there is no such object
 */
export async function findMaker(
  { records, pieces }: MakerRecords,
  permission: Permission,
  id: string,
): Promise<string | undefined> {
  if (!Id.safeParse(id).success) return undefined;
  const select = { createdBy: true } as const;
  if (permission === 'job.cancel' || permission === 'job.delete')
    return makerOf(await records.job.findUnique({ where: { id }, select }));
  if (permission === 'upload.continue') {
    const upload = await pieces.known(id);
    return makerOf(
      upload
        ? { createdBy: upload.metadata?.createdBy ?? null }
        : await records.file.findUnique({ where: { id }, select }),
    );
  }
  if (permission === 'key.change' || permission === 'key.delete')
    return (await records.apiKey.findUnique({ where: { id }, select: { personId: true } }))?.personId;
  if (permission === 'link.change') return makerOf(await records.uploadLink.findUnique({ where: { id }, select }));
  // Nobody has made it: whoever may do this only with objects of their own may not do it at all.
  return '';
}

/** What versions before people made was the owner's. */
function makerOf(row: { createdBy: string | null } | null): string | undefined {
  return row ? (row.createdBy ?? FIRST_OWNER) : undefined;
}
