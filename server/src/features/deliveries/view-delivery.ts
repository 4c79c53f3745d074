import {
  type DeliveryRun,
  DeliveryRunState,
  DeliveryTarget,
  type FileDelivery,
  ScheduledExport,
} from '@sheetport/contract';
import type { Prisma } from '@sheetport/prisma';
import { NEWEST_FIRST } from '../../http/cursor.ts';
import { readError } from '../../http/read-error.ts';
import { viewAttempts, WITH_ATTEMPTS } from '../webhooks/view-attempts.ts';

/** The last run of a delivery with it. */
export const WITH_LAST_RUN = {
  runs: { orderBy: NEWEST_FIRST, take: 1, include: WITH_ATTEMPTS },
} as const satisfies Prisma.DeliveryInclude;
export type RunRow = Prisma.DeliveryRunGetPayload<{ include: typeof WITH_ATTEMPTS }>;

export function viewDelivery(row: Prisma.DeliveryGetPayload<{ include: typeof WITH_LAST_RUN }>): FileDelivery {
  const { id, name, headerNames, skipUnchanged, createdBy, createdAt, runs } = row;
  return {
    id,
    name,
    export: ScheduledExport.parse(row.export),
    target: DeliveryTarget.parse(row.target),
    headerNames,
    hasSecret: row.secret !== null,
    skipUnchanged,
    lastRun: runs[0] ? viewRun(runs[0]) : null,
    createdBy,
    createdAt: createdAt.toISOString(),
  };
}

export function viewRun(row: RunRow): DeliveryRun {
  const { id, jobId, fileName, bytes, createdAt, dueAt, endedAt } = row;
  const state = DeliveryRunState.catch('sending').parse(row.state);
  return {
    id,
    state,
    jobId,
    fileName,
    bytes: bytes === null ? null : Number(bytes),
    error: readError(row.error),
    createdAt: createdAt.toISOString(),
    nextAttemptAt: state === 'sending' ? dueAt.toISOString() : null,
    endedAt: endedAt?.toISOString() ?? null,
    attempts: viewAttempts(row.tries),
  };
}
