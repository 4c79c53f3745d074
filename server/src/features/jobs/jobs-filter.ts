import type { JobsFilter } from '@sheetport/contract';
import type { Prisma } from '@sheetport/prisma';
import { escapeLike } from '../../http/escape-like.ts';

const DAY_MS = 86_400_000;

/** Which jobs a list is about, as a condition for Prisma. Days are those of UTC, the last of them included. */
export function jobsWhere(filter: JobsFilter): Prisma.JobWhereInput {
  const { kind, state, tableId, fileId, batchId, parentId, dependsOn, createdBy, from, to, search } = filter;
  const words = search ? { contains: escapeLike(search), mode: 'insensitive' as const } : undefined;
  const createdAt = {
    ...(from && { gte: new Date(from) }),
    ...(to && { lt: isDay(to) ? new Date(Date.parse(to) + DAY_MS) : new Date(to) }),
  };
  return {
    ...(kind && { kind }),
    ...(state && { state }),
    ...(tableId && { tableId }),
    ...(fileId && { fileId }),
    ...(batchId && { batchId }),
    ...(parentId && { parentId }),
    ...(dependsOn && { dependsOn: { has: dependsOn } }),
    ...(createdBy && { createdBy }),
    AND: [
      ...(from || to ? [{ createdAt }] : []),
      ...(words ? [{ OR: [{ title: words }, { table: { name: words } }] }] : []),
    ],
  };
}

function isDay(text: string): boolean {
  return text.length === 10;
}
