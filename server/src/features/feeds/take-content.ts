import { AppError } from '@sheetport/contract';
import type { Prisma } from '@sheetport/prisma';
import { fileKey } from '@sheetport/storage';
import type { Context } from '../../context.ts';
import { newId } from '../../id.ts';
import { receiveFile, type StoredFile } from '../files/stored-file.ts';

/** Between a content and its file there are milliseconds. */
const LOST_AFTER_MS = 10_000;

/** A file of a feed, before its content is known. */
export interface Content {
  name: string;
  /** Its bytes; an error ends the taking, and nothing is left. */
  bytes: AsyncIterable<Uint8Array>;
  /** Whether what was read is the whole file, asked once it was read. */
  isWhole(read: number): Promise<boolean>;
  /** By what it is known again at its source. */
  seenAs: Prisma.InputJsonObject;
}

/**
 * Take a file of a feed in: stored, recorded and asked to be inspected, once for each content. Where the content is known already, nothing new
 * is recorded. A server that dies in the middle leaves bytes without a record, or a record without a file: both are removed later.
 * @returns whether it is the whole file: one that still grows is left for the next look
 * @throws AppError `file_too_large`, `empty_file`, `disk_full`, `quota_storage`
 */
export async function takeContent(
  context: Context,
  feed: { id: string; createdBy: string },
  { name, bytes, isWhole, seenAs }: Content,
): Promise<boolean> {
  const { storage, settings, disk } = context;
  await disk.refuseFull();
  const stored = await receiveFile(storage, bytes, settings.MAX_FILE_BYTES);
  const drop = () => storage.remove(fileKey(stored.id));
  if (!(await isWhole(stored.bytes))) {
    await drop();
    return false;
  }
  if (stored.bytes === 0) {
    await drop();
    throw new AppError('empty_file');
  }
  return (await recordContent(context, feed, stored, name, seenAs)) !== 'busy';
}

/**
 * Record a stored file of a feed and ask for its inspection; of a content that is known nothing is kept.
 * @returns `busy` while another server may still be at the same content
 */
export async function recordContent(
  { storage, records, ingest }: Context,
  feed: { id: string; createdBy: string },
  stored: StoredFile,
  name: string,
  seenAs: Prisma.InputJsonObject,
): Promise<'new' | 'known' | 'busy'> {
  const { count } = await records.feedFile.createMany({
    data: [
      { id: newId(), feedId: feed.id, name, bytes: stored.bytes, sha256: stored.sha256, seenAs, fileId: stored.id },
    ],
    skipDuplicates: true,
  });
  if (count === 0) {
    const adopted = await adoptLost({ records }, feed.id, stored);
    if (adopted !== 'adopted') {
      await storage.remove(fileKey(stored.id));
      return adopted;
    }
  }
  await ingest.record(stored, name, { id: feed.createdBy });
  return 'new';
}

/**
 * Of a content that is known already: whether the server died that took it, before it recorded the file. Then this file takes its place.
 * @returns `busy` while another server may still be at it
 */
async function adoptLost(
  { records }: Pick<Context, 'records'>,
  feedId: string,
  { id, sha256 }: StoredFile,
): Promise<'adopted' | 'known' | 'busy'> {
  const known = await records.feedFile.findUnique({ where: { feedId_sha256: { feedId, sha256 } } });
  if (!known) return 'busy';
  const file = known.fileId && (await records.file.findUnique({ where: { id: known.fileId }, select: { id: true } }));
  if (file || known.state !== 'reading') return 'known';
  if (Date.now() - known.createdAt.getTime() < LOST_AFTER_MS) return 'busy';
  const { count } = await records.feedFile.updateMany({
    where: { id: known.id, state: 'reading', fileId: known.fileId },
    data: { fileId: id, createdAt: new Date() },
  });
  return count === 1 ? 'adopted' : 'busy';
}
