import { AppError, Id } from '@sheetport/contract';

/** A place in a list that is ordered by age, newest first. */
export interface Place {
  createdAt: Date;
  id: string;
}

/** A place as an opaque mark for the next page. */
export function writeCursor(place: Place): string {
  return Buffer.from(`${place.createdAt.getTime()}.${place.id}`).toString('base64url');
}

/**
 * The place that a mark means.
 * @throws Failure `invalid_cursor`
 */
export function readCursor(mark: string): Place {
  const [time, id, ...rest] = Buffer.from(mark, 'base64url').toString().split('.');
  const createdAt = new Date(/^\d{1,15}$/.test(time ?? '') ? Number(time) : Number.NaN);
  if (rest.length > 0 || Number.isNaN(createdAt.getTime()) || !Id.safeParse(id).success)
    throw new AppError('invalid_cursor');
  return { createdAt, id: id! };
}

/** What comes after a place, as a condition for Prisma. */
export function afterCursor(mark: string | undefined): { OR: object[] } | object {
  if (mark === undefined) return {};
  const { createdAt, id } = readCursor(mark);
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}

export const NEWEST_FIRST = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];

/** Cut a list that was asked for one longer than the page, and mark where the next page begins. */
export function cutPage<T extends Place>(rows: T[], limit: number): { page: T[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, next: rows.length > limit && last ? writeCursor(last) : null };
}
