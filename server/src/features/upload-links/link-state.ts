import { AppError, type UploadLink, type UploadLinkState } from '@sheetport/contract';
import { queryableOf } from '@sheetport/core';
import type { Prisma, Records } from '@sheetport/prisma';
import { findActingPerson } from '../../auth/acting-person.ts';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../../context.ts';
import { LinkColumns, LinkOptions, neededHeadings } from './link-mapping.ts';

export type LinkRecord = Prisma.UploadLinkGetPayload<object>;
type LinkRecords = Pick<Prisma.TransactionClient, '$queryRawUnsafe' | '$executeRawUnsafe' | 'sentFile'>;

/** Uploads without a file that are older than this ended without saying so. */
export const RECEIVING_MS = 6 * 3_600_000;

/** The person who made a link, as far as they may import into its table now; null where they may not. */
export async function findImportingMaker(
  access: Context['access'],
  records: LinkRecords,
  link: Pick<LinkRecord, 'createdBy' | 'tableId'>,
): Promise<Principal | null> {
  const maker = await findActingPerson({ pool: queryableOf(records) }, link.createdBy).catch((error: unknown) => {
    if (error instanceof AppError) return null;
    throw error;
  });
  return maker && (await access.isAllowedOnTable(maker, 'table.import', link.tableId)) ? maker : null;
}

/** Files that came by a link, and those on their way. */
export function countTaken(records: Pick<Prisma.TransactionClient, 'sentFile'>, linkId: string): Promise<number> {
  return records.sentFile.count({
    where: {
      linkId,
      OR: [{ fileId: { not: null } }, { createdAt: { gt: new Date(Date.now() - RECEIVING_MS) } }],
    },
  });
}

/** What a link does now, and how many files it took. */
export async function readLinkState(
  access: Context['access'],
  records: LinkRecords,
  link: LinkRecord,
): Promise<{ state: UploadLinkState; taken: number }> {
  const taken = await countTaken(records, link.id);
  const state = link.endedAt
    ? 'ended'
    : link.expiresAt <= new Date()
      ? 'expired'
      : link.pausedAt
        ? 'paused'
        : !(await findImportingMaker(access, records, link))
          ? 'stopped'
          : taken >= link.maxFiles
            ? 'full'
            : 'open';
  return { state, taken };
}

/**
 * @param taken whether the file is counted already: then a full link is no reason
 * @throws AppError why a link takes no file
 */
export function refuseClosed(state: UploadLinkState, isCounted = false): void {
  if (state === 'ended') throw new AppError('invalid_link');
  if (state === 'expired') throw new AppError('upload_link_expired');
  if (state === 'paused' || state === 'stopped') throw new AppError('upload_link_paused');
  if (state === 'full' && !isCounted) throw new AppError('upload_link_full');
}

/** A link as people see it. */
export async function viewLink(
  { access, records }: { access: Context['access']; records: Records },
  link: LinkRecord,
): Promise<UploadLink> {
  const { state, taken } = await readLinkState(access, records, link);
  const { mode, onReject, newColumns, limits, priority, rate, retries } = LinkOptions.parse(link.options);
  return {
    id: link.id,
    tableId: link.tableId,
    name: link.name,
    message: link.message,
    state,
    headings: neededHeadings(LinkColumns.parse(link.columns)),
    mode,
    onReject,
    newColumns,
    limits,
    priority,
    rate,
    retries,
    maxFiles: link.maxFiles,
    maxFileBytes: Number(link.maxFileBytes),
    filesTaken: taken,
    createdBy: link.createdBy,
    createdAt: link.createdAt.toISOString(),
    expiresAt: link.expiresAt.toISOString(),
  };
}
