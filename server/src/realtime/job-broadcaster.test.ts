import { foldJob, isOver, type Job, type Report, seqOf } from '@sheetport/contract';
import type { JobRecord, Records } from '@sheetport/prisma';
import fc from 'fast-check';
import type pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { viewJob } from '../features/jobs/job-view.ts';
import { Audience } from './audience.ts';
import { JobBroadcaster } from './job-broadcaster.ts';
import type { SocketServer } from './rooms.ts';

const ID = '01890000-0000-7000-8000-000000000001';
/** Owners see all jobs: nothing is asked for them. */
const OWNER = { id: 'owner', role: 'owner', highest: 'owner' } as const;
const NO_DATABASE = {} as pg.Pool;
const NONE = { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function queuedRow(): JobRecord {
  const none = { read: 0n, inserted: 0n, updated: 0n, unchanged: 0n, rejected: 0n };
  return {
    ...none,
    id: ID,
    kind: 'import',
    state: 'queued',
    phase: 'waiting',
    seq: 0n,
    fence: 0,
    fraction: 0,
    fractionLease: 0,
    rowsDone: 0n,
    rowsTotal: null,
    rowsPerSecond: null,
    secondsLeft: null,
    title: 'book.xlsx',
    spec: {},
    error: null,
    result: null,
    attempts: 0,
    fileId: null,
    tableId: null,
    parentId: null,
    batchId: null,
    contentKeys: [],
    lane: null,
    dependsOn: [],
    isHeld: false,
    startsAt: null,
    importsPerMinute: null,
    expectedMs: null,
    priority: 'normal',
    limits: null,
    turn: 0,
    pendingRejects: null,
    continuationState: null,
    undoneByJobId: null,
    log: null,
    createdBy: null,
    keyId: null,
    worker: null,
    cancelRequestedAt: null,
    heartbeatAt: null,
    createdAt: new Date(),
    startedAt: null,
    finishedAt: null,
  };
}

/** A broadcaster over one row that the test changes, and everything it emits. */
function openJobBroadcaster(
  row: { now: JobRecord | null },
  ahead: { now: number } = { now: 0 },
  rooms = new Map([['all', new Set(['one'])]]),
) {
  const emitted: { at: number; job: Job }[] = [];
  const reads = { count: 0, meanwhile: () => {} };
  const read = () => {
    reads.count++;
    return row.now && { ...row.now };
  };
  const records = {
    job: {
      findUnique: async () => {
        const found = read();
        reads.meanwhile();
        return found;
      },
      findMany: async () => [read()].filter((one) => one !== null),
    },
    $queryRaw: async () => (row.now?.state === 'queued' ? [{ id: ID, ahead: BigInt(ahead.now) }] : []),
  } as unknown as Records;
  const room = { to: () => room, emit: (_event: string, job: Job) => emitted.push({ at: Date.now(), job }) };
  const sockets = new Map([['one', { data: { principal: OWNER } }]]);
  const live = {
    ...room,
    of: () => ({ adapter: { rooms }, sockets }),
  } as unknown as SocketServer;
  const log = pino({ level: 'silent' });
  const broadcaster = new JobBroadcaster(records, log, async () => [], new Audience(NO_DATABASE, log));
  broadcaster.start(live);
  return { broadcaster, emitted, reads };
}

function report(fence: number, nth: number, fraction: number, state: Report['state'] = 'running'): Report {
  const progress = {
    fraction,
    rowsDone: nth,
    rowsTotal: null,
    rowsPerSecond: null,
    secondsLeft: null,
    queuePosition: null,
  };
  return { id: ID, seq: seqOf(fence, nth), state, phase: 'reading', progress, counts: NONE };
}

/** One thing a worker does: report, and perhaps write the row, be replaced by another, or lose its messages. */
const Step = fc.record({
  grows: fc.double({ min: 0, max: 0.2, noNaN: true }),
  marks: fc.boolean(),
  dies: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  /** When each copy of the report arrives, in steps from now; none where it is lost. */
  arrives: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 3 }),
  waits: fc.constantFrom(0, 5, 30, 120),
});

