import { type Job, JobsFilter } from '@sheetport/contract';
import { beforeEach, expect, test } from 'vitest';
import { foldIntoActive, foldIntoPages, forgetJobs, type JobPages, learnJob } from './job-cache.ts';

const job = (id: string, fields: Partial<Job> = {}): Job => ({
  id,
  kind: 'import',
  state: 'running',
  phase: 'reading',
  seq: 1,
  progress: { fraction: 0, rowsDone: 0, rowsTotal: null, rowsPerSecond: null, secondsLeft: null, queuePosition: null },
  counts: { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0 },
  title: 'orders.xlsx',
  fileId: null,
  tableId: null,
  parentId: null,
  error: null,
  result: null,
  createdAt: `2026-01-01T00:00:0${id}.000Z`,
  startedAt: null,
  finishedAt: null,
  ...fields,
});
const pages = (...lists: Job[][]): JobPages => ({
  pages: lists.map((jobs) => ({ jobs, next: null })),
  pageParams: lists.map(() => undefined),
});
const ids = (known: JobPages | undefined) =>
  known?.pages.map((page) => page.jobs.map((one) => one.id).join('')).join('|');

beforeEach(forgetJobs);

test('a slow answer never rewinds what the socket has said', () => {
  learnJob(job('1', { seq: 5, progress: { ...job('1').progress, fraction: 0.5 } }));
  expect(learnJob(job('1', { seq: 3 })).seq).toBe(5);
});

test('a job that is over stays over', () => {
  learnJob(job('1', { seq: 5, state: 'succeeded' }));
  expect(learnJob(job('1', { seq: 9 })).state).toBe('succeeded');
});

test('a known job is replaced where it stands, and only its page changes', () => {
  const known = pages([job('3')], [job('2'), job('1')]);
  const folded = foldIntoPages(known, {}, job('1', { seq: 2, state: 'failed' }));
  expect(ids(folded)).toBe('3|21');
  expect(folded?.pages[0]).toBe(known.pages[0]);
  expect(folded?.pages[1]?.jobs[1]?.state).toBe('failed');
});

test('an old version changes nothing, not even the object', () => {
  const known = pages([job('1', { seq: 4 })]);
  expect(foldIntoPages(known, {}, job('1', { seq: 4 }))).toBe(known);
});

test('a job is in a list only where each part of its filter fits', () => {
  const all = job('2', {
    batchId: 'b',
    dependsOn: ['1'],
    createdBy: 'owner',
    fileId: 'f',
    tableId: 't',
    parentId: 'p',
  });
  const fitting: JobsFilter = {
    kind: 'import',
    state: 'running',
    tableId: 't',
    fileId: 'f',
    batchId: 'b',
    parentId: 'p',
    dependsOn: '1',
    createdBy: 'owner',
    from: '2026-01-01',
    to: '2026-01-01',
    search: 'Orders',
  };
  expect(Object.keys(fitting).sort()).toEqual(Object.keys(JobsFilter.shape).sort());
  expect(ids(foldIntoPages(pages([]), fitting, all))).toBe('2');
  const others: JobsFilter = { kind: 'undo', state: 'queued', from: '2026-01-02', to: '2025-12-31' };
  for (const part of Object.keys(fitting) as (keyof JobsFilter)[])
    expect([part, ids(foldIntoPages(pages([]), { ...fitting, [part]: others[part] ?? 'other' }, all))]).toEqual([
      part,
      '',
    ]);
});

test('a new job goes on top where it fits the filter', () => {
  const known = pages([job('1')]);
  expect(ids(foldIntoPages(known, {}, job('2')))).toBe('21');
  expect(foldIntoPages(known, { kind: 'export' }, job('2'))).toBe(known);
  expect(ids(foldIntoPages(pages([]), { state: 'running' }, job('2')))).toBe('2');
});

test('an old job that is not loaded is left for its page', () => {
  const known = pages([job('5')]);
  expect(foldIntoPages(known, {}, job('1', { seq: 9 }))).toBe(known);
});

test('a job that no longer fits the filter goes', () => {
  expect(
    ids(foldIntoPages(pages([job('2'), job('1')]), { state: 'running' }, job('1', { seq: 2, state: 'succeeded' }))),
  ).toBe('2');
});

test('active jobs come, move and go', () => {
  let active: Job[] | undefined = [];
  active = foldIntoActive(active, job('1', { state: 'queued' }));
  active = foldIntoActive(active, job('1', { seq: 2 }));
  expect(active?.map((one) => one.state)).toEqual(['running']);
  active = foldIntoActive(active, job('1', { seq: 3, state: 'cancelled' }));
  expect(active).toEqual([]);
  expect(foldIntoActive(active, job('2', { state: 'failed' }))).toBe(active);
});

test('a job that is over stays over, but may be taken back later, for good', () => {
  forgetJobs();
  const done = learnJob(job('1', { state: 'succeeded', seq: 5 }));
  expect(learnJob(job('1', { state: 'running', seq: 9 }))).toBe(done);
  expect(learnJob(job('1', { state: 'succeeded', seq: 5 }))).toBe(done);
  const undone = learnJob(job('1', { state: 'succeeded', seq: 5, undoneByJobId: '2' }));
  expect(undone.undoneByJobId).toBe('2');
  expect(learnJob(job('1', { state: 'succeeded', seq: 5, undoneByJobId: null }))).toBe(undone);
});
