import { type ClientToServer, isOver, type Job, type Report, type ServerToClient } from '@sheetport/contract';
import type { JobRecord, Records } from '@sheetport/prisma';
import type { FastifyBaseLogger } from 'fastify';
import type { Server, Socket } from 'socket.io';
import type { Principal } from '../auth/access.ts';
import { viewJob } from '../features/jobs/job-view.ts';
import { readQueuePositions } from '../features/jobs/queue-positions.ts';

export interface SocketData {
  principal: Principal;
}
export type Live = Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

export type LiveSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

export const ALL_JOBS = 'all';
export const roomOf = (jobId: string): string => `job:${jobId}`;

/** At most ten updates a second of one job (docs/promises.md, P18); a little less apart, for timers that come late. */
const GAP_MS = 95;
/** What moves a job often moves it twice: read it once. */
const SETTLE_MS = 20;
/** Places in the queue are counted at most this often. */
const QUEUE_MS = 150;
/** Heals whatever message was lost (docs/promises.md, P16). */
const POLL_MS = 1000;
/** Jobs whose end is remembered, so that it is told once. */
const REMEMBERED = 2000;

interface Known {
  row: JobRecord;
  report?: Report | undefined;
  position: number | null;
  /** What was last told. */
  told?: { seq: number; state: Job['state']; phase: Job['phase']; position: number | null; at: number };
  timer?: NodeJS.Timeout | undefined;
}

/**
 * The only place that emits. A job is its row folded with the newest report, whoever asks: an HTTP answer is never behind
 * the socket. What workers report is a hint that comes fast; the row is the truth that comes at the latest with the poll.
 */
