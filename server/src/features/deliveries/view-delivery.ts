import {
  type DeliveryRun,
  DeliveryRunState,
  DeliveryTarget,
  ErrorInfo,
  type FileDelivery,
  ScheduledExport,
} from '@sheetport/contract';
import type { Prisma } from '@sheetport/prisma';

/** Attempts of a run that are shown. */
const MOST_ATTEMPTS = 20;
export const WITH_ATTEMPTS = { tries: { orderBy: { id: 'desc' }, take: MOST_ATTEMPTS } } as const;
/** The last run of a delivery with it. */
export const WITH_LAST_RUN = {
  runs: { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: 1, include: WITH_ATTEMPTS },
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
    skipUnchanged,
    lastRun: runs[0] ? viewRun(runs[0]) : null,
    createdBy,
    createdAt: createdAt.toISOString(),
  };
}

export function viewRun(row: RunRow): DeliveryRun {
  const { id, jobId, fileName, bytes, createdAt, dueAt, endedAt } = row;
  const state = DeliveryRunState.catch('sending').parse(row.state);
  const errorOf = (error: unknown) =>
    error === null ? null : ErrorInfo.catch({ code: 'internal', message: '' }).parse(error);
  return {
    id,
    state,
    jobId,
    fileName,
    bytes: bytes === null ? null : Number(bytes),
    error: errorOf(row.error),
    createdAt: createdAt.toISOString(),
    nextAttemptAt: state === 'sending' ? dueAt.toISOString() : null,
    endedAt: endedAt?.toISOString() ?? null,
    attempts: row.tries.map(({ at, ms, status, answer, error }) => ({
      at: at.toISOString(),
      ms,
      status,
      answer,
      error: errorOf(error),
    })),
  };
}
