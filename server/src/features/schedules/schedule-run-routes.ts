import { AppError, IdParams, ScheduleRun, ScheduleRuns, ScheduleRunsQuery } from '@sheetport/contract';
import type { App, Context } from '../../context.ts';
import { readCursor, writeCursor } from '../../http/cursor.ts';
import { newId } from '../../id.ts';
import { viewRun } from './schedule-view.ts';
import { startDueRun } from './start-due-run.ts';

/** Register the routes that run a schedule at once, and list its runs. */
export function routeScheduleRuns(app: App, context: Context): void {
  const { records } = context;

  app.post(
    '/api/schedules/:id/run',
    {
      config: { permission: 'schedule.change', object: 'schedule' },
      schema: {
        operationId: 'runSchedule',
        tags: ['Automation'],
        summary: 'Run a schedule now',
        description:
          'Do once more what the schedule does, with the rights of the person who made it. It works while it is off, too, and alters none of its times.',
        errors: ['not_found'],
        params: IdParams,
        response: { 202: ScheduleRun },
      },
    },
    async (request, reply) => {
      const { id: scheduleId } = request.params;
      if (!(await records.schedule.findUnique({ where: { id: scheduleId }, select: { id: true } })))
        throw new AppError('not_found', { what: 'schedule' });
      const id = newId();
      const now = new Date();
      // Milliseconds tell it from due times, which have none; from another such run they may not.
      for (let dueAt = now.getTime() + (now.getTime() % 1000 === 0 ? 1 : 0); ; dueAt++) {
        const data = { id, scheduleId, dueAt: new Date(dueAt), manual: true, tryAt: now };
        const { count } = await records.scheduleRun.createMany({ data: [data], skipDuplicates: true });
        if (count === 1) break;
      }
      await startDueRun(context, now, 'all', id);
      reply.code(202);
      return viewRun(await records.scheduleRun.findUniqueOrThrow({ where: { id } }));
    },
  );

  app.get(
    '/api/schedules/:id/runs',
    {
      config: { permission: 'schedule.see', object: 'schedule' },
      schema: {
        operationId: 'listScheduleRuns',
        tags: ['Automation'],
        summary: 'List the runs of a schedule',
        description: 'Due times and what became of them, newest first. Those of the last 90 days are kept.',
        errors: ['not_found', 'invalid_cursor'],
        params: IdParams,
        querystring: ScheduleRunsQuery,
        response: { 200: ScheduleRuns },
      },
    },
    async (request) => {
      const { id: scheduleId } = request.params;
      const { after, limit } = request.query;
      if (!(await records.schedule.findUnique({ where: { id: scheduleId }, select: { id: true } })))
        throw new AppError('not_found', { what: 'schedule' });
      const rows = await records.scheduleRun.findMany({
        where: { scheduleId, ...(after !== undefined && { dueAt: { lt: readCursor(after).createdAt } }) },
        orderBy: { dueAt: 'desc' },
        take: limit + 1,
      });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const next = rows.length > limit && last ? writeCursor({ createdAt: last.dueAt, id: last.id }) : null;
      return { runs: page.map(viewRun), next };
    },
  );
}
