/** A part of a job that takes time of its own. Finer than the phases that people see. */
export type Step =
  | 'open'
  | 'readStart'
  | 'read'
  | 'readEnd'
  | 'index'
  | 'check'
  | 'hold'
  | 'empty'
  | 'writeStart'
  | 'write'
  | 'writeEnd'
  | 'compare'
  | 'keep'
  | 'rejects'
  | 'find'
  | 'remove'
  | 'restore'
  | 'dependents'
  | 'publish'
  | 'commit'
  /** All that follows the first step, of a job of which no more is known yet. */
  | 'rest';

/** A step and what it is expected to take, in milliseconds; 0 for one that may come but probably takes nothing. */
export interface ExpectedStep {
  step: Step;
  ms: number;
  /** Of a step that says how far it is: how its time is spread, where that is known. */
  curve?: Curve | undefined;
}

/**
 * What share of a step's time had passed when it said that it was at one, two, … eighths, counted from its first word to its last. A file
 * may be read ahead of Postgres at first, and the last rows of a workbook packed at once: equal shares do not take equal times.
 */
export type Curve = readonly number[];
export const CURVE_PARTS = 8;

/** What a step took, in milliseconds, and how its time was spread where it said enough of itself. */
export interface TakenStep {
  step: Step;
  ms: number;
  curve?: Curve | undefined;
}

/** What comes before a step says for the first time how far it is: threads, connections, the first rows of a query. */
const HEADS: Partial<Record<Step, Step>> = { read: 'readStart', write: 'writeStart' };
/** What comes right after a step that says how far it is, once that has said that it is at its end: last buffers, indexes, the disk. */
const TAILS: Partial<Record<Step, Step>> = { read: 'readEnd', write: 'writeEnd' };

/** The step that begins when the one before it has its first word. */
const MEASURED: Partial<Record<Step, Step>> = { readStart: 'read', writeStart: 'write' };

/** What was expected of a step counts as much as having seen this share of it. */
const PRIOR = 0.2;
/** A step that says how far it is goes on between two words of it, but not for longer than this many times the usual gap. */
const MAX_GAPS = 1.5;
/** How sharply a step without reports slows down as its expected end nears. */
const BEND = 0.12;
/** How much of a step that takes longer than expected may be left, as a share of its expected time. */
const OVERDUE = 0.12;
/** How far the speed of a job may be from what was expected, by a factor. */
const MAX_SPEED = 8;
/** What was expected counts against the job's own speed as much as having seen this share of it. */
const SPEED_PRIOR = 0.1;

interface Current {
  step: Step;
  since: number;
  /** What it says of itself: how far it was at first and is now (0 to 1), since when, how often. */
  from: number;
  share: number;
  saidAt: number;
  said: number;
  /** When it passed each eighth, after its first word. */
  passed: number[];
}

/**
 * How far a job is and how long it still takes, by what its steps are expected to take and by what they have taken. The share that is
 * done is that of the time: what has passed, of that and what is left. Pure: it is told the time, in milliseconds since any moment.
 *
 * A step that says how far it is corrects what was expected of it, and with it of the steps that follow: a busy machine is slow in all of
 * them. A step without reports is expected to take its expected time; the nearer that is, the more slowly the bar moves, and it never arrives.
 */
export class Forecast {
  #steps: readonly ExpectedStep[] = [];
  #current: Current | undefined;
  readonly #taken = new Map<Step, number>();
  /** Of steps that ran to their end; null where one ran again. */
  readonly #curves = new Map<Step, Curve | null>();
  readonly #startedAt: number;
  #paused = 0;
  #pausedSince: number | undefined;

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  /** What the whole job is expected to take, step by step in their order. May be said again when more is known. */
  expect(steps: readonly ExpectedStep[]): void {
    this.#steps = steps;
  }

  /** While it is paused no time passes: the job waits for something that others hold. */
  pause(now: number): void {
    this.#pausedSince ??= now;
  }

