import type { Prisma, ScheduleRecord } from '@sheetport/prisma';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { newId } from '../../id.ts';
import { dueTimes, nextDue } from './due-times.ts';
import { whenOf } from './schedule-view.ts';

/** Due times that are made up for at most; earlier ones are forgotten. */
const MOST_MISSED = 50;
/** A run that starts later than this was missed. */
const GRACE_MS = 60_000;
/** Schedules that one look takes; what is more waits for the next. */
const AT_ONCE = 50;
const Id = z.object({ id: z.string() });

/**
 * Record a run for each due time that has none, by the policy of its schedule, and compute when it is due next: both in one transaction for
 * each schedule, whose row is locked. However many servers look at once, and whenever one of them dies, there is one run for each due time.
 * @param now the time by which schedules are due
 * @returns how many runs were recorded
 */
export async function noteDueRuns({ records, pool }: Pick<Context, 'records' | 'pool'>, now: Date): Promise<number> {
  const { rows } = await pool.query('SELECT id FROM sheetport.schedule WHERE next_at <= $1 ORDER BY next_at LIMIT $2', [
    now,
    AT_ONCE,
  ]);
  let noted = 0;
  for (const { id } of z.array(Id).parse(rows))
    noted += await records.$transaction(async (tx) => {
      // Another server that looks at it now does all that is to be done.
      const locked = await tx.$queryRaw<unknown[]>`
        SELECT id FROM sheetport.schedule WHERE id = ${id}::uuid AND next_at <= ${now} FOR UPDATE SKIP LOCKED`;
      if (locked.length === 0) return 0;
      return noteRunsOf(tx, await tx.schedule.findUniqueOrThrow({ where: { id } }), now);
    });
  return noted;
}

async function noteRunsOf(tx: Prisma.TransactionClient, schedule: ScheduleRecord, now: Date): Promise<number> {
  const { id: scheduleId, nextAt, missed, overlap } = schedule;
  const when = whenOf(schedule);
  const due = dueTimes(when, nextAt!, now, MOST_MISSED);
  const isLate = (moment: Date) => now.getTime() - moment.getTime() > GRACE_MS;
  const isMissed = (moment: Date, at: number) =>
    missed === 'skip' ? isLate(moment) : missed === 'once' ? at < due.length - 1 : false;
  const isBusy =
    overlap === 'skip' &&
    (await tx.scheduleRun.count({ where: { scheduleId, state: { in: ['waiting', 'running'] } }, take: 1 })) > 0;
  const { count } = await tx.scheduleRun.createMany({
    data: due.map((dueAt, at) =>
      isMissed(dueAt, at)
        ? { id: newId(), scheduleId, dueAt, state: 'missed', finishedAt: now }
        : isBusy
          ? { id: newId(), scheduleId, dueAt, state: 'skipped', finishedAt: now }
          : { id: newId(), scheduleId, dueAt, state: 'waiting', tryAt: now },
    ),
    // A clock that was set back must not start anything twice.
    skipDuplicates: true,
  });
  await tx.schedule.update({ where: { id: scheduleId }, data: { nextAt: nextDue(when, now) } });
  return count;
}
