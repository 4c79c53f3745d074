import { Report } from '@sheetport/contract';
import type { Mark } from '@sheetport/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExpectedJob } from './expected-steps.ts';
import type { Step } from './forecast.ts';
import { JobHistory } from './job-history.ts';
import { ProgressReporter } from './progress-reporter.ts';

/** A job of two steps of so many milliseconds each. */
const expected = (first: Step, second: Step, ms = 5000): ExpectedJob => ({
  names: ['test'],
  rows: 1000,
  steps: [first, second].map((step) => ({ step, ms })),
});

/** A progress reporter on a clock of the test's own, with a row that is written or refuses to be. */
function stage(base: number, row: { lease: number; answer?: 'cancel' | 'lost' }) {
  const clock = { now: 1_000_000 };
  const reports: (Report & { at: number })[] = [];
  const writes: number[] = [];
  const halts: string[] = [];
  const progress = new ProgressReporter({
    id: '019a0000-0000-7000-8000-000000000000',
    fence: 3,
    base,
    lease: Math.max(row.lease, base),
    claimed: { names: ['claimed'], rows: 1, steps: [{ step: 'rest', ms: 60 }] },
    history: new JobHistory(),
    now: () => clock.now,
    tell: (report) => reports.push({ ...Report.parse(report), at: clock.now }),
    write: async (mark: Mark) => {
      writes.push(clock.now);
      row.lease = Math.max(row.lease, mark.fractionLease);
      return row.answer ?? 'going';
    },
    onAbort: (why) => halts.push(why),
  });
  return { progress, clock, reports, writes, halts };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('P15: a bar never goes back, is below 1 before the commit, and ends once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.array(
        fc.record({
          within: fc.double({ min: -1, max: 2, noNaN: true }),
          wait: fc.integer({ min: 1, max: 3000 }),
          phase: fc.boolean(),
        }),
        { maxLength: 60 },
      ),
      async (base, steps) => {
        const { progress, clock, reports } = stage(base, { lease: base });
        progress.expect(expected('read', 'write'));
        progress.enter('reading', 'read');
        for (const { within, wait, phase } of steps) {
          if (phase) progress.enter('merging', 'write');
          progress.advance(within);
          for (let waited = 0; waited < wait; waited += 100) {
            clock.now += 100;
            progress.tick();
            await settle();
          }
        }
        progress.last('succeeded', progress.nextSeq());
        for (let i = 1; i < reports.length; i++) {
          expect(reports[i]!.progress.fraction).toBeGreaterThanOrEqual(reports[i - 1]!.progress.fraction);
          expect(reports[i]!.seq).toBeGreaterThan(reports[i - 1]!.seq);
        }
        expect(reports.filter((report) => report.progress.fraction === 1)).toHaveLength(1);
        expect(reports.at(-1)!.state).toBe('succeeded');
      },
    ),
    { numRuns: 50 },
  );
});

test('P05: whatever was shown before a crash, the next claim starts at or above it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
      fc.nat(40),
      async (progress, crashAt) => {
        // The row as claimJob leaves it: the first lease is granted before the progress bar exists.
        const row = { lease: 0.3 };
        const first = stage(0, row);
        first.progress.expect(expected('read', 'write'));
        first.progress.enter('reading', 'read');
        for (const within of progress.slice(0, crashAt)) {
          first.progress.advance(within);
          first.clock.now += 100;
          first.progress.tick();
          await settle();
        }
        const shown = Math.max(0, ...first.reports.map((report) => report.progress.fraction));
        const second = stage(row.lease, row);
        second.progress.tick();
        expect(second.reports[0]!.progress.fraction).toBeGreaterThanOrEqual(shown);
      },
    ),
    { numRuns: 100 },
  );
});

test('P18: at most ten reports and one write a second', async () => {
  const { progress, clock, reports, writes } = stage(0, { lease: 0.3 });
  progress.expect(expected('read', 'write', 10_000));
  progress.enter('reading', 'read');
  for (let i = 0; i < 200; i++) {
    progress.advance(i / 200, i * 1000);
    clock.now += 100;
    progress.tick();
    await settle();
  }
  for (const { at } of reports)
    expect(reports.filter((other) => other.at > at - 1000 && other.at <= at).length).toBeLessThanOrEqual(10);
  for (const at of writes) expect(writes.filter((other) => other > at - 1000 && other <= at).length).toBe(1);
});

test('P41: a step that cannot say how far it is still moves, and is heard of every half second', async () => {
  const { progress, clock, reports } = stage(0, { lease: 0.3 });
  progress.expect(expected('open', 'check'));
  progress.enter('checking', 'check');
  for (let i = 0; i < 300; i++) {
    clock.now += 100;
    progress.tick();
    await settle();
  }
  const times = reports.map((report) => report.at);
  for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBeLessThanOrEqual(500);
  const late = reports.slice(10, 60).map((report) => report.progress.fraction);
  for (let i = 1; i < late.length; i++) expect(late[i]!).toBeGreaterThanOrEqual(late[i - 1]!);
  expect(late.at(-1)!).toBeGreaterThan(late[0]!);
});

test('P13: a row that says cancel, or that another holds the job, halts the claim', async () => {
  for (const answer of ['cancel', 'lost'] as const) {
    const { progress, clock, halts } = stage(0, { lease: 0.3, answer });
    for (let i = 0; i < 5; i++) {
      clock.now += 100;
      progress.tick();
      await settle();
    }
    expect(halts).toContain(answer);
  }
});

test('speed and time left are smoothed, and absent before anything is known', async () => {
  const { progress, clock, reports } = stage(0, { lease: 0.3 });
  progress.tick();
  expect(reports[0]!.progress.rowsPerSecond).toBeNull();
  expect(reports[0]!.progress.secondsLeft).toBeNull();
  progress.expect({ ...expected('open', 'read'), steps: [{ step: 'read', ms: 7000 }] });
  progress.enter('reading', 'read');
  for (let i = 1; i <= 50; i++) {
    progress.advance(i / 100, i * 1000, 100_000);
    clock.now += 100;
    progress.tick();
    await settle();
  }
  const { rowsPerSecond, secondsLeft } = reports.at(-1)!.progress;
  expect(rowsPerSecond).toBeGreaterThan(9000);
  expect(rowsPerSecond).toBeLessThan(11_000);
  expect(secondsLeft).toBeGreaterThan(4);
  expect(secondsLeft).toBeLessThan(6);
});

test('P41: who watches is told that a job waits for its turn while any of its steps does, and its phase after that', async () => {
  const { progress, clock, reports } = stage(0, { lease: 0 });
  const phaseNow = () => {
    clock.now += 100;
    progress.tick();
    return reports.at(-1)!.phase;
  };
  progress.enter('opening', 'open');
  expect(phaseNow()).toBe('opening');
  progress.hold(true);
  progress.hold(true);
  progress.hold(false);
  expect(phaseNow()).toBe('waiting');
  progress.enter('profiling', 'read');
  expect(phaseNow()).toBe('waiting');
  progress.hold(false);
  expect(phaseNow()).toBe('profiling');
});
