import { readFile } from 'node:fs/promises';
import type { ExportFormat } from '@sheetport/contract';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type ExpectedJob,
  expectExport,
  expectImport,
  expectUndo,
  type ImportSize,
  type UndoSize,
} from './expected-steps.ts';
import { type ExpectedStep, Forecast, type Step } from './forecast.ts';
import { JobHistory } from './job-history.ts';

/** What a job said of itself: the time in milliseconds since it began, and the step that began or how far the step was. */
const Timeline = z.array(z.tuple([z.number(), z.union([z.string(), z.number()])]));
const Recorded = z.object({
  job: z.string(),
  rows: z.number(),
  /** What is expected of any such job. */
  steps: z.array(z.object({ step: z.string().transform((step) => step as Step), ms: z.number() })),
  /** When that was known. */
  expectedAt: z.array(z.number()),
  /** Of the same job, one after the other. */
  timelines: z.array(Timeline),
});
type Recorded = z.infer<typeof Recorded>;

/** The same of jobs of 100,000 rows on a calmer machine, with what was known of each, so that what is expected of it is what is expected today. */
const Asked = z.union([
  z.object({ import: z.custom<ImportSize>() }),
  z.object({ export: z.object({ format: z.custom<ExportFormat>(), rows: z.number(), columns: z.number() }) }),
  z.object({ undo: z.custom<UndoSize>() }),
]);
const Calm = Recorded.omit({ steps: true }).extend({ asked: Asked });

let recorded: Recorded[];
let calm: z.infer<typeof Calm>[];
beforeAll(async () => {
  const read = async (file: string) => JSON.parse(await readFile(new URL(file, import.meta.url), 'utf8'));
  recorded = z.array(Recorded).parse(await read('./recorded-jobs.json'));
  calm = z.array(Calm).parse(await read('./recorded-calm-jobs.json'));
});

function expectAsked(asked: z.infer<typeof Asked>): ExpectedJob {
  if ('import' in asked) return expectImport(asked.import);
  if ('undo' in asked) return expectUndo(asked.undo);
  const { format, rows, columns } = asked.export;
  return expectExport(format, rows, columns, null);
}

/** Reports are sent so often. */
const TICK_MS = 100;

/** Run a recorded job through a forecast: what would have been reported when, and what the job's steps took. */
function replay(
  timeline: z.infer<typeof Timeline>,
  expectedAt: number,
  steps: readonly ExpectedStep[],
  tickMs = TICK_MS,
) {
  const forecast = new Forecast(0);
  const whole = timeline.at(-1)![0];
  const reports: { at: number; fraction: number; left: number }[] = [];
  let shown = 0;
  let ticks = 1;
  const tickUntil = (until: number) => {
    for (; ticks * tickMs <= until; ticks++) {
      const at = ticks * tickMs;
      if (at >= expectedAt) forecast.expect(steps);
      const ahead = forecast.at(at);
      shown = Math.max(shown, ahead?.fraction ?? 0);
      if (ahead) reports.push({ at: at / whole, fraction: shown, left: ahead.leftMs / whole });
    }
  };
  for (const [at, said] of timeline) {
    tickUntil(Math.min(at, whole - 1));
    if (typeof said === 'number') forecast.advance(said, at);
    else if (said !== 'end') forecast.begin(said as Step, at);
  }
  return { reports, taken: forecast.finish(whole) };
}

const shareWithin = (errors: number[], most: number) => errors.filter((error) => error <= most).length / errors.length;

// They were recorded on two cores at a load of 15 to 30, where jobs stall for moments that nobody can foresee; so not every report is asked for.
test('P57: of jobs recorded on a busy machine, forecast by those before them, the bar and the time left keep to the clock', () => {
  const bar: number[] = [];
  const left: number[] = [];
  for (const { job, rows, steps, expectedAt, timelines } of recorded) {
    const history = new JobHistory();
    const expected = { names: [job], rows, steps };
    for (const [n, timeline] of timelines.entries()) {
      const { reports, taken } = replay(timeline, expectedAt[n]!, history.correct(expected));
      history.note(expected, taken);
      if (n === 0) continue;
      for (const { at, fraction, left: share } of reports) {
        bar.push(Math.abs(fraction - at));
        if (at >= 0.2) left.push(Math.abs(share - (1 - at)));
      }
    }
  }
  expect(bar.length).toBeGreaterThan(1000);
  expect(shareWithin(bar, 0.1)).toBeGreaterThan(0.7);
  expect(shareWithin(bar, 0.2)).toBeGreaterThan(0.95);
  expect(shareWithin(left, 0.2)).toBeGreaterThan(0.7);
});

