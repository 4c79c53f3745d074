import { readDatabaseClock } from '@sheetport/core';
import type { Context } from '../../context.ts';
import { advanceFiles } from '../feeds/advance-files.ts';
import { checkDueFeed } from '../feeds/check-feeds.ts';
import { noteDueRuns } from './note-due-runs.ts';
import { settleRuns } from './settle-runs.ts';
import { startDueRun } from './start-due-run.ts';

/** How often a server looks for what is due: two short statements on small indexes. */
const LOOK_MS = 1000;
/** Runs that one look starts, so that the others are looked at again. */
const MOST_STARTED = 20;
/** Feeds that are looked at at once, and one after the other within a look. */
const CHECKED_AT_ONCE = 4;
const MOST_CHECKED = 5;

/**
 * Do all that is due: settle runs whose jobs have ended, record runs for due times, and start those that wait. Any number of servers may do
 * so at once.
 * @param given the time by which it is due; default what the clock of the database says, which is the same for all servers
 */
export async function runSchedules(context: Context, given?: Date): Promise<void> {
  const now = given ?? (await readDatabaseClock(context.pool))();
  await settleRuns(context, now);
  await noteDueRuns(context, now);
  for (let started = 0; started < MOST_STARTED && (await startDueRun(context, now, 'others')); started++);
}

/** Look at feeds that are due, by themselves or by a schedule, and bring their files further. */
async function runFeeds(context: Context): Promise<void> {
  const clock = await readDatabaseClock(context.pool);
  // Some of them wait for other systems.
  const check = async () => {
    const checkNext = async () =>
      (await startDueRun(context, clock(), 'feeds')) || (await checkDueFeed(context, clock()));
    for (let checked = 0; checked < MOST_CHECKED && (await checkNext()); checked++);
  };
  await Promise.all(Array.from({ length: CHECKED_AT_ONCE }, check));
  await advanceFiles(context, clock());
}

/** Look each second for what is due, until it is stopped. A feed whose source is slow holds no schedule up. */
export function watchSchedules(context: Context): { stop(): Promise<void> } {
  const watches = [() => runSchedules(context), () => runFeeds(context)].map((look) => repeat(context, look));
  return {
    async stop() {
      await Promise.all(watches.map((watch) => watch.stop()));
    },
  };
}

function repeat(context: Context, work: () => Promise<void>): { stop(): Promise<void> } {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  const look = () => {
    looking = work()
      // The database is away: the next look finds all that is due.
      .catch((error: unknown) => context.log.debug({ err: error }, 'schedules could not be looked at'))
      .finally(() => {
        if (!isStopped) timer = setTimeout(look, LOOK_MS).unref();
      });
  };
  timer = setTimeout(look, LOOK_MS).unref();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
