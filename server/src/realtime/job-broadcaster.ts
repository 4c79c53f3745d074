import { AppError, isOver, type Job, type Report } from '@sheetport/contract';
import type { JobRecord, Records } from '@sheetport/prisma';
import type { FastifyBaseLogger } from 'fastify';
import type { Principal } from '../auth/principal.ts';
import { viewJob } from '../features/jobs/job-view.ts';
import { type QueuePosition, readQueuePositions } from '../features/jobs/queue-positions.ts';
import type { ReadLaneLoads } from '../features/queues/lane-load.ts';
import { type Audience, shareJob } from './audience.ts';
import { ALL_JOBS, roomOf, type SocketServer } from './rooms.ts';

/** At most ten updates a second of one job (docs/promises.md, P18); a little less apart, for timers that come late. */
const GAP_MS = 95;
/** Several changes in a row are read once. */
const SETTLE_MS = 20;
/** Positions in the queue are counted at most this often. */
const QUEUE_MS = 150;
/** Repairs the loss of any message (docs/promises.md, P16). */
const POLL_MS = 1000;
/** Jobs that are kept, so that the end of each is sent once. */
const MAX_TRACKED = 2000;

/** That a row is read soon, or now. */
interface Reading {
  /** Absent once it is being read. */
  timer?: NodeJS.Timeout | undefined;
  /** When it will be read, in milliseconds. */
  due: number;
  /** What comes while the row is being read may not be in it: after how many milliseconds it is read again. */
  againMs?: number;
}

interface TrackedJob {
  row: JobRecord;
  report?: Report | undefined;
  position: QueuePosition | null;
  /** The version that was sent last. */
  sent?: { seq: number; state: Job['state']; phase: Job['phase']; position: QueuePosition | null; at: number };
  timer?: NodeJS.Timeout | undefined;
}

/**
 * The only place that emits. A job is its row folded with the newest report, whoever asks: an HTTP answer is never behind
 * the socket. What workers report is a hint that comes fast; the row is the truth that comes at the latest with the poll.
 */
export class JobBroadcaster {
  readonly #records: Records;
  readonly #log: FastifyBaseLogger;
  readonly #tracked = new Map<string, TrackedJob>();
  readonly #reading = new Map<string, Reading>();
  /** Reports of jobs whose row is being read. */
  readonly #earlyReports = new Map<string, Report>();
  /** Who waits for the end of a job. */
  readonly #enders = new Map<string, Set<() => void>>();
  #io: SocketServer | undefined;
  #queueTimer: NodeJS.Timeout | undefined;
  #pollTimer: NodeJS.Timeout | undefined;
  #closed = false;

  readonly #laneLoads: ReadLaneLoads;

  readonly #audience: Audience;

  constructor(records: Records, log: FastifyBaseLogger, laneLoads: ReadLaneLoads, audience: Audience) {
    this.#records = records;
    this.#log = log;
    this.#laneLoads = laneLoads;
    this.#audience = audience;
  }

