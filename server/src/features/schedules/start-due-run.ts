import { AppError, ErrorInfo, type ExportRequest, JobLimits, mayDo, ScheduleTask } from '@sheetport/contract';
import { type AuditObject, deleteDerived, queryRows, recordAudit, removeNoted } from '@sheetport/core';
import { Prisma, type ScheduleRecord } from '@sheetport/prisma';
import { z } from 'zod';
import { explainLostRight, findActingPerson, TakenElsewhere } from '../../auth/acting-person.ts';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../../context.ts';
import { toAppError } from '../../http/errors.ts';
import { startDelivery } from '../deliveries/start-delivery.ts';
import { planExport } from '../exports/plan-export.ts';
import { checkDueFeed } from '../feeds/check-feeds.ts';
import { startJobFor } from '../jobs/start-job.ts';
import { expandViews } from '../views/expand-views.ts';
import { requireOwnDelivery, requireOwnFeed } from './check-task.ts';
import { knownCode } from './schedule-view.ts';
import { isTriedAgain, pauseAfter } from './tried-again.ts';

/** A server that has begun to start a run and is silent for so long counts as dead: another one starts the run. */
const LEASE_MS = 2 * 60_000;
const DAY_MS = 86_400_000;

const Claimed = z.object({ id: z.string(), scheduleId: z.string(), dueAt: z.date(), attempts: z.number() });
type Claimed = z.infer<typeof Claimed>;

/**
 * Start the run that has waited longest, with the rights that the person of its schedule has now. What it does is recorded in the
 * transaction that says that the run is started: whichever server dies when, a run starts one job.
 * @param of looks at feeds may wait for other systems, and hold no other run up
 * @param id that of one that is to start, whatever others wait or run
 * @returns false where no run waits
 */
export async function startDueRun(
  context: Context,
  now: Date,
  of: 'feeds' | 'others' | 'all',
  id: string | null = null,
): Promise<boolean> {
  const { pool, records } = context;
  const [run] = await queryRows(
    pool,
    Claimed,
    `UPDATE sheetport.schedule_run SET try_at = $2, attempts = attempts + 1, started_at = coalesce(started_at, $1)
      WHERE id = (SELECT r.id FROM sheetport.schedule_run r JOIN sheetport.schedule s ON s.id = r.schedule_id
                   WHERE r.state = 'waiting' AND r.try_at <= $1
                     AND ($4 = 'all' OR (s.task ->> 'kind' = 'feed') = ($4 = 'feeds'))
                     AND CASE WHEN $3::uuid IS NOT NULL THEN r.id = $3 ELSE s.overlap = 'allow' OR NOT EXISTS (
                           SELECT 1 FROM sheetport.schedule_run o WHERE o.schedule_id = r.schedule_id AND o.id <> r.id
                              AND (o.state = 'running' OR o.state = 'waiting' AND o.due_at < r.due_at)) END
                   ORDER BY r.try_at LIMIT 1 FOR UPDATE OF r SKIP LOCKED)
      RETURNING id, schedule_id AS "scheduleId", due_at AS "dueAt", attempts`,
    [now, new Date(now.getTime() + LEASE_MS), id, of],
  );
  if (!run) return false;
  const schedule = await records.schedule.findUnique({ where: { id: run.scheduleId } });
  // It was deleted meanwhile, and its runs with it.
  if (!schedule) return true;
  try {
    await doTask(context, run, schedule, now);
  } catch (error) {
    if (error instanceof TakenElsewhere) return true;
    const failure = toAppError(error);
    if (failure.code === 'internal') context.log.error({ err: error, schedule: schedule.id }, 'a scheduled run failed');
    await noteFailure(context, run, schedule, failure, now);
  }
  return true;
}

/** Note why a run failed; where that passes, when it is tried again. Nothing where it is not this attempt's any more. */
export async function noteFailure(
  { records }: Pick<Context, 'records'>,
  { id, attempts }: Pick<Claimed, 'id' | 'attempts'>,
  { retries }: Pick<ScheduleRecord, 'retries'>,
  { code, message }: Pick<AppError, 'code' | 'message'>,
  now: Date,
): Promise<void> {
  await records.scheduleRun.updateMany({
    where: { id, attempts, state: { in: ['waiting', 'running'] } },
    data: {
      error: { code, message },
      ...(isTriedAgain(code, attempts, retries)
        ? { state: 'waiting', tryAt: new Date(now.getTime() + pauseAfter(attempts)) }
        : { state: 'failed', tryAt: null, finishedAt: now }),
    },
  });
}

