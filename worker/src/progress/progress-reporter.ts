import { type Counts, type JobState, type Phase, type Report, seqOf } from '@sheetport/contract';
import { FIRST_LEASE, type Mark, type Tally } from '@sheetport/core';
import { AttemptLog } from '../runner/attempt-log.ts';

/** At most ten reports a second (docs/promises.md, P18). */
const REPORT_EVERY_MS = 100;
/** Whoever watches hears something at least this often while work goes on (P41). */
const SPEAK_AT_LEAST_EVERY_MS = 400;
/** The job's row is written at most once a second, and the first time soon, so that a quick job's bar is not held back. */
const WRITE_EVERY_MS = 1000;
const FIRST_WRITE_AFTER_MS = 250;
/** Weight of the newest second in the smoothed speed. */
const SMOOTHING = 0.3;
/** Nothing but the commit itself is 1. */
const MAX_BEFORE_COMMIT = 0.995;

export interface ProgressReporterOptions {
  id: string;
  fence: number;
  /** Where the progress bar starts: what an earlier claim may have shown. */
  base: number;
  tell(report: Report): void;
  /** Write the job's row. Not called again before it has settled. */
  write(mark: Mark): Promise<'going' | 'cancel' | 'lost'>;
  /** What the row answered, when it is not `going`. */
  onAbort(why: 'cancel' | 'lost'): void;
  now?: () => number;
}

/** A time beyond this says nothing but that the job stands still. */
const MAX_FORECAST_S = 7 * 86_400;

function secondsLeft(share: number, perSecond: number): number | null {
  const seconds = share / perSecond;
  return perSecond > 0 && seconds <= MAX_FORECAST_S ? Math.round(seconds * 10) / 10 : null;
}

/**
 * The truth of one claim's progress. Stages say how far they are; the progress bar says it onwards, never backwards.
 *
 * The fraction that leaves this process never exceeds a lease that is already in the job's row. Whoever claims the job
 * after a crash starts from that lease, so no one who watches can see the progress bar go back, whatever dies.
 */
export class ProgressReporter {
  readonly counts: Counts = { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0 };
  readonly log = new AttemptLog();
  readonly #options: ProgressReporterOptions;
  readonly #now: () => number;
  #nth = 1;
  #phase: Phase = 'opening';
  /** How many steps of the job wait for something that others hold. */
  #waits = 0;
  #from = 0;
  #to = 0;
  /** Of the whole job's work in this claim, 0 to 1. */
  #done = 0;
  #shown: number;
  #lease: number;
  #rowsDone = 0;
  #rowsTotal: number | null = null;
  #creep: { since: number; expectedMs: number } | null = null;
  #speed: { rows: number | null; fraction: number | null; at: number; rowsThen: number; doneThen: number };
  #timer: NodeJS.Timeout | undefined;
  #reportedAt = 0;
  #startedAt: number;
  #wroteAt = 0;
  #writing: Promise<void> | null = null;
  #changed = true;

  constructor(options: ProgressReporterOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#startedAt = this.#now();
    this.#shown = options.base;
    this.#lease = options.base + (1 - options.base) * FIRST_LEASE;
    this.#speed = { rows: null, fraction: null, at: this.#startedAt, rowsThen: 0, doneThen: 0 };
  }

  start(): void {
    this.tick();
    this.#timer = setInterval(() => this.tick(), REPORT_EVERY_MS);
    this.#timer.unref();
  }

  /** Enter a phase that covers `from` to `to` of the job's work. */
  enter(phase: Phase, from: number, to: number): void {
    this.log.enter(phase, this.#now() - this.#startedAt, this.#rowsDone);
    this.#phase = phase;
    this.#from = from;
    this.#to = to;
    this.#done = Math.max(this.#done, from);
    this.#creep = null;
    this.#changed = true;
  }

  /** While `isWaiting`, those who watch are told that the job waits for its turn, whatever phase it is in. */
  hold(isWaiting: boolean): void {
    this.#waits += isWaiting ? 1 : -1;
    this.#changed = true;
  }

  get #told(): Phase {
    return this.#waits > 0 ? 'waiting' : this.#phase;
  }