test('P15 whatever is dropped, repeated or reordered, the bar is monotone, ends once and agrees with the row', async () => {
  const Ends = fc.constantFrom('succeeded' as const, 'failed' as const, 'cancelled' as const);
  await fc.assert(
    fc.asyncProperty(fc.array(Step, { maxLength: 40 }), Ends, fc.boolean(), async (steps, end, endIsHeard) => {
      const row = { now: queuedRow() as JobRecord | null };
      const { broadcaster, emitted } = openJobBroadcaster(row);
      const mail = new Map<number, Report[]>();
      let fence = 1;
      let nth = 0;
      let fraction = 0;
      const claim = () => {
        row.now = {
          ...row.now!,
          state: 'running',
          phase: 'opening',
          fence,
          seq: BigInt(seqOf(fence, 0)),
          fraction: row.now!.fractionLease,
          startedAt: new Date(),
        };
        fraction = row.now.fractionLease;
        nth = 0;
      };
      broadcaster.touch(ID);
      await vi.advanceTimersByTimeAsync(25);
      claim();
      broadcaster.touch(ID);
      for (const [index, step] of steps.entries()) {
        if (step.dies) {
          fence += 1;
          claim();
        }
        nth += 1;
        fraction = Math.min(0.99, fraction + step.grows);
        // No report goes above what the row has leased: as the worker's bar does it.
        if (step.marks || fraction > row.now!.fractionLease) {
          row.now = {
            ...row.now!,
            seq: BigInt(seqOf(fence, nth)),
            fraction,
            fractionLease: Math.min(0.99, fraction + 0.1),
          };
        }
        for (const delay of step.arrives)
          mail.set(index + delay, [...(mail.get(index + delay) ?? []), report(fence, nth, fraction)]);
        for (const letter of mail.get(index) ?? []) broadcaster.receive(letter);
        await vi.advanceTimersByTimeAsync(step.waits);
        const [seen] = await broadcaster.view([{ ...row.now! }], OWNER);
        const heard = emitted.at(-1);
        // An HTTP answer is never behind the socket.
        if (heard) expect(seen!.seq).toBeGreaterThanOrEqual(heard.job.seq);
      }
      row.now = {
        ...row.now!,
        state: end,
        phase: 'done',
        seq: BigInt(seqOf(fence, nth + 1)),
        finishedAt: new Date(),
        ...(end === 'succeeded' && { fraction: 1, result: {} }),
      };
      if (endIsHeard) broadcaster.receive(report(fence, nth + 1, end === 'succeeded' ? 1 : fraction, end));
      for (const letters of mail.values()) for (const letter of letters) broadcaster.receive(letter);
      await vi.advanceTimersByTimeAsync(1500);
      for (const letters of mail.values()) for (const letter of letters) broadcaster.receive(letter);
      await vi.advanceTimersByTimeAsync(1500);
      broadcaster.close();

      let known: Job | undefined;
      for (const { job } of emitted) {
        const next: Job = foldJob(known, job);
        expect(next.progress.fraction).toBeGreaterThanOrEqual(known?.progress.fraction ?? 0);
        if (!isOver(job.state)) expect(job.progress.fraction).toBeLessThan(1);
        known = next;
      }
      expect(emitted.filter(({ job }) => isOver(job.state))).toHaveLength(1);
      expect(known?.state).toBe(end);
      expect(known?.seq).toBe(viewJob(row.now, undefined, null).seq);
      if (end === 'succeeded') expect(known?.progress.fraction).toBe(1);
    }),
    { numRuns: 300 },
  );
}, 60_000);

test('P18 at most ten updates a second of one job, and always the last', async () => {
  const row: { now: JobRecord | null } = {
    now: { ...queuedRow(), state: 'running', fence: 1, seq: BigInt(seqOf(1, 0)), startedAt: new Date() },
  };
  const { broadcaster, emitted } = openJobBroadcaster(row);
  for (let n = 1; n <= 1000; n++) {
    broadcaster.receive(report(1, n, n / 2000));
    await vi.advanceTimersByTimeAsync(3);
  }
  await vi.advanceTimersByTimeAsync(200);
  const seconds = new Map<number, number>();
  for (const { at } of emitted) seconds.set(Math.floor(at / 1000), (seconds.get(Math.floor(at / 1000)) ?? 0) + 1);
  expect(Math.max(...seconds.values())).toBeLessThanOrEqual(11);
  expect(emitted.length).toBeGreaterThan(25);
  expect(emitted.at(-1)!.job.seq).toBe(seqOf(1, 1000));
  broadcaster.close();
});