  /** Start to emit to these sockets. */
  start(io: SocketServer): void {
    this.#io = io;
    this.#pollLater();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#queueTimer);
    clearTimeout(this.#pollTimer);
    for (const { timer } of this.#reading.values()) clearTimeout(timer);
    for (const known of this.#tracked.values()) clearTimeout(known.timer);
  }

  /** Take in a progress report of a worker. */
  receive(report: Report): void {
    if (isOver(report.state)) this.#wakeEnders(report.id);
    const known = this.#tracked.get(report.id);
    if (!known) {
      this.#keepEarly(report);
      this.touch(report.id, 0);
      return;
    }
    if (isOver(known.row.state)) return;
    if (!known.report || report.seq > known.report.seq) known.report = report;
    // An end is sent from the row, which has the reason and the result, and another state has other dates.
    if (isOver(report.state) || report.state !== known.row.state) this.touch(report.id, 0);
    else this.#send(known);
  }

  /** A worker has done with a job: it is over, or queued again. Its row says which, and no report is newer than that. */
  reread(id: string): void {
    this.#wakeEnders(id);
    this.#earlyReports.delete(id);
    this.touch(id, 0);
  }

  #wakeEnders(id: string): void {
    for (const wake of this.#enders.get(id) ?? []) wake();
  }

  /** Resolves when a worker says that a job is over, and after a time at the latest: it may have been over before. */
  untilEnded(id: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const enders = this.#enders.get(id) ?? new Set();
      this.#enders.set(id, enders);
      const wake = () => {
        clearTimeout(timer);
        enders.delete(wake);
        if (enders.size === 0) this.#enders.delete(id);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      enders.add(wake);
    });
  }

  /** Something may have changed a job: read its row again soon, where anybody watches it. */
  touch(id: string, afterMs = SETTLE_MS): void {
    if (this.#closed) return;
    const due = Date.now() + afterMs;
    const reading = this.#reading.get(id);
    if (reading) {
      if (reading.timer === undefined) reading.againMs = Math.min(reading.againMs ?? afterMs, afterMs);
      if (reading.timer === undefined || reading.due <= due) return;
      clearTimeout(reading.timer);
    } else if (!this.#isWatched(id)) {
      this.recount();
      return;
    }
    this.#reading.set(id, { due, timer: setTimeout(() => void this.#read(id), afterMs) });
  }

  /** Jobs as a person may see them now, from rows just read. Those that they may not know of are left out. */
  async view(rows: JobRecord[], principal: Principal): Promise<Job[]> {
    const shares = await this.#audience.sharesOf(principal, rows);
    return (await this.viewUnshared(rows.filter(({ id }) => shares.has(id)))).map((job) =>
      shareJob(job, shares.get(job.id)!),
    );
  }

  /** Jobs as they are now, whoever may see them: only for an answer that says no more of them than their state and counts. */
  async viewUnshared(rows: readonly JobRecord[]): Promise<Job[]> {
    const waiting = rows.some((row) => row.state === 'queued');
    const positions = waiting
      ? await readQueuePositions(this.#records, this.#laneLoads)
      : new Map<string, QueuePosition>();
    return rows.map((row) => viewJob(row, this.#reportOf(row), positions.get(row.id) ?? null));
  }

  /** @throws AppError `not_found` where the person may not know of the job */
  async viewOne(row: JobRecord, principal: Principal): Promise<Job> {
    const [job] = await this.view([row], principal);
    if (!job) throw new AppError('not_found', { what: 'job' });
    return job;
  }

  /** How many jobs are tracked. */
  get size(): number {
    return this.#tracked.size;
  }

  #isWatched(id: string): boolean {
    const rooms = this.#io?.of('/').adapter.rooms;
    return rooms !== undefined && (rooms.has(ALL_JOBS) || rooms.has(roomOf(id)));
  }

  /** What is told of a job before its row was read, or while nobody watches it, is still part of each answer about it. */
  #keepEarly(report: Report): void {
    const early = this.#earlyReports.get(report.id);
    if (early && early.seq >= report.seq) return;
    this.#earlyReports.delete(report.id);
    // An end is read from the row.
    if (isOver(report.state)) return;
    this.#earlyReports.set(report.id, report);
    if (this.#earlyReports.size > MAX_TRACKED) this.#earlyReports.delete(this.#earlyReports.keys().next().value!);
  }

  #reportOf(row: JobRecord): Report | undefined {
    return this.#tracked.get(row.id)?.report ?? this.#earlyReports.get(row.id);
  }

  async #read(id: string): Promise<void> {
    const reading = this.#reading.get(id);
    if (reading) reading.timer = undefined;
    try {
      const row = await this.#records.job.findUnique({ where: { id } });
      this.#reading.delete(id);
      if (row) this.#update(row);
      else this.#earlyReports.delete(id);
      if (row && reading?.againMs !== undefined && !isOver(row.state)) this.touch(id, reading.againMs);
    } catch (error) {
      this.#reading.delete(id);
      this.#log.debug({ job: id, err: error }, 'a job could not be read; the poll will');
    }
  }

  /** Take in a row, and send what is new in it. */
  #update(row: JobRecord): void {
    if (this.#closed) return;
    const known = this.#tracked.get(row.id);
    const early = this.#earlyReports.get(row.id);
    this.#earlyReports.delete(row.id);
    if (known && isOver(known.row.state)) return;
    const moved = known?.row.state !== row.state;
    if (known && !isOver(row.state) && row.seq < known.row.seq) return;
    const entry: TrackedJob = known ?? { row, report: early, position: null };
    entry.row = row;
    this.#tracked.set(row.id, entry);
    this.#send(entry);
    if (moved) this.recount();
    if (!known) this.#forgetOld();
  }

  /** Emit a job if there is something new to say, at most ten times a second, and always its last version. */
  #send(known: TrackedJob): void {
    const job = viewJob(known.row, known.report, known.position);
    const { sent } = known;
    if (sent) {
      const same = sent.state === job.state && sent.phase === job.phase && isSame(sent.position, known.position);
      if (isOver(sent.state) || (same && (job.seq <= sent.seq || job.state === 'queued'))) return;
      const wait = isOver(job.state) || sent.state !== job.state ? 0 : sent.at + GAP_MS - Date.now();
      if (wait > 0) {
        known.timer ??= setTimeout(() => {
          known.timer = undefined;
          this.#send(known);
        }, wait);
        return;
      }
    }
    clearTimeout(known.timer);
    known.timer = undefined;
    known.sent = { seq: job.seq, state: job.state, phase: job.phase, position: known.position, at: Date.now() };
    if (this.#io) this.#audience.send(this.#io, known.row, job);
  }

  /** Someone left the queue or came to it, so others may have moved up: count soon. */
  recount(): void {
    this.#queueTimer ??= setTimeout(() => {
      this.#queueTimer = undefined;
      void this.#count();
    }, QUEUE_MS);
  }

  async #count(): Promise<void> {
    const waiting = [...this.#tracked.values()].filter(({ row }) => row.state === 'queued');
    if (this.#closed || waiting.length === 0) return;
    try {
      const positions = await readQueuePositions(this.#records, this.#laneLoads);
      for (const known of waiting) {
        known.position = positions.get(known.row.id) ?? known.position;
        this.#send(known);
      }
    } catch (error) {
      this.#log.debug({ err: error }, 'positions in the queue could not be counted');
    }
  }

  #pollLater(): void {
    this.#pollTimer = setTimeout(() => {
      void this.#poll().finally(() => {
        if (!this.#closed) this.#pollLater();
      });
    }, POLL_MS);
    this.#pollTimer.unref();
  }

  /** Read again whatever is watched and not over. One query, and none while nobody watches. */
  async #poll(): Promise<void> {
    const rooms = this.#io?.of('/').adapter.rooms;
    if (!rooms || this.#closed) return;
    const watched = new Set<string>();
    for (const room of rooms.keys()) if (room.startsWith('job:')) watched.add(room.slice(4));
    const all = rooms.has(ALL_JOBS);
    if (all) for (const [id, { row }] of this.#tracked) if (!isOver(row.state)) watched.add(id);
    const ids = [...watched].filter((id) => !isOver(this.#tracked.get(id)?.row.state ?? 'queued'));
    if (ids.length === 0 && !all) return;
    try {
      const rows = await this.#records.job.findMany({
        where: {
          OR: [{ id: { in: ids } }, ...(all ? [{ state: { in: ['queued' as const, 'running' as const] } }] : [])],
        },
        orderBy: { createdAt: 'desc' },
        take: ids.length + 200,
      });
      for (const row of rows) this.#update(row);
      // How long jobs wait changes while nothing else does.
      if (rows.some(({ state }) => state === 'queued')) this.recount();
    } catch (error) {
      this.#log.debug({ err: error }, 'the poll could not read');
    }
  }

  #forgetOld(): void {
    if (this.#tracked.size <= MAX_TRACKED) return;
    for (const [id, known] of this.#tracked) {
      if (this.#tracked.size <= MAX_TRACKED / 2) return;
      if (isOver(known.row.state)) this.#tracked.delete(id);
    }
  }
}

function isSame(before: QueuePosition | null, now: QueuePosition | null): boolean {
  return before?.ahead === now?.ahead && before?.waitSeconds === now?.waitSeconds && before?.paused === now?.paused;
}