  resume(now: number): void {
    if (this.#pausedSince !== undefined) this.#paused += now - this.#pausedSince;
    this.#pausedSince = undefined;
  }

  /** A step begins, and the one before is over. Steps in between are taken to be left out. */
  begin(step: Step, now: number): void {
    const first = HEADS[step] ?? step;
    if (this.#current?.step === first || this.#current?.step === step) return;
    this.#start(first, 0, now);
  }

  #start(step: Step, share: number, now: number): void {
    const at = this.#time(now);
    this.#end(at);
    this.#current = { step, since: at, from: share, share, saidAt: at, said: 0, passed: [] };
  }

  /** How far the step is that runs, 0 to 1. */
  advance(share: number, now: number): void {
    if (!this.#current || share <= this.#current.share) return;
    const { step } = this.#current;
    // All rows are done by then, and it still takes its time.
    if (step === 'commit') return;
    const said = MEASURED[step];
    // Its first word tells where it began to be seen.
    if (said) this.#start(said, Math.min(1, share), now);
    else this.#say(this.#current, Math.min(1, share), this.#time(now));
    const tail = TAILS[said ?? step];
    if (share >= 1 && tail) this.#start(tail, 0, now);
  }

  #say(current: Current, share: number, at: number): void {
    const before = partOf(current);
    const { saidAt } = current;
    Object.assign(current, { share, saidAt: at, said: current.said + 1 });
    const part = partOf(current);
    for (let next = current.passed.length + 1; next / CURVE_PARTS <= part && next < CURVE_PARTS; next++)
      current.passed.push(saidAt + ((at - saidAt) * (next / CURVE_PARTS - before)) / (part - before));
    if (share < 1) return;
    const { step, since, passed } = current;
    const took = at - since;
    this.#curves.set(step, this.#taken.has(step) || took <= 0 ? null : passed.map((time) => (time - since) / took));
  }

  /** The job is over. What each step took; all that are expected or that ran. */
  finish(now: number): TakenStep[] {
    this.#end(this.#time(now));
    return [...new Set([...this.#steps.map(({ step }) => step), ...this.#taken.keys()])].map((step) => ({
      step,
      ms: this.#taken.get(step) ?? 0,
      curve: this.#curves.get(step) ?? undefined,
    }));
  }

  /** The share of the job's time that has passed, and what is left in milliseconds; nothing before anything is expected. */
  at(now: number): { fraction: number; leftMs: number } | undefined {
    if (this.#steps.length === 0) return undefined;
    const time = this.#time(now);
    const leftMs = this.#left(time);
    return { fraction: time / Math.max(1, time + leftMs), leftMs };
  }

  /** Milliseconds of the job without those in which it was paused. */
  #time(now: number): number {
    return (this.#pausedSince ?? now) - this.#startedAt - this.#paused;
  }

  #end(at: number): void {
    if (!this.#current) return;
    const { step, since } = this.#current;
    this.#taken.set(step, (this.#taken.get(step) ?? 0) + at - since);
    this.#current = undefined;
  }

  #expected(step: Step): number {
    return this.#steps.find((one) => one.step === step)?.ms ?? 0;
  }

  /** How much of the time of the current step has passed since it was first seen, 0 to 1. */
  #done(current: Current): number {
    const curve = this.#steps.find(({ step }) => step === current.step)?.curve;
    return curve === undefined ? partOf(current) : timeShare(curve, partOf(current));
  }

  #left(time: number): number {
    const speed = this.#speed();
    const at = this.#steps.findIndex(({ step }) => step === this.#current?.step);
    const later = this.#steps.slice(at + 1).reduce((sum, { ms }) => sum + ms, 0) * speed;
    return later + this.#leftOfCurrent(time, speed);
  }

  #leftOfCurrent(time: number, speed: number): number {
    if (!this.#current) return 0;
    const { step, since, saidAt, said } = this.#current;
    const expected = Math.max(1, this.#expected(step) * speed);
    const passed = time - since;
    if (said === 0) return clocked(expected, passed);
    const seen = saidAt - since;
    const done = this.#done(this.#current);
    const left = ((1 - done) * (seen + PRIOR * expected)) / (done + PRIOR);
    const goesOn = Math.min(passed - seen, (MAX_GAPS * seen) / said);
    return left === 0 ? 0 : clocked(left, goesOn);
  }

  /** How much longer steps take than expected, by a factor: what was expected, corrected by what was seen. */
  #speed(): number {
    const total = this.#steps.reduce((sum, { ms }) => sum + ms, 0);
    let weight = SPEED_PRIOR * total;
    let sum = 0;
    const see = (expected: number, took: number): void => {
      if (expected <= 0) return;
      sum += expected * Math.log(Math.min(MAX_SPEED, Math.max(1 / MAX_SPEED, took / expected)));
      weight += expected;
    };
    for (const [step, took] of this.#taken) see(this.#expected(step), took);
    if (this.#current && this.#current.said > 0) {
      const { step, since, saidAt } = this.#current;
      see(this.#expected(step) * this.#done(this.#current), saidAt - since);
    }
    return weight > 0 ? Math.exp(sum / weight) : 1;
  }
}

/** How far a step is since it was first seen, 0 to 1, as it says itself. */
function partOf({ from, share }: Current): number {
  return from < 1 ? (share - from) / (1 - from) : 1;
}

/** What share of a step's time has passed when it is so far. */
function timeShare(curve: Curve, part: number): number {
  const at = Math.min(part * CURVE_PARTS, CURVE_PARTS);
  const low = Math.floor(at);
  const knot = (n: number): number => (n <= 0 ? 0 : n >= CURVE_PARTS ? 1 : curve[n - 1]!);
  return knot(low) + (knot(low + 1) - knot(low)) * (at - low);
}

/** What is left of something that is expected to take so long when so much has passed: less and less, and never nothing. */
function clocked(expected: number, passed: number): number {
  const x = passed / Math.max(1, expected);
  const bent = BEND * Math.log1p(Math.exp((1 - x) / BEND));
  return expected * Math.max(bent, OVERDUE);
}
