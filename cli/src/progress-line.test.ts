import { expect, test } from 'vitest';
import { JobAnswer } from './answers.ts';
import { plain } from './output.ts';
import { drawBar, openProgress, tellProgress, wholePercent } from './progress-line.ts';
import { exitCodeOf } from './watch-job.ts';

const job = (fields: object = {}): JobAnswer =>
  JobAnswer.parse({
    id: 'a',
    kind: 'import',
    state: 'succeeded',
    phase: 'reading',
    seq: 1,
    title: 'x.csv',
    tableId: null,
    progress: { fraction: 0.5, rowsDone: 1200, rowsPerSecond: 300, secondsLeft: 4.2, queuePosition: null },
    counts: { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 2 },
    error: null,
    result: null,
    createdAt: '2026-01-01T00:00:00Z',
    ...fields,
  });

test('a bar is full and says 100 only when all is done', () => {
  expect([0, 0.29, 0.999, 1].map(wholePercent)).toEqual([0, 29, 99, 100]);
  expect(drawBar(0.9999)).toBe(`[${'#'.repeat(23)}.]  99 %`);
  expect(drawBar(1)).toBe(`[${'#'.repeat(24)}] 100 %`);
});

test('a terminal has one line that is drawn over; a log has a line at each tenth', () => {
  const write = (isTTY: boolean) => {
    let out = '';
    const progress = openProgress({
      isTTY,
      columns: 60,
      write: (text: string) => {
        out += text;
        return true;
      },
    } as never);
    for (let n = 0; n <= 100; n++) progress.update('a\u001b[31m.csv', { fraction: n / 100, detail: 'reading' });
    progress.end();
    return out;
  };
  expect(write(true).split('\n')).toHaveLength(2);
  expect(write(true)).not.toContain('\u001b[31m');
  for (const line of write(true).split('\r')) expect(line.length).toBeLessThan(70);
  expect(write(false).trim().split('\n')).toHaveLength(11);
  expect(write(false)).not.toContain('\u001b');
});

test('what others typed does not steer the terminal', () => {
  expect(plain('a\u001b]0;x\u0007\r\n\u202eb')).toBe('a�]0;x����b');
});

test('the end of a job is told by the exit code', () => {
  expect(exitCodeOf(job())).toBe(3);
  // What was corrected since is no reject any more.
  expect(exitCodeOf(job({ pendingRejects: 0 }))).toBe(0);
  expect(exitCodeOf(job({ state: 'failed' }))).toBe(1);
  expect(exitCodeOf(job({ state: 'cancelled' }))).toBe(4);
  expect(exitCodeOf(job({ kind: 'export' }))).toBe(0);
  // Of a service that knows more than this program.
  expect(exitCodeOf(job({ kind: 'delivery', later: true }))).toBe(0);
});

test('what a job does is said in a few words', () => {
  expect(tellProgress(job({ state: 'running' }))).toBe('reading, 1,200 rows, 300/s, 5 s left');
  const waiting = { fraction: 0, rowsDone: 0, rowsPerSecond: null, secondsLeft: null, queuePosition: 3 };
  expect(tellProgress(job({ state: 'queued', progress: waiting }))).toBe('waiting, 3 before it');
  expect(tellProgress(job({ state: 'queued', progress: { ...waiting, paused: true } }))).toContain('paused');
});