async function doTask(context: Context, run: Claimed, schedule: ScheduleRecord, now: Date): Promise<void> {
  const person = await findActingPerson(context, schedule.createdBy);
  const task = ScheduleTask.parse(schedule.task);
  if (task.kind === 'export') await startExport(context, run, schedule, person, task.export);
  else if (task.kind === 'delivery') await startScheduledDelivery(context, run, person, task.deliveryId);
  else if (task.kind === 'feed') await lookAtFeed(context, run, schedule, person, task.feedId, now);
  else {
    if (!mayDo(person.role, 'deletion.run')) throw new AppError('schedule_not_allowed');
    const before = new Date(run.dueAt.getTime() - task.olderThanDays * DAY_MS).toISOString();
    // What is deleted twice is deleted once.
    const { jobs, files } = await deleteDerived(context.pool, { before });
    await removeNoted(context.pool, context.storage).catch(() => undefined);
    await context.records.scheduleRun.updateMany({
      where: { id: run.id, state: 'waiting' },
      data: { state: 'succeeded', deleted: jobs + files, tryAt: null, error: Prisma.DbNull, finishedAt: now },
    });
    await recordAudit(context.pool, {
      action: 'createDeletion',
      outcome: 'done',
      personId: person.id,
      via: 'service',
      object: { kind: 'schedule', id: schedule.id, name: schedule.name },
      details: { before },
    });
  }
}

/** The run is over once the source was looked at; what becomes of the files is told by the feed. */
async function lookAtFeed(
  context: Context,
  run: Claimed,
  schedule: ScheduleRecord,
  person: Principal,
  feedId: string,
  now: Date,
): Promise<void> {
  const { records, pool } = context;
  const { name } = await requireOwnFeed(context, person, feedId).catch(explainLostRight);
  await checkDueFeed(context, now, feedId);
  const { error } = await records.feed.findUniqueOrThrow({ where: { id: feedId } });
  const failure = ErrorInfo.nullable().catch(null).parse(error);
  if (failure) {
    const { code, message } = failure;
    return noteFailure(context, run, schedule, { code: knownCode(code), message }, now);
  }
  await records.scheduleRun.updateMany({
    where: { id: run.id, state: 'waiting', attempts: run.attempts },
    data: { state: 'succeeded', tryAt: null, error: Prisma.DbNull, finishedAt: new Date() },
  });
  const object = { kind: 'feed' as const, id: feedId, name };
  await recordAudit(pool, {
    action: 'checkFeed',
    outcome: 'done',
    personId: person.id,
    via: 'service',
    object,
    details: {},
  });
}

/** The run is over once the export of the delivery is; whether the file arrived is told by the delivery. */
async function startScheduledDelivery(
  context: Context,
  run: Claimed,
  person: Principal,
  deliveryId: string,
): Promise<void> {
  await requireOwnDelivery(context, person, deliveryId).catch(explainLostRight);
  await startDelivery(context, person, deliveryId, { within: (tx, object) => noteStarted(tx, run, object) }).catch(
    explainLostRight,
  );
}

/** The run has its job, in the transaction that records it. @throws TakenElsewhere */
async function noteStarted(tx: Prisma.TransactionClient, run: Claimed, object: AuditObject): Promise<void> {
  const { count } = await tx.scheduleRun.updateMany({
    where: { id: run.id, state: 'waiting', attempts: run.attempts },
    data: { state: 'running', jobId: object.id ?? null, tryAt: null, error: Prisma.DbNull },
  });
  if (count === 0) throw new TakenElsewhere();
}

async function startExport(
  context: Context,
  run: Claimed,
  schedule: ScheduleRecord,
  person: Principal,
  request: ExportRequest,
): Promise<void> {
  const limits = JobLimits.nullable().parse(schedule.limits);
  const plan = async () => {
    const input = await planExport(context, person, await expandViews(context, person, request)).catch(
      explainLostRight,
    );
    return { ...input, limits: limits ?? input.limits };
  };
  await startJobFor(
    context,
    { id: person.id },
    undefined,
    plan,
    async (tx, object, tableId) => {
      await noteStarted(tx, run, object);
      const details = { tableId, scheduleId: schedule.id };
      await recordAudit(tx, {
        action: 'createExport',
        outcome: 'done',
        personId: person.id,
        via: 'service',
        object,
        details,
      });
    },
    'keep',
  );
}
