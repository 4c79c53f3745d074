import { randomUUID } from 'node:crypto';
import type { Schedule, ScheduleRun, ScheduleRuns, Schedules, Table } from '@sheetport/contract';
import { Prisma } from '@sheetport/prisma';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addPerson, type TestPerson } from '../../testing/test-people.ts';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';
import { noteDueRuns } from './note-due-runs.ts';
import { runSchedules } from './run-schedules.ts';
import { pauseAfter } from './tried-again.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let server: TestServer;
let table: Table;
let viewer: TestPerson;
beforeAll(async () => {
  server = await startTestServer();
  const columns = [{ label: 'No', type: 'integer' }];
  table = (await (await server.post('/api/tables', { name: 'Orders', columns })).json()) as Table;
  viewer = await addPerson(server, 'viewer');
});
afterAll(async () => server?.close());
afterEach(async () => {
  await server.records.schedule.deleteMany();
  await server.records.job.deleteMany();
});

const bodyOf = (more: object = {}) => ({
  name: 'Orders',
  task: { kind: 'export', export: { tableId: table.id, format: 'csv' } },
  timing: { kind: 'interval', minutes: 60 },
  timeZone: 'UTC',
  overlap: 'allow',
  ...more,
});
const make = async (more: object = {}, person?: TestPerson): Promise<Schedule> => {
  const answer = person
    ? await person.call('POST', '/api/schedules', bodyOf(more))
    : await server.post('/api/schedules', bodyOf(more));
  expect(answer.status).toBe(201);
  return (await answer.json()) as Schedule;
};
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];
const runsOf = async ({ id }: Schedule): Promise<ScheduleRun[]> =>
  ((await (await server.call(`/api/schedules/${id}/runs?limit=100`)).json()) as ScheduleRuns).runs.reverse();
const tick = (now: number | Date, servers = [server]) =>
  Promise.all(servers.map(({ app }) => runSchedules(app.context, new Date(now))));
/** As a worker ends a job, and says why it failed. */
const endJob = (id: string, state: 'succeeded' | 'failed', code = 'internal') =>
  server.records.job.update({
    where: { id },
    data: { state, finishedAt: new Date(), ...(state === 'failed' && { error: { code, message: 'because' } }) },
  });

test('P51 three servers at once and restarts: each due time has one run and one job, over both changes of the clocks', async () => {
  const zone = { timeZone: 'Europe/Berlin', missed: 'all' };
  const spring = '2027-03-27T00:00:00Z';
  const autumn = '2027-10-30T21:00:00Z';
  const daily = await make({ ...zone, name: 'Daily', timing: { kind: 'cron', cron: '30 2 * * *' }, startsAt: spring });
  const halfHourly = await make({ ...zone, timing: { kind: 'cron', cron: '*/30 * * * *' }, startsAt: autumn });
  let others = [await server.again(), await server.again()];
  for (const [begin, hours, step] of [
    [spring, 60, 12],
    [autumn, 6, 2],
  ] as const)
    for (let hour = 0; hour <= hours; hour += step) {
      const now = new Date(Date.parse(begin) + hour * HOUR);
      // One dies after it has noted what is due, and one after it has begun to start a run.
      if (hour % (2 * step) === 0) await noteDueRuns(server.app.context, now);
      await server.pool.query(
        `UPDATE sheetport.schedule_run SET try_at = $1, attempts = attempts + 1
          WHERE id = (SELECT id FROM sheetport.schedule_run WHERE state = 'waiting' LIMIT 1)`,
        [new Date(now.getTime() + MINUTE)],
      );
      await tick(now, [server, ...others]);
      await tick(now.getTime() + 2 * MINUTE, [server, ...others]);
      if (hour === 2 * step) {
        await others[0]!.close();
        others = [others[1]!, await server.again()];
      }
    }
  await Promise.all(others.map((other) => other.close()));
  const dueOf = (runs: ScheduleRun[], most: string) =>
    runs.map(({ dueAt }) => dueAt.slice(0, 16)).filter((due) => due < most);
  const dailyRuns = await runsOf(daily);
  expect(dueOf(dailyRuns, '2027-04')).toEqual(['2027-03-27T01:30', '2027-03-28T01:30', '2027-03-29T00:30']);
  // Half an hour of the time that passes, also in the hour that comes twice.
  const each = Array.from({ length: 13 }, (_, n) => new Date(Date.parse(autumn) + (n * HOUR) / 2).toISOString());
  expect(dueOf(await runsOf(halfHourly), '2028')).toEqual(each.map((due) => due.slice(0, 16)));
  const all = await server.records.scheduleRun.findMany();
  expect(all.filter(({ state }) => state !== 'running')).toEqual([]);
  const jobs = await server.records.job.findMany({ select: { id: true } });
  expect(new Set(all.map(({ jobId }) => jobId))).toEqual(new Set(jobs.map(({ id }) => id)));
  expect(jobs.length).toBe(all.length);
});

