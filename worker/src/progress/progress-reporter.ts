import { type Counts, type JobState, type Phase, type Report, seqOf } from '@sheetport/contract';
import type { Mark, Tally } from '@sheetport/core';
import { AttemptLog } from '../runner/attempt-log.ts';
import type { ExpectedJob } from './expected-steps.ts';
import { Forecast, type Step } from './forecast.ts';
import type { JobHistory } from './job-history.ts';

/** At most ten reports a second (docs/promises.md, P18). */
const REPORT_EVERY_MS = 100;
/** The longest time between two reports while a job runs (P41). */
const SPEAK_AT_LEAST_EVERY_MS = 400;
/** The job's row is written at most once a second, and the first time soon, so that a quick job's bar is not held back. */
const WRITE_EVERY_MS = 1000;
const FIRST_WRITE_AFTER_MS = 250;
/** Weight of the newest second in the smoothed rows per second. */
const SMOOTHING = 0.3;
/** A lease holds for so long, by the forecast: the time until the next write, and as much again for a forecast that is too slow. */
const LEASE_MS = 2.5 * WRITE_EVERY_MS;
/** Nothing but the commit itself is 1. */
const MAX_BEFORE_COMMIT = 0.995;

export interface ProgressReporterOptions {
  id: string;
  fence: number;
  /** Where the progress bar starts: what an earlier claim may have shown. */
  base: number;
  /** The highest fraction that may be shown before the row is written for the first time. */
  lease: number;
  /** When the claim was asked for, which is when the job starts by its record. Default: now. */
  startedAt?: number;
  /** What is known of the job when it is claimed. */
  claimed: ExpectedJob;
  /** What jobs like this one took. */
  history: Pick<JobHistory, 'correct' | 'knows' | 'note'>;
  tell(report: Report): void;
  /** Write the job's row. Not called again before it has settled. */
  write(mark: Mark): Promise<'going' | 'cancel' | 'lost'>;
  /** What the row answered, when it is not `going`. */
  onAbort(why: 'cancel' | 'lost'): void;
  now?: () => number;
}

/** A longer time left only means that the job stands still. */
const MAX_FORECAST_S = 7 * 86_400;