  /** How far the current phase is, 0 to 1, and how many rows it has done. */
  advance(within: number, rowsDone?: number, rowsTotal?: number | null): void {
    const done = this.#from + (this.#to - this.#from) * Math.min(1, Math.max(0, within));
    if (done > this.#done) this.#done = done;
    if (rowsDone !== undefined) this.#rowsDone = Math.max(this.#rowsDone, rowsDone);
    if (rowsTotal !== undefined) this.#rowsTotal = rowsTotal;
    this.#changed = true;
  }

  /**
   * For a step that cannot say how far it is (one SQL statement): approach the phase's end, ever more slowly,
   * half-way after about 0.7 of what is expected, and never arriving by itself.
   */
  approach(expectedMs: number): void {
    this.#creep = { since: this.#now(), expectedMs: Math.max(50, expectedMs) };
  }

  count(counts: Partial<Counts>): void {
    Object.assign(this.counts, counts);
    this.#changed = true;
  }

  /** A new `seq`, greater than all before it under this claim. */
  nextSeq(): number {
    return seqOf(this.#options.fence, this.#nth++);
  }

  /** What the row is told of this claim when the job succeeds. */
  settlement(): Tally & { seq: number; log: string } {
    return { ...this.counts, seq: this.nextSeq(), log: this.log.toText() };
  }

  get rowsDone(): number {
    return this.#rowsDone;
  }

  get startedAt(): number {
    return this.#startedAt;
  }

  /** One beat: measure, report, and write the row when it is time. Public for tests, which own the clock. */
  tick(): void {
    const now = this.#now();
    if (this.#creep) {
      const share = 1 - Math.exp(-(now - this.#creep.since) / this.#creep.expectedMs);
      this.advance(share);
    }
    this.#measure(now);
    if (this.#changed || now - this.#reportedAt >= SPEAK_AT_LEAST_EVERY_MS) this.#report(now);
    const due =
      this.#wroteAt === 0 ? now - this.#startedAt >= FIRST_WRITE_AFTER_MS : now - this.#wroteAt >= WRITE_EVERY_MS;
    if (due && !this.#writing)
      this.#writing = this.#write(now).finally(() => {
        this.#writing = null;
      });
  }

  /** Stop beating and wait for the row's last write, so that nothing of this progress comes after the end. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
  }

  /** The last report of a claim: how the job ended, or that it waits again. */
  last(state: JobState, seq: number): void {
    const over = state !== 'queued';
    this.#options.tell({
      id: this.#options.id,
      seq,
      state,
      phase: over ? 'done' : 'waiting',
      progress: {
        fraction: state === 'succeeded' ? 1 : this.#shown,
        rowsDone: this.#rowsDone,
        rowsTotal: this.#rowsTotal,
        rowsPerSecond: null,
        secondsLeft: null,
        queuePosition: null,
      },
      counts: { ...this.counts },
    });
  }

  #fraction(): number {
    const { base } = this.#options;
    return Math.min(MAX_BEFORE_COMMIT, base + (1 - base) * this.#done);
  }

  #measure(now: number): void {
    const elapsed = now - this.#speed.at;
    if (elapsed < 500) return;
    const rows = ((this.#rowsDone - this.#speed.rowsThen) * 1000) / elapsed;
    const fraction = ((this.#done - this.#speed.doneThen) * 1000) / elapsed;
    const smooth = (before: number | null, latest: number) =>
      before === null ? latest : before + SMOOTHING * (latest - before);
    this.#speed = {
      rows: smooth(this.#speed.rows, rows),
      fraction: smooth(this.#speed.fraction, fraction),
      at: now,
      rowsThen: this.#rowsDone,
      doneThen: this.#done,
    };
    this.#changed = true;
  }

  #progress(): Report['progress'] {
    const { rows, fraction } = this.#speed;
    return {
      fraction: this.#shown,
      rowsDone: this.#rowsDone,
      rowsTotal: this.#rowsTotal,
      rowsPerSecond: rows === null ? null : Math.round(rows),
      secondsLeft: fraction === null ? null : secondsLeft(1 - this.#done, fraction),
      queuePosition: null,
    };
  }

  #report(now: number): void {
    this.#changed = false;
    this.#reportedAt = now;
    this.#shown = Math.max(this.#shown, Math.min(this.#fraction(), this.#lease));
    this.#options.tell({
      id: this.#options.id,
      seq: this.nextSeq(),
      state: 'running',
      phase: this.#told,
      progress: this.#progress(),
      counts: { ...this.counts },
    });
  }

  async #write(now: number): Promise<void> {
    this.#wroteAt = now;
    const perWrite =
      (this.#speed.fraction ?? this.#done / Math.max(0.25, (now - this.#startedAt) / 1000)) * (WRITE_EVERY_MS / 1000);
    const room = Math.max(0.02, 2 * perWrite * (1 - this.#options.base));
    const lease = Math.max(this.#lease, Math.min(MAX_BEFORE_COMMIT, this.#fraction() + room));
    const { fraction: _, ...progress } = this.#progress();
    const log = this.log.unwritten();
    try {
      const answer = await this.#options.write({
        seq: this.nextSeq(),
        phase: this.#told,
        fraction: this.#shown,
        fractionLease: lease,
        rowsDone: progress.rowsDone,
        rowsTotal: progress.rowsTotal,
        rowsPerSecond: progress.rowsPerSecond,
        secondsLeft: progress.secondsLeft,
        ...this.counts,
        log: log.text,
      });
      log.written();
      if (answer === 'going') this.#lease = lease;
      else this.#options.onAbort(answer);
    } catch {
      // The row could not be written: the lease stays, so the progress bar waits with it. The job's own work finds out by itself.
    }
  }
}