export class JobBroadcaster {
  readonly #records: Records;
  readonly #log: FastifyBaseLogger;
  readonly #known = new Map<string, Known>();
  readonly #reading = new Map<string, NodeJS.Timeout>();
  /** Reports of jobs whose row is being read. */
  readonly #early = new Map<string, Report>();
  #live: Live | undefined;
  #queueTimer: NodeJS.Timeout | undefined;
  #pollTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(records: Records, log: FastifyBaseLogger) {
    this.#records = records;
    this.#log = log;
  }

  /** Begin to emit to these sockets. */
  start(live: Live): void {
    this.#live = live;
    this.#pollLater();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#queueTimer);
    clearTimeout(this.#pollTimer);
    for (const timer of this.#reading.values()) clearTimeout(timer);
    for (const known of this.#known.values()) clearTimeout(known.timer);
  }

  /** A worker says how far it is. */
  hear(report: Report): void {
    const known = this.#known.get(report.id);
    if (!known) {
      const early = this.#early.get(report.id);
      if (!early || report.seq > early.seq) this.#early.set(report.id, report);
      this.touch(report.id, 0);
      return;
    }
    if (isOver(known.row.state)) return;
    if (!known.report || report.seq > known.report.seq) known.report = report;
    // An end is told from the row, which has the reason and the result, and another state has other dates.
    if (isOver(report.state) || report.state !== known.row.state) this.touch(report.id, 0);
    else this.#tell(known);
  }

  /** Something may have changed a job: read its row again soon. */
  touch(id: string, afterMs = SETTLE_MS): void {
    if (this.#closed || this.#reading.has(id)) return;
    this.#reading.set(
      id,
      setTimeout(() => void this.#read(id), afterMs),
    );
  }

  /** Jobs as anyone may see them now, from rows just read. */
  async view(rows: JobRecord[]): Promise<Job[]> {
    const waiting = rows.some((row) => row.state === 'queued');
    const positions = waiting ? await readQueuePositions(this.#records) : new Map<string, number>();
    return rows.map((row) => viewJob(row, this.#reportOf(row), positions.get(row.id) ?? null));
  }

  async viewOne(row: JobRecord): Promise<Job> {
    return (await this.view([row]))[0]!;
  }

  /** How many jobs are kept in mind. */
  get size(): number {
    return this.#known.size;
  }

  #reportOf(row: JobRecord): Report | undefined {
    return this.#known.get(row.id)?.report ?? this.#early.get(row.id);
  }

  async #read(id: string): Promise<void> {
    try {
      const row = await this.#records.job.findUnique({ where: { id } });
      this.#reading.delete(id);
      if (row) this.#absorb(row);
      else this.#early.delete(id);
    } catch (error) {
      this.#reading.delete(id);
      this.#log.debug({ job: id, err: error }, 'a job could not be read; the poll will');
    }
  }

  /** Take a row in, and tell what is new in it. */
  #absorb(row: JobRecord): void {
    if (this.#closed) return;
    const known = this.#known.get(row.id);
    const early = this.#early.get(row.id);
    this.#early.delete(row.id);
    if (known && isOver(known.row.state)) return;
    const moved = known?.row.state !== row.state;
    if (known && !isOver(row.state) && row.seq < known.row.seq) return;
    const entry: Known = known ?? { row, report: early, position: null };
    entry.row = row;
    this.#known.set(row.id, entry);
    this.#tell(entry);
    if (moved) this.recount();
    if (!known) this.#forgetOld();
  }

  /** Emit a job if there is something new to say, at most ten times a second, and always its last word. */
  #tell(known: Known): void {
    const job = viewJob(known.row, known.report, known.position);
    const { told } = known;
    if (told) {
      const same = told.state === job.state && told.phase === job.phase && told.position === known.position;
      if (isOver(told.state) || (same && (job.seq <= told.seq || job.state === 'queued'))) return;
      const wait = isOver(job.state) || told.state !== job.state ? 0 : told.at + GAP_MS - Date.now();
      if (wait > 0) {
        known.timer ??= setTimeout(() => {
          known.timer = undefined;
          this.#tell(known);
        }, wait);
        return;
      }
    }
    clearTimeout(known.timer);
    known.timer = undefined;
    known.told = { seq: job.seq, state: job.state, phase: job.phase, position: known.position, at: Date.now() };
    this.#live?.to(roomOf(job.id)).to(ALL_JOBS).emit('job', job);
  }

  /** Someone left the queue or came to it, so others may have moved up: count soon. */
  recount(): void {
    this.#queueTimer ??= setTimeout(() => {
      this.#queueTimer = undefined;
      void this.#count();
    }, QUEUE_MS);
  }

  async #count(): Promise<void> {
    const waiting = [...this.#known.values()].filter(({ row }) => row.state === 'queued');
    if (this.#closed || waiting.length === 0) return;
    try {
      const positions = await readQueuePositions(this.#records);
      for (const known of waiting) {
        known.position = positions.get(known.row.id) ?? known.position;
        this.#tell(known);
      }
    } catch (error) {
      this.#log.debug({ err: error }, 'places in the queue could not be counted');
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
    const rooms = this.#live?.of('/').adapter.rooms;
    if (!rooms || this.#closed) return;
    const watched = new Set<string>();
    for (const room of rooms.keys()) if (room.startsWith('job:')) watched.add(room.slice(4));
    const all = rooms.has(ALL_JOBS);
    if (all) for (const [id, { row }] of this.#known) if (!isOver(row.state)) watched.add(id);
    const ids = [...watched].filter((id) => !isOver(this.#known.get(id)?.row.state ?? 'queued'));
    if (ids.length === 0 && !all) return;
    try {
      const rows = await this.#records.job.findMany({
        where: {
          OR: [{ id: { in: ids } }, ...(all ? [{ state: { in: ['queued' as const, 'running' as const] } }] : [])],
        },
        orderBy: { createdAt: 'desc' },
        take: ids.length + 200,
      });
      for (const row of rows) this.#absorb(row);
    } catch (error) {
      this.#log.debug({ err: error }, 'the poll could not read');
    }
  }

  #forgetOld(): void {
    if (this.#known.size <= REMEMBERED) return;
    for (const [id, known] of this.#known) {
      if (this.#known.size <= REMEMBERED / 2) return;
      if (isOver(known.row.state)) this.#known.delete(id);
    }
  }
}