test('P16 an end that no message told of is told by the poll', async () => {
  const row: { now: JobRecord | null } = {
    now: { ...queuedRow(), state: 'running', fence: 1, seq: BigInt(seqOf(1, 0)), startedAt: new Date() },
  };
  const { broadcaster, emitted } = openJobBroadcaster(row);
  broadcaster.receive(report(1, 1, 0.2));
  await vi.advanceTimersByTimeAsync(200);
  row.now = {
    ...row.now!,
    state: 'failed',
    phase: 'done',
    seq: BigInt(seqOf(1, 9)),
    error: { code: 'internal', message: 'x' },
    finishedAt: new Date(),
  };
  await vi.advanceTimersByTimeAsync(1000);
  expect(emitted.at(-1)!.job).toMatchObject({
    state: 'failed',
    error: { code: 'internal' },
    progress: { fraction: 0.2 },
  });
  broadcaster.close();
});

test('P15 a job that waits is seen to move up, and its end in the queue is later than all of that', async () => {
  const row = { now: queuedRow() as JobRecord | null };
  const ahead = { now: 5 };
  const { broadcaster, emitted } = openJobBroadcaster(row, ahead);
  broadcaster.touch(ID);
  await vi.advanceTimersByTimeAsync(500);
  for (ahead.now = 4; ahead.now >= 0; ahead.now--) {
    broadcaster.recount();
    await vi.advanceTimersByTimeAsync(300);
  }
  row.now = { ...row.now!, state: 'cancelled', phase: 'done', seq: 1n, finishedAt: new Date() };
  broadcaster.touch(ID);
  await vi.advanceTimersByTimeAsync(50);
  let known: Job | undefined;
  const places: (number | null)[] = [];
  for (const { job } of emitted) {
    known = foldJob(known, job);
    expect(known).toBe(job);
    places.push(job.progress.queuePosition);
  }
  expect(places.filter((place) => place !== null)).toEqual([5, 4, 3, 2, 1, 0]);
  expect(known!.state).toBe('cancelled');
  broadcaster.close();
});

test('P16 P18 a job that nobody watches is not read, but answers about it are up to date, and so is whoever comes later', async () => {
  const running = {
    ...queuedRow(),
    state: 'running' as const,
    fence: 1,
    seq: BigInt(seqOf(1, 0)),
    startedAt: new Date(),
  };
  const row = { now: running as JobRecord | null };
  const rooms = new Map<string, Set<string>>();
  const { broadcaster, emitted, reads } = openJobBroadcaster(row, { now: 0 }, rooms);
  broadcaster.touch(ID);
  for (const fraction of [0.3, 0.2]) broadcaster.receive(report(1, fraction * 10, fraction));
  await vi.advanceTimersByTimeAsync(2000);
  expect(reads.count).toBe(0);
  expect((await broadcaster.viewOne(running, OWNER)).progress.fraction).toBe(0.3);
  rooms.set(`job:${ID}`, new Set(['one']));
  await vi.advanceTimersByTimeAsync(1100);
  expect(emitted.at(-1)?.job.progress.fraction).toBe(0.3);
  broadcaster.receive(report(1, 9, 1, 'succeeded'));
  row.now = {
    ...running,
    state: 'succeeded',
    phase: 'done',
    seq: BigInt(seqOf(1, 9)),
    fraction: 1,
    finishedAt: new Date(),
  };
  await vi.advanceTimersByTimeAsync(100);
  expect(emitted.at(-1)?.job.state).toBe('succeeded');
  broadcaster.close();
});

test('P15 an end that is reported while the row is being read is sent at once, and not by the poll', async () => {
  const row = { now: { ...queuedRow(), state: 'running', fence: 1 } as JobRecord };
  const { broadcaster, emitted, reads } = openJobBroadcaster(row);
  reads.meanwhile = () => {
    reads.meanwhile = () => {};
    // The worker ends the job after the row was read, and its report overtakes the answer.
    row.now = { ...row.now, state: 'succeeded', seq: BigInt(seqOf(1, 9)), finishedAt: new Date() };
    broadcaster.receive(report(1, 9, 1, 'succeeded'));
  };
  broadcaster.touch(ID);
  broadcaster.touch(ID, 0); // earlier than the one before
  await vi.advanceTimersByTimeAsync(1);
  broadcaster.close();
  expect(emitted.map(({ job }) => job.state)).toEqual(['running', 'succeeded']);
  expect(reads.count).toBe(2);
});