test('P51 times at which no server was there: skipped, made up for once, or all', async () => {
  const startsAt = '2027-01-01T00:00:00Z';
  const expected = {
    skip: ['missed', 'missed', 'missed', 'running'],
    once: ['missed', 'missed', 'missed', 'running'],
    all: ['running', 'running', 'running', 'running'],
  };
  const late = { skip: 'missed', once: 'running', all: 'running' };
  for (const missed of ['skip', 'once', 'all'] as const) {
    const schedule = await make({ missed, startsAt });
    const states = async () => (await runsOf(schedule)).map(({ state }) => state);
    await tick(Date.parse(startsAt) + 3 * HOUR + 20_000);
    expect(await states()).toEqual(expected[missed]);
    await tick(Date.parse(startsAt) + 4 * HOUR + 2 * MINUTE);
    expect((await states()).slice(4)).toEqual([late[missed]]);
    // The clock of the database was set back: nothing is done twice.
    await server.records.schedule.update({ where: { id: schedule.id }, data: { nextAt: new Date(startsAt) } });
    await tick(Date.parse(startsAt) + 4 * HOUR + 3 * MINUTE);
    expect((await states()).length).toBe(5);
    await server.records.schedule.delete({ where: { id: schedule.id } });
  }
});

test('P54 a run has the rights that its person has then, and says why it failed', async () => {
  const schedule = await make({ startsAt: '2027-01-01T00:00:00Z' }, viewer);
  const at = (hour: number) => Date.parse('2027-01-01T00:00:00Z') + hour * HOUR;
  const last = async () => (await runsOf(schedule)).at(-1);
  await tick(at(0));
  expect(await last()).toMatchObject({ state: 'running', jobId: expect.any(String) });
  const job = await server.records.job.findUniqueOrThrow({ where: { id: (await last())!.jobId! } });
  expect(job).toMatchObject({ kind: 'export', createdBy: viewer.id, tableId: table.id });
  await server.records.table.update({ where: { id: table.id }, data: { restricted: true } });
  await tick(at(1));
  expect(await last()).toMatchObject({ state: 'failed', jobId: null, error: { code: 'schedule_not_allowed' } });
  await server.records.table.update({ where: { id: table.id }, data: { restricted: false } });
  await server.records.person.update({ where: { id: viewer.id }, data: { disabledAt: new Date() } });
  await tick(at(2));
  expect(await last()).toMatchObject({ state: 'failed', jobId: null, error: { code: 'schedule_person_gone' } });
  await server.records.person.update({ where: { id: viewer.id }, data: { disabledAt: null } });
  await tick(at(3));
  await endJob((await last())!.jobId!, 'succeeded');
  await tick(at(3) + 1);
  expect(await last()).toMatchObject({ state: 'succeeded', error: null, finishedAt: expect.any(String) });
});

test('a run whose job fails for a reason that passes is tried again after growing pauses; another is not', async () => {
  const startsAt = '2027-01-01T00:00:00Z';
  const schedule = await make({ startsAt, retries: 2, timing: { kind: 'cron', cron: '0 0 1 1 *' } });
  const last = async () => (await runsOf(schedule)).at(-1)!;
  let now = Date.parse(startsAt);
  const jobs = new Set<string>();
  for (const attempt of [1, 2]) {
    await tick(now);
    const { jobId, attempts } = await last();
    expect(attempts).toBe(attempt);
    jobs.add(jobId!);
    await endJob(jobId!, 'failed', 'database_unavailable');
    await tick(now + 1);
    const waiting = await last();
    expect(waiting).toMatchObject({ state: 'waiting', error: { code: 'database_unavailable' } });
    expect(Date.parse(waiting.nextTryAt!)).toBe(now + 1 + pauseAfter(attempt));
    await tick(Date.parse(waiting.nextTryAt!) - 1);
    expect((await last()).state).toBe('waiting');
    now = Date.parse(waiting.nextTryAt!);
  }
  await tick(now);
  jobs.add((await last()).jobId!);
  expect(jobs.size).toBe(3);
  await endJob((await last()).jobId!, 'failed', 'database_unavailable');
  await tick(now + 1);
  expect(await last()).toMatchObject({ state: 'failed', attempts: 3, nextTryAt: null });
  expect([1, 2, 3, 20].map(pauseAfter)).toEqual([MINUTE, 2 * MINUTE, 4 * MINUTE, HOUR]);

  const other = await make({ startsAt: '2028-01-01T00:00:00Z' });
  await tick(Date.parse('2028-01-01T00:00:00Z'));
  await endJob((await runsOf(other)).at(-1)!.jobId!, 'failed', 'table_missing');
  await tick(Date.parse('2028-01-01T00:00:01Z'));
  expect((await runsOf(other)).at(-1)).toMatchObject({ state: 'failed', attempts: 1 });
});