function secondsLeft(leftMs: number): number | null {
  const seconds = leftMs / 1000;
  if (seconds > MAX_FORECAST_S) return null;
  // Of a job of a second, a tenth is much.
  return seconds < 10 ? Math.round(seconds * 100) / 100 : Math.round(seconds * 10) / 10;
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
  readonly #forecast: Forecast;
  /** The share of the whole job's time in this claim, 0 to 1, and what is left of it; nothing before anything is expected. */
  #ahead: ReturnType<Forecast['at']>;
  readonly #expected: ExpectedJob[] = [];
  #shown: number;
  #lease: number;
  #rowsDone = 0;
  #rowsTotal: number | null = null;
  #speed: { rows: number | null; at: number; rowsThen: number };
  #timer: NodeJS.Timeout | undefined;
  #reportedAt = 0;
  #startedAt: number;
  #wroteAt = 0;
  #writing: Promise<void> | null = null;
  #changed = true;

  constructor(options: ProgressReporterOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#startedAt = options.startedAt ?? this.#now();
    this.#shown = options.base;
    this.#lease = options.lease;
    this.#forecast = new Forecast(this.#startedAt);
    this.#forecast.begin('open', this.#startedAt);
    this.#forecast.expect(options.history.correct(options.claimed));
    this.#speed = { rows: null, at: this.#startedAt, rowsThen: 0 };
  }

  /** @param isShort it is mostly over before it is worth a report */
  start(isShort = false): void {
    if (!isShort) this.tick();
    this.#timer = setInterval(() => this.tick(), REPORT_EVERY_MS);
    this.#timer.unref();
  }

  /** What the whole job is expected to take, once more is known than when it was claimed. */
  expect(job: ExpectedJob): void {
    this.#expected.push(job);
    this.#forecast.expect(this.#options.history.correct(job));
    this.#changed = true;
  }

  /** A step of the job begins, and the phase by which people know it. */
  enter(phase: Phase, step: Step): void {
    const now = this.#now();
    this.log.enter(phase, now - this.#startedAt, this.#rowsDone);
    this.#phase = phase;
    this.#forecast.begin(step, now);
    this.#changed = true;
  }

  /** A step begins within the phase. */
  begin(step: Step): void {
    this.#forecast.begin(step, this.#now());
  }

  /** While `isWaiting`, those who watch are told that the job waits for its turn, whatever phase it is in; the forecast waits, too. */
  hold(isWaiting: boolean): void {
    this.#waits += isWaiting ? 1 : -1;
    if (this.#waits > 0) this.#forecast.pause(this.#now());
    else this.#forecast.resume(this.#now());
    this.#changed = true;
  }

  get #told(): Phase {
    return this.#waits > 0 ? 'waiting' : this.#phase;
  }

  /** How far the current step is, 0 to 1, and how many rows the job has done. */
  advance(within: number, rowsDone?: number, rowsTotal?: number | null): void {
    this.#forecast.advance(within, this.#now());
    if (rowsDone !== undefined) this.#rowsDone = Math.max(this.#rowsDone, rowsDone);
    if (rowsTotal !== undefined) this.#rowsTotal = rowsTotal;
    this.#changed = true;
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

  /** The highest fraction that this claim has shown. */
  get shown(): number {
    return this.#shown;
  }

  /** The job has succeeded: remember its times. Those of a job that began again on its way are no measure of other jobs. */
  learn(): void {
    const now = this.#now();
    const taken = this.#forecast.finish(now);
    const [job, ...others] = this.#expected;
    if (others.length > 0) return;
    const { claimed, history } = this.#options;
    const open = taken.find(({ step }) => step === 'open')?.ms ?? 0;
    history.note(claimed, [
      { step: 'open', ms: open },
      { step: 'rest', ms: now - this.#startedAt - open },
    ]);
    if (job) history.note(job, taken);
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
    this.#measure(now);
    this.#ahead = this.#forecast.at(now);
    // The forecast moves with the time, also while nothing is heard of the work.
    if (this.#changed || this.#fraction() > this.#shown || now - this.#reportedAt >= SPEAK_AT_LEAST_EVERY_MS)
      this.#report(now);
    if (this.#isDue(now) && !this.#writing)
      this.#writing = this.#write(now).finally(() => {
        this.#writing = null;
      });
  }

  #isDue(now: number): boolean {
    if (this.#wroteAt > 0) return now - this.#wroteAt >= WRITE_EVERY_MS;
    // A bar that would be held back before its time is let go.
    if (now - this.#startedAt >= FIRST_WRITE_AFTER_MS) return true;
    return (this.#ahead?.leftMs ?? 0) > REPORT_EVERY_MS && this.#fractionIn(now, REPORT_EVERY_MS) > this.#lease;
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

  /** Whether more is known of how long it takes than that every job takes some time. */
  get #isForeseen(): boolean {
    return this.#expected.length > 0 || this.#options.history.knows(this.#options.claimed);
  }

  #fraction(): number {
    return this.#onBar(this.#ahead?.fraction ?? 0);
  }

  /** Where the bar is expected to be after a time. */
  #fractionIn(now: number, ms: number): number {
    const ahead = this.#forecast.at(now);
    if (!ahead) return 0;
    const whole = ahead.leftMs / Math.max(0.001, 1 - ahead.fraction);
    return this.#onBar(Math.min(1, ahead.fraction + ms / Math.max(1, whole)));
  }

  /** A share of this claim's work on the bar, which an earlier claim may have brought forward. */
  #onBar(share: number): number {
    const { base } = this.#options;
    return Math.min(MAX_BEFORE_COMMIT, base + (1 - base) * share);
  }

  #measure(now: number): void {
    const elapsed = now - this.#speed.at;
    if (elapsed < 500) return;
    const latest = ((this.#rowsDone - this.#speed.rowsThen) * 1000) / elapsed;
    const { rows } = this.#speed;
    this.#speed = {
      rows: rows === null ? latest : rows + SMOOTHING * (latest - rows),
      at: now,
      rowsThen: this.#rowsDone,
    };
    this.#changed = true;
  }

  #progress(): Report['progress'] {
    const { rows } = this.#speed;
    return {
      fraction: this.#shown,
      rowsDone: this.#rowsDone,
      rowsTotal: this.#rowsTotal,
      rowsPerSecond: rows === null ? null : Math.round(rows),
      secondsLeft: this.#ahead && this.#isForeseen ? secondsLeft(this.#ahead.leftMs) : null,
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
    const room = Math.max(0.02, this.#fractionIn(now, LEASE_MS) - this.#fraction());
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
