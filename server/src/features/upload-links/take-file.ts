import { AppError } from '@sheetport/contract';
import type { Prisma } from '@sheetport/prisma';
import { fileKey } from '@sheetport/storage';
import type { FastifyRequest } from 'fastify';
import type { Visitor } from '../../auth/visitors.ts';
import type { Context } from '../../context.ts';
import { cleanFileName } from '../../http/file-name.ts';
import { newId } from '../../id.ts';
import { receiveUpload } from '../files/receive-upload.ts';
import { type LinkRecord, readLinkState, refuseClosed } from './link-state.ts';
import type { SentRecord } from './sent-view.ts';

/**
 * Take a file that a visitor sends. A place among the files of the link is taken before the first byte and given back if the upload does not
 * end well, so that the limit is exact however many come at once. What has not arrived whole by the end of the link is removed.
 * @throws AppError why the link takes no file, or what is wrong with it
 */
export async function takeFile(context: Context, request: FastifyRequest, visitor: Visitor): Promise<SentRecord> {
  const { records, settings, storage, ingest } = context;
  const id = newId();
  const link = await reserve(context, visitor, id);
  let received: Awaited<ReturnType<typeof receiveUpload>> | undefined;
  try {
    const limit = Math.min(Number(link.maxFileBytes), settings.MAX_FILE_BYTES);
    received = await receiveUpload(context, request, limit);
    const { stored, name } = received;
    const accepted = await whileLocked(context, visitor.linkId, async (tx, now) => {
      refuseClosed((await readLinkState(context.access, tx, now)).state, true);
      const data = { fileId: stored.id, bytes: stored.bytes, name: cleanFileName(name) };
      return tx.sentFile.update({ where: { id }, data });
    });
    await ingest.record(stored, name, { id: link.createdBy });
    return accepted;
  } catch (error) {
    await records.sentFile.deleteMany({ where: { id } });
    if (received && !(await records.file.findUnique({ where: { id: received.stored.id }, select: { id: true } })))
      await storage.remove(fileKey(received.stored.id));
    throw error;
  }
}

/** Take a place among the files of the link. */
function reserve(context: Context, visitor: Visitor, id: string): Promise<LinkRecord> {
  return whileLocked(context, visitor.linkId, async (tx, link) => {
    refuseClosed((await readLinkState(context.access, tx, link)).state);
    await tx.sentFile.create({ data: { id, linkId: link.id, visitId: visitor.id } });
    return link;
  });
}

/** Many files at once wait for each other. */
const PATIENT = { maxWait: 15_000, timeout: 15_000 };
let earlier: Promise<unknown> = Promise.resolve();

/**
 * One after the other for each link; and at this server one after the other for all links: a transaction that waits for a lock holds a
 * connection, and many of them would hold all that other requests need.
 */
function whileLocked<T>(
  { records }: Pick<Context, 'records'>,
  linkId: string,
  work: (tx: Prisma.TransactionClient, link: LinkRecord) => Promise<T>,
): Promise<T> {
  const run = () =>
    records.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT FROM sheetport.upload_link WHERE id = ${linkId}::uuid FOR NO KEY UPDATE`;
      const link = await tx.uploadLink.findUnique({ where: { id: linkId } });
      if (!link) throw new AppError('invalid_link');
      return work(tx, link);
    }, PATIENT);
  const mine = earlier.then(run);
  earlier = mine.catch(() => undefined);
  return mine;
}
