/** Visitors of upload links: people outside, without an account. They are not principals: only the routes of visits know them. */
import type { Records } from '@sheetport/prisma';
import { areSameHashes, bearerToken, hashSecret, joinToken, makeSecret, splitToken } from './secrets.ts';

export interface Visitor {
  /** Of the visit. */
  id: string;
  linkId: string;
}

const KIND = 'sv';
/** Long enough for a large import, and to come back for the rejected rows. */
const VISIT_MS = 24 * 3_600_000;
const NO_HASH = hashSecret('');

/** Begin a visit. Out: the whole secret of it, and what is kept. */
export function makeVisit(id: string): { secret: string; secretHash: string; expiresAt: Date } {
  const { secret, hash } = makeSecret();
  return { secret: joinToken(KIND, id, secret), secretHash: hash, expiresAt: new Date(Date.now() + VISIT_MS) };
}

/** The visit of an `Authorization` header; null where there is none, or it is over. A visit ends with its link. */
export async function findVisitor(
  records: Pick<Records, 'linkVisit'>,
  authorization: string | undefined,
): Promise<Visitor | null> {
  const token = splitToken(KIND, bearerToken(authorization) ?? '');
  if (!token) return null;
  const row = await records.linkVisit.findUnique({
    where: { id: token.id },
    select: { id: true, linkId: true, secretHash: true, expiresAt: true, link: { select: { endedAt: true } } },
  });
  const isRight = areSameHashes(token.hash, row?.secretHash ?? NO_HASH);
  if (!row || !isRight || row.expiresAt <= new Date() || row.link.endedAt) return null;
  return { id: row.id, linkId: row.linkId };
}