// Recordings do not change, so how far off they are is the same each time: the bounds are just above it.
describe('jobs recorded on a calm machine', () => {
  /** How far the bar was off at most, and the time left on average from a fifth on, of the nth job of each kind; kinds in their order. */
  function judge(n: number) {
    return calm.map(({ asked, expectedAt, timelines }) => {
      const history = new JobHistory();
      const expected = expectAsked(asked);
      for (let earlier = 0; earlier < n; earlier++)
        history.note(expected, replay(timelines[earlier]!, expectedAt[earlier]!, expected.steps).taken);
      const whole = timelines[n]!.at(-1)![0];
      const { reports } = replay(timelines[n]!, expectedAt[n]!, history.correct(expected), whole / 50);
      const lefts = reports.filter(({ at }) => at >= 0.2).map(({ at, left }) => Math.abs(left - (1 - at)));
      return {
        bar: Math.max(...reports.map(({ at, fraction }) => Math.abs(fraction - at))),
        left: lefts.reduce((sum, off) => sum + off, 0) / lefts.length,
      };
    });
  }

  const mean = (list: number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;

  test('P57: the first of its kind keeps to the clock by what is expected of any', () => {
    const first = judge(0);
    expect(mean(first.map(({ bar }) => bar))).toBeLessThan(0.175);
    expect(mean(first.map(({ left }) => left))).toBeLessThan(0.19);
  });

  test('P57: the third keeps to it better, by the two before', () => {
    const third = judge(2);
    expect(mean(third.map(({ bar }) => bar))).toBeLessThan(0.13);
    expect(mean(third.map(({ left }) => left))).toBeLessThan(0.13);
  });
});

test('P57: a job that takes many times longer than expected, or a part of it, is shown as never done and still moving', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ ms: fc.nat(10_000), took: fc.double({ min: 0, max: 20, noNaN: true }) }), {
        minLength: 1,
        maxLength: 5,
      }),
      (parts) => {
        const names: Step[] = ['check', 'hold', 'empty', 'rejects', 'commit'];
        const forecast = new Forecast(0);
        forecast.expect(parts.map(({ ms }, n) => ({ step: names[n]!, ms })));
        let now = 0;
        for (const [n, { ms, took }] of parts.entries()) {
          forecast.begin(names[n]!, now);
          const end = now + ms * took;
          for (let tick = 0, before = 0; tick < 40; tick++) {
            now += (end - now) / 2;
            const { fraction, leftMs } = forecast.at(now)!;
            if (fraction >= 1 || fraction < before - 1e-9 || leftMs < 0) return false;
            before = fraction;
          }
          now = end;
        }
        return true;
      },
    ),
    { numRuns: 200, endOnFailure: true },
  );
});

test('P57: while a job waits for what others hold, its bar and its time left stand still', () => {
  const forecast = new Forecast(0);
  forecast.expect([
    { step: 'open', ms: 100 },
    { step: 'read', ms: 900 },
  ]);
  forecast.begin('open', 0);
  const before = forecast.at(50);
  forecast.pause(50);
  expect(forecast.at(60_000)).toEqual(before);
  forecast.resume(60_000);
  expect(forecast.at(60_000)).toEqual(before);
  forecast.begin('read', 60_050);
  forecast.advance(0.01, 60_060);
  forecast.advance(0.5, 60_510);
  expect(forecast.at(60_510)!.fraction).toBeCloseTo(0.55, 1);
});

test('P57: a busy machine is slow in the steps to come, too', () => {
  const forecast = new Forecast(0);
  forecast.expect([
    { step: 'check', ms: 1000 },
    { step: 'hold', ms: 1000 },
  ]);
  forecast.begin('check', 0);
  forecast.begin('hold', 3000);
  expect(forecast.at(3000)!.leftMs).toBeGreaterThan(2400);
});

test('P57: while a job is committed, its rows are all done and its bar still waits', () => {
  const forecast = new Forecast(0);
  forecast.expect([
    { step: 'remove', ms: 100 },
    { step: 'commit', ms: 100 },
  ]);
  forecast.begin('remove', 0);
  forecast.begin('commit', 100);
  forecast.advance(1, 100);
  expect(forecast.at(100)!.fraction).toBeCloseTo(0.5, 1);
});

