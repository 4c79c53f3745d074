/** Links that work once and expire: invitations, and links to set a new password. Only a hash of their secret is kept. */
import { AppError, type Role } from '@sheetport/contract';
import type { Prisma, Records } from '@sheetport/prisma';
import { hashSecret, makeSecret } from '../../auth/secrets.ts';
import { newId } from '../../id.ts';

/** How long a link works that an owner makes. */
const LINK_MS = 7 * 24 * 3600 * 1000;

export type LinkRecord = Prisma.AccessLinkGetPayload<{ include: { person: true } }>;
type LinkPurpose = { role: Role; name: string | null; email: string | null } | { personId: string };

/** Make a link. Out: its record, and its path with the secret behind `#`, which browsers send nowhere. */
export async function createLink(
  records: Pick<Records, 'accessLink'>,
  purpose: LinkPurpose,
  createdBy: string,
  lifetimeMs = LINK_MS,
): Promise<{ row: LinkRecord; path: string }> {
  const { secret, hash } = makeSecret();
  const row = await records.accessLink.create({
    data: {
      id: newId(),
      tokenHash: hash,
      ...purpose,
      createdBy,
      expiresAt: new Date(Date.now() + lifetimeMs),
    },
    include: { person: true },
  });
  return { row, path: `/join#${secret}` };
}

/** The link of a secret while it works; null where it does not. */
export async function findLink(records: Pick<Records, 'accessLink'>, secret: string): Promise<LinkRecord | null> {
  const row = await records.accessLink.findUnique({
    where: { tokenHash: hashSecret(secret) },
    include: { person: true },
  });
  return row && row.expiresAt > new Date() && !row.person?.disabledAt ? row : null;
}

/**
 * Use a link up, in the transaction that does what it is for. Of two requests with the same link, one gets it.
 * @throws AppError `invalid_link`
 */
export async function consumeLink(tx: Pick<Records, 'accessLink'>, id: string): Promise<void> {
  const used = await tx.accessLink.deleteMany({ where: { id, expiresAt: { gt: new Date() } } });
  if (used.count === 0) throw new AppError('invalid_link');
}

/** Remove links that are too old. */
export async function forgetLinks(records: Pick<Records, 'accessLink'>): Promise<void> {
  await records.accessLink.deleteMany({ where: { expiresAt: { lt: new Date() } } });
}