test('a schedule is previewed, made, switched off, changed, run at once and deleted; of others only owners see it', async () => {
  const preview = await server.post('/api/schedules/preview', {
    timing: { kind: 'cron', cron: '30 2 28 3 *' },
    timeZone: 'Europe/Berlin',
    startsAt: '2027-01-01T00:00:00Z',
  });
  expect(((await preview.json()) as { runs: object[] }).runs.slice(0, 2)).toEqual([
    { at: '2027-03-28T01:30:00.000Z', moved: true },
    { at: '2028-03-28T00:30:00.000Z', moved: false },
  ]);
  for (const timing of [
    { kind: 'cron', cron: '0 0 31 2 *' },
    { kind: 'once', at: '2020-01-01T00:00' },
  ]) {
    expect(await codeOf(await server.post('/api/schedules/preview', { timing, timeZone: 'UTC' }))).toEqual([
      422,
      'invalid_schedule',
    ]);
    expect(await codeOf(await server.post('/api/schedules', bodyOf({ timing })))).toEqual([422, 'invalid_schedule']);
  }
  const deletion = { task: { kind: 'deletion', olderThanDays: 30 } };
  expect(await codeOf(await viewer.call('POST', '/api/schedules', bodyOf(deletion)))).toEqual([403, 'forbidden']);

  const schedule = await make({}, viewer);
  expect(schedule).toMatchObject({ enabled: true, missed: 'once', retries: 3, createdBy: viewer.id, lastRun: null });
  expect(schedule.nextAt).not.toBeNull();
  const other = await addPerson(server, 'editor');
  expect(((await (await other.call('GET', '/api/schedules')).json()) as Schedules).schedules).toEqual([]);
  for (const [method, path] of [
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/run'],
    ['GET', '/runs'],
  ] as const)
    expect(
      (await other.call(method, `/api/schedules/${schedule.id}${path}`, method === 'PATCH' ? { name: 'x' } : undefined))
        .status,
    ).toBe(404);
  const change = async (body: object) =>
    (await (
      await server.call(`/api/schedules/${schedule.id}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json()) as Schedule;
  expect(await change({ enabled: false })).toMatchObject({ enabled: false, nextAt: null });
  expect(await change({ name: 'Later' })).toMatchObject({ name: 'Later', nextAt: null });
  expect((await change({ enabled: true, timing: { kind: 'once', at: '2027-05-01T10:00' } })).nextAt).toBe(
    '2027-05-01T10:00:00.000Z',
  );

  const run = (await (await viewer.call('POST', `/api/schedules/${schedule.id}/run`)).json()) as ScheduleRun;
  expect(run).toMatchObject({ manual: true, state: 'running', jobId: expect.any(String) });
  expect(await change({ name: 'Now' })).toMatchObject({ lastRun: { id: run.id } });
  expect((await viewer.call('DELETE', `/api/schedules/${schedule.id}`)).status).toBe(204);
  expect((await viewer.call('GET', `/api/schedules/${schedule.id}`)).status).toBe(404);
  expect(await server.records.job.count({ where: { id: run.jobId! } })).toBe(1);

  const old = await make(deletion);
  await server.records.job.updateMany({ data: { state: 'cancelled', createdAt: new Date('2026-01-01') } });
  const answer = await server.post(`/api/schedules/${old.id}/run`);
  expect(await answer.json()).toMatchObject({ state: 'succeeded', deleted: 1, jobId: null });
  const { rows } = await server.pool.query(
    `SELECT action, via FROM sheetport.audit_event WHERE action IN ('createDeletion', 'runSchedule', 'deleteSchedule') ORDER BY id`,
  );
  expect(rows.map(({ action }) => action)).toEqual(['runSchedule', 'deleteSchedule', 'createDeletion', 'runSchedule']);
});

test('P51 a schedule makes a delivery of its person: its export is the job of the run, and one of another is refused', async () => {
  const editor = await addPerson(server, 'editor');
  const made = await editor.call('POST', '/api/deliveries', {
    name: 'Nightly',
    export: { tableId: table.id, format: 'csv' },
    target: { kind: 'http', url: 'https://files.example.com/orders.csv', method: 'PUT' },
  });
  const { id: deliveryId } = (await made.json()) as { id: string };
  const task = { kind: 'delivery', deliveryId };
  expect(await codeOf(await server.post('/api/schedules', bodyOf({ task })))).toEqual([404, 'not_found']);
  const schedule = await make({ task }, editor);
  const due = new Date(schedule.nextAt!).getTime();
  await tick(due);
  const [run] = await runsOf(schedule);
  expect(run).toMatchObject({ state: 'running', attempts: 1 });
  expect(await server.records.deliveryRun.findMany({ where: { deliveryId } })).toMatchObject([{ jobId: run!.jobId }]);
  await endJob(run!.jobId!, 'succeeded');
  await tick(due + MINUTE);
  expect(await runsOf(schedule)).toMatchObject([{ state: 'succeeded' }]);
  // It is gone: the next run says so.
  await editor.call('DELETE', `/api/deliveries/${deliveryId}`);
  await tick(due + HOUR);
  expect((await runsOf(schedule)).at(-1)).toMatchObject({ state: 'failed', error: { code: 'schedule_not_allowed' } });
});

test('P51 a run that is due before the last one is over is skipped, or waits for it, as the schedule says', async () => {
  const startsAt = new Date(Date.now() + HOUR).toISOString();
  const due = (hours: number) => Date.parse(startsAt) + hours * HOUR + 1000;
  const endLast = async (schedule: Schedule, hours: number) => {
    const running = (await runsOf(schedule)).find(({ state }) => state === 'running');
    await endJob(running!.jobId!, 'succeeded');
    await tick(due(hours) + 5000, [server, server]);
  };
  const states = async (schedule: Schedule) => (await runsOf(schedule)).map(({ state }) => state);
  const skipping = await make({ overlap: undefined, startsAt });
  expect(skipping.overlap).toBe('skip');
  const queueing = await make({ overlap: 'queue', startsAt });
  for (const hours of [0, 1, 2]) await tick(due(hours), [server, server]);
  expect(await states(skipping)).toEqual(['running', 'skipped', 'skipped']);
  expect(await states(queueing)).toEqual(['running', 'waiting', 'waiting']);
  for (const schedule of [skipping, queueing]) await endLast(schedule, 2);
  expect(await states(queueing)).toEqual(['succeeded', 'running', 'waiting']);
  await tick(due(3));
  expect(await states(skipping)).toEqual(['succeeded', 'skipped', 'skipped', 'running']);
  await endLast(queueing, 3);
  expect(await states(queueing)).toEqual(['succeeded', 'succeeded', 'running', 'waiting']);
  // A person need not wait.
  const answer = await server.post(`/api/schedules/${skipping.id}/run`, {});
  expect(await answer.json()).toMatchObject({ state: 'running', manual: true });
});

test('a feed is looked at as its schedule says; of somebody else it is not, and what is wrong is noted', async () => {
  const maker = await addPerson(server, 'owner');
  const column = table.columns[0]!.name;
  const feedOf = async (createdBy: string) =>
    server.records.feed.create({
      data: {
        id: randomUUID(),
        name: 'Orders',
        tableId: table.id,
        source: { kind: 'folder', path: '/nowhere', afterwards: 'leave' },
        columns: [{ heading: 'No', column: { column } }],
        options: { mode: 'insert', key: [], onReject: 'skip' },
        newColumns: 'refuse',
        everyMinutes: 0,
        createdBy,
      },
    });
  const own = await feedOf(maker.id);
  const other = await feedOf(viewer.id);
  const body = (feedId: string) => bodyOf({ task: { kind: 'feed', feedId } });
  expect(await codeOf(await maker.call('POST', '/api/schedules', body(other.id)))).toEqual([404, 'not_found']);
  const schedule = await make({ task: { kind: 'feed', feedId: own.id } }, maker);
  const run = async () =>
    (await (await maker.call('POST', `/api/schedules/${schedule.id}/run`, {})).json()) as ScheduleRun;
  expect(await run()).toMatchObject({ state: 'failed', jobId: null, error: { code: 'feed_folder_not_allowed' } });
  await server.records.feed.update({
    where: { id: own.id },
    data: { source: { kind: 'inbound' }, error: Prisma.DbNull },
  });
  expect(await run()).toMatchObject({ state: 'succeeded', error: null });
  expect(await server.records.feed.findUnique({ where: { id: own.id } })).toMatchObject({
    nextAt: null,
    checkedAt: expect.any(Date),
  });
  await server.records.feed.deleteMany();
  expect(await run()).toMatchObject({ state: 'failed', error: { code: 'schedule_not_allowed' } });
});
