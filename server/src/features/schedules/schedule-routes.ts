import {
  AppError,
  IdParams,
  NewSchedule,
  PREVIEWED_RUNS,
  Schedule,
  ScheduleChange,
  SchedulePreview,
  SchedulePreviewRequest,
  Schedules,
} from '@sheetport/contract';
import { Prisma } from '@sheetport/prisma';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import type { App, Context } from '../../context.ts';
import { TABLE_ERRORS } from '../../http/error-groups.ts';
import { newId } from '../../id.ts';
import { refuseTooMany } from '../account/kept-objects.ts';
import { checkTask } from './check-task.ts';
import { checkWhen, isMoved, nextDue, type When } from './due-times.ts';
import { viewSchedule, whenOf } from './schedule-view.ts';

/** A longer list is of no use to people. */
const MOST_LISTED = 1000;
const LAST_RUN = { runs: { orderBy: { dueAt: 'desc' as const }, take: 1 } };
const TASK_ERRORS = [...TABLE_ERRORS, 'invalid_filter', 'invalid_export', 'invalid_schedule'] as const;

/** Register the routes that list, preview, make, change and delete schedules. */
export function routeSchedules(app: App, context: Context): void {
  const { records, access } = context;

  async function findSchedule(id: string) {
    const row = await records.schedule.findUnique({ where: { id }, include: LAST_RUN });
    if (!row) throw new AppError('not_found', { what: 'schedule' });
    return row;
  }

  app.get(
    '/api/schedules',
    {
      config: { permission: 'schedule.see' },
      schema: {
        operationId: 'listSchedules',
        tags: ['Automation'],
        summary: 'List schedules',
        description: 'Schedules by name: your own, and to owners of the service those of everybody.',
        response: { 200: Schedules },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const rows = await records.schedule.findMany({
        where: access.isAllowed(principal, 'schedule.see') ? {} : { createdBy: principal.id },
        include: LAST_RUN,
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
        take: MOST_LISTED,
      });
      return { schedules: rows.map(viewSchedule) };
    },
  );

  app.post(
    '/api/schedules/preview',
    {
      config: { permission: 'schedule.create', audit: false },
      schema: {
        operationId: 'previewSchedule',
        tags: ['Automation'],
        summary: 'Preview due times',
        description: `The next times at which a schedule would be due, at most ${PREVIEWED_RUNS}. Nothing is saved.`,
        errors: ['invalid_schedule'],
        body: SchedulePreviewRequest,
        response: { 200: SchedulePreview },
      },
    },
    async (request) => {
      const now = new Date();
      const when = readWhen(request.body, now);
      checkWhen(when, now);
      const runs: SchedulePreview['runs'] = [];
      let next = nextDue(when, now);
      while (next && runs.length < PREVIEWED_RUNS) {
        runs.push({ at: next.toISOString(), moved: isMoved(when, next) });
        next = nextDue(when, next);
      }
      return { runs };
    },
  );

  app.post(
    '/api/schedules',
    {
      config: { permission: 'schedule.create' },
      schema: {
        operationId: 'createSchedule',
        tags: ['Automation'],
        summary: 'Make a schedule',
        description:
          'Work that is done by itself at set times. Each run has the rights that you have then. A due time has one run, however many servers there are, and whichever of them restart.',
        errors: [...TASK_ERRORS, 'too_many_kept'],
        responseHeaders: ['Location'],
        body: NewSchedule,
        response: { 201: Schedule },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { name, task, timing, timeZone, enabled, missed, overlap, retries, limits } = request.body;
      const now = new Date();
      const when = readWhen(request.body, now);
      checkWhen(when, now);
      await checkTask(context, principal, task);
      const row = await records.$transaction(async (tx) => {
        await refuseTooMany(tx, principal.id, 'schedules');
        return tx.schedule.create({
          data: {
            id: newId(),
            name,
            task: task as Prisma.InputJsonObject,
            timing,
            timeZone,
            startsAt: when.startsAt,
            endsAt: when.endsAt,
            enabled,
            missed,
            overlap,
            retries,
            limits: limits ?? Prisma.DbNull,
            nextAt: enabled ? nextDue(when, now) : null,
            createdBy: principal.id,
            createdAt: now,
          },
        });
      });
      reply.code(201).header('location', `/api/schedules/${row.id}`);
      return viewSchedule({ ...row, runs: [] });
    },
  );

  app.get(
    '/api/schedules/:id',
    {
      config: { permission: 'schedule.see', object: 'schedule' },
      schema: {
        operationId: 'getSchedule',
        tags: ['Automation'],
        summary: 'Get a schedule',
        description: 'A schedule with its last run.',
        errors: ['not_found'],
        params: IdParams,
        response: { 200: Schedule },
      },
    },
    async (request) => viewSchedule(await findSchedule(request.params.id)),
  );

  app.patch(
    '/api/schedules/:id',
    {
      config: { permission: 'schedule.change', object: 'schedule' },
      schema: {
        operationId: 'updateSchedule',
        tags: ['Automation'],
        summary: 'Change a schedule',
        description: 'What is not named stays. Due times while a schedule was off are not made up for.',
        errors: TASK_ERRORS,
        params: IdParams,
        body: ScheduleChange,
        response: { 200: Schedule },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { body: change } = request;
      if (change.task) await checkTask(context, principalOf(request), change.task);
      await records.$transaction(async (tx) => {
        // Whoever finds it due meanwhile waits, or has noted its runs already.
        await tx.$queryRaw`SELECT id FROM sheetport.schedule WHERE id = ${id}::uuid FOR UPDATE`;
        const row = await tx.schedule.findUnique({ where: { id } });
        if (!row) throw new AppError('not_found', { what: 'schedule' });
        await tx.schedule.update({ where: { id }, data: dataOf(row, change) });
      });
      return viewSchedule(await findSchedule(id));
    },
  );

  app.delete(
    '/api/schedules/:id',
    {
      config: { permission: 'schedule.change', object: 'schedule' },
      schema: {
        operationId: 'deleteSchedule',
        tags: ['Automation'],
        summary: 'Delete a schedule',
        description: 'The schedule and its history go. Jobs that it started stay.',
        errors: ['not_found'],
        params: IdParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { count } = await records.schedule.deleteMany({ where: { id: request.params.id } });
      if (count === 0) throw new AppError('not_found', { what: 'schedule' });
      return reply.code(204).send();
    },
  );
}

function readWhen({ timing, timeZone, startsAt, endsAt }: SchedulePreviewRequest, createdAt: Date): When {
  return { timing, timeZone, startsAt: readMoment(startsAt), endsAt: readMoment(endsAt), createdAt };
}

function readMoment(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

/**
 * What of a record changes. When it is due is computed anew where that depends on what changes.
 * @throws AppError `invalid_schedule`
 */
function dataOf(row: Prisma.ScheduleGetPayload<object>, change: ScheduleChange): Prisma.ScheduleUpdateInput {
  const {
    name,
    task,
    timing,
    timeZone,
    startsAt,
    endsAt,
    enabled = row.enabled,
    missed,
    overlap,
    retries,
    limits,
  } = change;
  const now = new Date();
  const when: When = {
    ...whenOf(row),
    ...(timing && { timing }),
    ...(timeZone && { timeZone }),
    ...(startsAt !== undefined && { startsAt: readMoment(startsAt) }),
    ...(endsAt !== undefined && { endsAt: readMoment(endsAt) }),
  };
  const isOtherTime = [timing, timeZone, startsAt, endsAt].some((part) => part !== undefined);
  if (when.startsAt && when.endsAt && when.startsAt >= when.endsAt)
    throw new AppError('invalid_schedule', { detail: 'its end is not after its start' });
  // One that is over may still get another name, or be switched off.
  if (isOtherTime || (enabled && !row.enabled)) checkWhen(when, now);
  return {
    ...(name !== undefined && { name }),
    ...(task && { task: task as Prisma.InputJsonObject }),
    ...(timing && { timing }),
    ...(timeZone && { timeZone }),
    startsAt: when.startsAt,
    endsAt: when.endsAt,
    enabled,
    ...(missed && { missed }),
    ...(overlap && { overlap }),
    ...(retries !== undefined && { retries }),
    ...(limits !== undefined && { limits: limits ?? Prisma.DbNull }),
    ...((isOtherTime || enabled !== row.enabled) && { nextAt: enabled ? nextDue(when, now) : null }),
  };
}
