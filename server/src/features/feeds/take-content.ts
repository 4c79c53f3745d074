import { AppError } from '@sheetport/contract';
import type { Prisma } from '@sheetport/prisma';
import { fileKey } from '@sheetport/storage';
import type { Context } from '../../context.ts';
import { newId } from '../../id.ts';
import { receiveFile, type StoredFile } from '../files/stored-file.ts';

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
 * is recorded. A server that dies in the middle leaves bytes without a record, which are removed later.
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
  await recordContent(context, feed, stored, name, seenAs);
  return true;
}

/** Another file with this content was taken already. */
class KnownContent extends Error {}

/**
 * Record a stored file of a feed and ask for its inspection, in one transaction: a content is never known without its file. Of one that is
 * known already nothing is kept. Who records the same content at the same moment waits for this one.
 * @returns whether the content is new to the feed
 * @throws AppError `quota_storage`
 */
export async function recordContent(
  { storage, ingest }: Context,
  feed: { id: string; createdBy: string },
  stored: StoredFile,
  name: string,
  seenAs: Prisma.InputJsonObject,
): Promise<boolean> {
  const alongside = async (tx: Prisma.TransactionClient) => {
    const { id: fileId, bytes, sha256 } = stored;
    const data = { id: newId(), feedId: feed.id, name, bytes, sha256, seenAs, fileId };
    const { count } = await tx.feedFile.createMany({ data: [data], skipDuplicates: true });
    if (count === 0) throw new KnownContent();
  };
  try {
    await ingest.record(stored, name, { id: feed.createdBy }, { alongside });
    return true;
  } catch (error) {
    if (!(error instanceof KnownContent)) throw error;
    await storage.remove(fileKey(stored.id));
    return false;
  }
}
