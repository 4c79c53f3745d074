import { type Queryable, queryRows } from '@sheetport/core';
import { z } from 'zod';
import type { ExpectedJob } from './expected-steps.ts';
import { CURVE_PARTS, type Curve, type ExpectedStep, type Step, type TakenStep } from './forecast.ts';

/** How many of the last jobs are remembered for each step. Their median counts, so that one stalled job does not. */
const KEPT = 7;
/** What a step that is expected to take nothing is measured against, so that one that always takes time is learned. */
const LEAST_MS = 1;
/** Sizes differ by a factor of about three. Where no job of a size was seen, one that is at most so many sizes away tells. */
const MAX_DISTANCE = 3;
/** How many kinds, tables and sizes are remembered: those that were seen last. */
const MAX_REMEMBERED = 500;

/**
 * For each step, how many times longer than expected it took; the last job is at the end. For one that says how far it is, also what share of
 * its time had passed at each eighth, as `read 3/8`.
 */
const Factors = z.record(z.string(), z.array(z.number()));
type Factors = z.infer<typeof Factors>;
const Remembered = z.object({ name: z.string(), size: z.number(), steps: Factors, seen_at: z.date() });

/**
 * What the service's own jobs took, step by step, against what is expected of any. Kept in memory, so that no job waits for it, and written
 * to the database now and then, for other workers and the next start.
 */
export class JobHistory {
  readonly #known = new Map<string, Factors>();
  readonly #unwritten = new Set<string>();
  #readUntil = new Date(0);

  /** What a job is expected to take, by those that were like it. */
  correct({ names, rows, steps }: ExpectedJob): ExpectedStep[] {
    const size = sizeOf(rows);
    return steps.map(({ step, ms, curve }) => ({
      step,
      ms: corrected(ms, this.#typical(names, size, step)),
      curve: this.#curve(names, size, step) ?? curve,
    }));
  }

  /** Whether a job of one of its names and its size was seen. */
  knows({ names, rows }: ExpectedJob): boolean {
    return names.some((name) => this.#known.has(keyOf(name, sizeOf(rows))));
  }

  /** A job has succeeded. `taken`: of all its steps. */
  note({ names, rows, steps }: ExpectedJob, taken: readonly TakenStep[]): void {
    const took = new Map(taken.map((one) => [one.step, one]));
    for (const name of names) {
      const key = keyOf(name, sizeOf(rows));
      const known = this.#known.get(key) ?? {};
      const keep = (what: string, value: number): void => {
        known[what] = [...(known[what] ?? []), round(value)].slice(-KEPT);
      };
      for (const { step, ms } of steps) {
        keep(step, (took.get(step)?.ms ?? 0) / Math.max(ms, LEAST_MS));
        for (const [n, share] of took.get(step)?.curve?.entries() ?? []) keep(knotOf(step, n), share);
      }
      this.#known.delete(key);
      this.#known.set(key, known);
      this.#unwritten.add(key);
    }
    for (const key of this.#known.keys()) {
      if (this.#known.size <= MAX_REMEMBERED) break;
      this.#known.delete(key);
      this.#unwritten.delete(key);
    }
  }

  /** Write what was noted, and read what other workers did. Where the database does not answer, the next call does it. */
  async sync(db: Queryable): Promise<void> {
    const writing = [...this.#unwritten].sort();
    if (writing.length > 0) {
      await db.query(
        `INSERT INTO sheetport.job_history AS h (job_name, size, steps, seen_at)
         SELECT name, size, steps, clock_timestamp() FROM jsonb_to_recordset($1::jsonb) AS n(name text, size int, steps jsonb)
         ON CONFLICT (job_name, size) DO UPDATE SET steps = excluded.steps, seen_at = excluded.seen_at`,
        [JSON.stringify(writing.map((key) => ({ ...partsOf(key), steps: this.#known.get(key) ?? {} })))],
      );
      for (const key of writing) this.#unwritten.delete(key);
      await db.query(
        `DELETE FROM sheetport.job_history WHERE seen_at < (SELECT seen_at FROM sheetport.job_history ORDER BY seen_at DESC OFFSET $1 LIMIT 1)`,
        [MAX_REMEMBERED],
      );
    }
    const rows = await queryRows(
      db,
      Remembered,
      'SELECT job_name AS name, size, steps, seen_at FROM sheetport.job_history WHERE seen_at > $1 ORDER BY seen_at',
      [this.#readUntil],
    );
    for (const { name, size, steps, seen_at } of rows) {
      this.#readUntil = seen_at;
      const key = keyOf(name, size);
      if (!this.#unwritten.has(key)) this.#known.set(key, steps);
    }
  }

  #curve(names: readonly string[], size: number, step: Step): Curve | undefined {
    // The middle of each eighth: as those of every job go up, so do their middles.
    const knots = Array.from({ length: CURVE_PARTS - 1 }, (_, n) => this.#typical(names, size, knotOf(step, n)));
    return knots.every((knot) => knot !== undefined) ? knots : undefined;
  }

  /** The middle of what is known of something, by the most alike jobs that say it. */
  #typical(names: readonly string[], size: number, what: string): number | undefined {
    for (const name of names) {
      for (let distance = 0; distance <= MAX_DISTANCE; distance++) {
        const seen = [...new Set([size - distance, size + distance])].flatMap(
          (near) => this.#known.get(keyOf(name, near))?.[what] ?? [],
        );
        if (seen.length > 0) return middle(seen);
      }
    }
    return undefined;
  }
}

function corrected(ms: number, factor: number | undefined): number {
  return factor === undefined ? ms : Math.max(ms, LEAST_MS) * factor;
}

/** Rows in steps of about three times as many. */
function sizeOf(rows: number): number {
  return Math.round(2 * Math.log10(Math.max(1, rows)));
}

/** The median; of an even count the lower middle value, because a stalled job, or the first of its worker, only ever takes longer. */
function middle(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)]!;
}

const keyOf = (name: string, size: number): string => `${name}\n${size}`;

/** The name of what is known of a step at an eighth of it. */
const knotOf = (step: Step, n: number): string => `${step} ${n + 1}/${CURVE_PARTS}`;

function partsOf(key: string): { name: string; size: number } {
  const [name, size] = key.split('\n') as [string, string];
  return { name, size: Number(size) };
}

/** Four digits say enough. */
function round(factor: number): number {
  return Number(factor.toPrecision(4));
}
