import { FIRST_OWNER, Id } from '@sheetport/contract';
import type { Context } from '../context.ts';

/** What must be known of who made what. */
export type MakerRecords = Pick<Context, 'records'> & { pieces: Pick<Context['pieces'], 'known'> };

/** Kinds of objects that belong to no table, and of which nobody learns that they are another's. */
export const OWN_KINDS = ['upload', 'key', 'template', 'schedule', 'webhook', 'delivery', 'feed'] as const;
export type OwnKind = (typeof OWN_KINDS)[number];

/**
 * Who began an upload, or whose an API key is.
 * @param id as it stands in the address
 * @param limitedTo a key for some tables, to which only those uploads are its person's that came with it
 * @returns undefined where there is no such object; of an upload also no file of this id
 */
export async function findMaker(
  { records, pieces }: MakerRecords,
  kind: OwnKind,
  id: string,
  limitedTo?: string,
): Promise<string | undefined> {
  if (!Id.safeParse(id).success) return undefined;
  if (kind === 'key') return (await records.apiKey.findUnique({ where: { id }, select: { personId: true } }))?.personId;
  if (kind === 'feed')
    return (await records.feed.findUnique({ where: { id }, select: { createdBy: true } }))?.createdBy;
  if (kind === 'schedule')
    return (await records.schedule.findUnique({ where: { id }, select: { createdBy: true } }))?.createdBy;
  if (kind === 'delivery')
    return (await records.delivery.findUnique({ where: { id }, select: { createdBy: true } }))?.createdBy;
  if (kind === 'webhook')
    return (await records.webhook.findUnique({ where: { id }, select: { createdBy: true } }))?.createdBy;
  if (kind === 'template') {
    const row = await records.exportTemplate.findUnique({ where: { id }, select: { createdBy: true } });
    return row ? (row.createdBy ?? FIRST_OWNER) : undefined;
  }
  const upload = await pieces.known(id);
  const isHidden = (keyId: string | null | undefined) => limitedTo !== undefined && keyId !== limitedTo;
  if (upload) return isHidden(upload.metadata?.keyId) ? '' : (upload.metadata?.createdBy ?? FIRST_OWNER);
  const row = await records.file.findUnique({ where: { id }, select: { createdBy: true, keyId: true } });
  if (row && isHidden(row.keyId)) return '';
  // What versions before people uploaded was the owner's.
  return row ? (row.createdBy ?? FIRST_OWNER) : undefined;
}