describe('steps whose equal shares take unequal times', () => {
  /** A file that is read ahead of Postgres: half of it in a tenth of the time. */
  const EXPECTED = { names: ['read ahead'], rows: 1000, steps: [{ step: 'read' as const, ms: 1000 }] };
  function run(history: JobHistory, whole: number) {
    const forecast = new Forecast(0);
    forecast.expect(history.correct(EXPECTED));
    forecast.begin('read', 0);
    forecast.advance(0.001, 0);
    const off: number[] = [];
    for (let at = 1; at <= 100; at++) {
      const time = at / 100;
      forecast.advance(time <= 0.1 ? time * 5 : 0.5 + ((time - 0.1) / 0.9) * 0.5, time * whole);
      if (at < 100) off.push(Math.abs(forecast.at(time * whole)!.fraction - time));
    }
    history.note(EXPECTED, forecast.finish(whole));
    return Math.max(...off);
  }

  test('P57: the next job knows it, whatever its speed', () => {
    const history = new JobHistory();
    expect(run(history, 1000)).toBeGreaterThan(0.15);
    expect(run(history, 1000)).toBeLessThan(0.05);
    expect(run(history, 3000)).toBeLessThan(0.1);
  });

  test('it is known after the next start', async () => {
    const history = new JobHistory();
    run(history, 1000);
    const stored: unknown[] = [];
    const write = async (_: string, [text]: unknown[] = []) => {
      if (typeof text === 'string') stored.push(...JSON.parse(text));
      return { rows: [] };
    };
    await history.sync({ query: write } as never);
    const next = new JobHistory();
    const rows = stored.map((row) => ({ ...(row as object), seen_at: new Date() }));
    await next.sync({ query: async () => ({ rows }) } as never);
    expect(run(next, 1000)).toBeLessThan(0.05);
  });

  test('a step that ran again, or said nothing, has none', () => {
    const again = new Forecast(0);
    for (const from of [0, 200]) {
      again.begin('read', from);
      again.advance(0.1, from);
      again.advance(0.5, from + 90);
      again.advance(1, from + 100);
      again.begin('check', from + 150);
    }
    const curves = again.finish(400).map(({ step, curve }) => [step, curve]);
    expect(Object.fromEntries(curves)).toMatchObject({ read: undefined, check: undefined });
  });
});

describe('history', () => {
  const job = (rows: number, like = 'a job') => ({ names: [like], rows, steps: [{ step: 'read' as const, ms: 100 }] });
  const took = (history: JobHistory, ms: number, rows = 1000) => history.note(job(rows), [{ step: 'read', ms }]);
  const foretold = (history: JobHistory, rows = 1000, like = 'a job') => history.correct(job(rows, like))[0]!.ms;

  test('one stalled job among others changes nothing, and what changed for good is learned', () => {
    const history = new JobHistory();
    for (const ms of [200, 210, 9000, 190, 200]) took(history, ms);
    expect(foretold(history)).toBe(200);
    for (let n = 0; n < 5; n++) took(history, 800);
    expect(foretold(history)).toBe(800);
  });

  test('a size that was not seen yet goes by the nearest that was, and another kind by itself', () => {
    const history = new JobHistory();
    took(history, 300, 1000);
    took(history, 500, 100_000);
    expect(foretold(history, 2000)).toBe(300);
    expect(foretold(history, 60_000)).toBe(500);
    expect(foretold(history, 100_000_000)).toBe(100);
    expect(foretold(history, 1000, 'another')).toBe(100);
  });

  test('a step that is expected to take nothing, and always takes time, is learned', () => {
    const history = new JobHistory();
    const expected = { names: ['a job'], rows: 1000, steps: [{ step: 'hold' as const, ms: 0 }] };
    expect(history.correct(expected)[0]!.ms).toBe(0);
    history.note(expected, [{ step: 'hold', ms: 170 }]);
    expect(history.correct(expected)[0]!.ms).toBe(170);
    history.note(expected, []);
    history.note(expected, []);
    expect(history.correct(expected)[0]!.ms).toBe(0);
  });

  test('it is bounded', () => {
    const history = new JobHistory();
    for (let n = 0; n < 2000; n++) history.note(job(1000, `like ${n}`), [{ step: 'read', ms: 300 }]);
    expect(foretold(history, 1000, 'like 1999')).toBe(300);
    expect(foretold(history, 1000, 'like 0')).toBe(100);
  });
});
