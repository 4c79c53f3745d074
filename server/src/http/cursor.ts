import { AppError, Id } from '@sheetport/contract';

/** The sort key of an entry in a list that is ordered by age, newest first. */
export interface SortKey {
  createdAt: Date;
  id: string;
}

/** The opaque cursor of the page that begins after an entry. */
export function writeCursor(key: SortKey): string {
  return Buffer.from(`${key.createdAt.getTime()}.${key.id}`).toString('base64url');
}

/**
 * The sort key that a cursor holds.
 * @throws AppError `invalid_cursor`
 */
export function readCursor(cursor: string): SortKey {
  const [time, id, ...rest] = Buffer.from(cursor, 'base64url').toString().split('.');
  const createdAt = new Date(/^\d{1,15}$/.test(time ?? '') ? Number(time) : Number.NaN);
  if (rest.length > 0 || Number.isNaN(createdAt.getTime()) || !Id.safeParse(id).success)
    throw new AppError('invalid_cursor');
  return { createdAt, id: id! };
}

/** The entries after a cursor, as a condition for Prisma. */
export function afterCursor(cursor: string | undefined): { OR: object[] } | object {
  if (cursor === undefined) return {};
  const { createdAt, id } = readCursor(cursor);
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}

export const NEWEST_FIRST = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];

/** Cut a list that was asked for one longer than the page, and make the cursor of the next page. */
export function cutPage<T extends SortKey>(rows: T[], limit: number): { page: T[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, next: rows.length > limit && last ? writeCursor(last) : null };
}
