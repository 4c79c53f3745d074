import { isOver, type Job, JobPriority, NewImport, Phase, type Report } from '@sheetport/contract';
import { readFirstImport, readJobResult } from '@sheetport/core';
import type { JobRecord } from '@sheetport/prisma';
import { z } from 'zod';
import { readError } from '../../http/read-error.ts';
import type { QueuePosition } from './queue-positions.ts';

const Requested = z.object({ sheet: NewImport.shape.sheet });

/** Tenths of a second that two clocks may differ by before an end could look older than a position in the queue. */
const CLOCK_SLACK = 600;

/**
 * A job as people see it: its row, with the newest report folded in where that is later.
 * @param position where it waits, for one that does
 */
export function viewJob(
  row: JobRecord,
  report: Report | undefined,
  position: QueuePosition | null,
  now = Date.now(),
): Job {
  const later = row.state === 'running' || row.state === 'queued' ? newer(row, report) : undefined;
  const state = later?.state ?? row.state;
  const waiting = state === 'queued' ? position : null;
  const fraction = Math.max(row.fraction, reportedFraction(report));
  return {
    id: row.id,
    kind: row.kind,
    state,
    phase:
      row.cancelRequestedAt && state === 'running'
        ? 'cancelling'
        : (later?.phase ?? Phase.catch('opening').parse(row.phase)),
    seq: later ? later.seq : Number(row.seq) + age(row, now),
    progress: {
      fraction: state === 'succeeded' ? 1 : Math.min(1, fraction),
      rowsDone: later?.progress.rowsDone ?? Number(row.rowsDone),
      rowsTotal: later ? later.progress.rowsTotal : numberOf(row.rowsTotal),
      rowsPerSecond: later ? later.progress.rowsPerSecond : row.rowsPerSecond,
      secondsLeft: later ? later.progress.secondsLeft : row.secondsLeft,
      queuePosition: waiting?.ahead ?? null,
      waitSeconds: waiting?.waitSeconds ?? null,
      ...(waiting?.paused && { paused: true }),
      ...(waiting?.perMinute !== undefined && { importsPerMinute: waiting.perMinute }),
    },
    counts: later?.counts ?? {
      read: Number(row.read),
      inserted: Number(row.inserted),
      updated: Number(row.updated),
      unchanged: Number(row.unchanged),
      rejected: Number(row.rejected),
    },
    title: row.title,
    fileId: row.fileId,
    sheet: Requested.catch({}).parse(row.spec).sheet ?? null,
    tableId: row.tableId,
    parentId: row.parentId,
    batchId: row.batchId,
    correctsJobId: readFirstImport(row.spec),
    pendingRejects: row.pendingRejects,
    undoneByJobId: row.undoneByJobId ?? null,
    createdBy: row.createdBy ?? null,
    ...(row.dependsOn.length > 0 && { dependsOn: row.dependsOn }),
    priority: JobPriority.catch('normal').parse(row.priority),
    error: readError(row.error),
    result: row.result === null ? null : readJobResult(row.result),
    createdAt: row.createdAt.toISOString(),
    startedAt: (row.startedAt ?? (later ? new Date(now) : null))?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** The report, where it is later than the row. An end is read only from the row, which has the reason and the result. */
function newer(row: JobRecord, report: Report | undefined): Report | undefined {
  return report &&
    !isOver(report.state) &&
    report.state !== 'queued' &&
    report.seq > Number(row.seq) + age(row, Date.now())
    ? report
    : undefined;
}

/** The fraction never decreases, so that the last report before a failure still counts. Only a job that succeeded is at 1. */
function reportedFraction(report: Report | undefined): number {
  return report ? Math.min(report.progress.fraction, 0.999) : 0;
}

/**
 * A waiting job's position in the queue changes while its row does not, so its `seq` grows with its age: readers keep the
 * greatest. The low part of a row's `seq` has room for a thousand days (contract, `seqOf`), any claim is later than all of
 * it, and every process gives the same answer. A job that ends in the queue must have a later `seq` than while it waited.
 */
function age(row: JobRecord, now: number): number {
  if (row.state === 'running') return 0;
  if (row.state === 'queued') return tenths(now - row.createdAt.getTime());
  return tenths((row.finishedAt?.getTime() ?? now) - row.createdAt.getTime()) + CLOCK_SLACK;
}

function tenths(ms: number): number {
  return Math.min(900_000_000, Math.max(0, Math.floor(ms / 100)));
}

function numberOf(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}
