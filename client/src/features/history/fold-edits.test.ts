import type { Job } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { foldEdits } from './fold-edits.ts';

const AT = Date.parse('2026-11-29T12:00:00Z');
const counts = { read: 1, inserted: 0, updated: 1, unchanged: 0, rejected: 0 };
const edit = (id: string, minute: number, more: Partial<Job> = {}): Job =>
  ({
    id,
    kind: 'edit',
    state: 'succeeded',
    tableId: 't',
    createdBy: 'me',
    createdAt: new Date(AT - minute * 60_000).toISOString(),
    counts,
    result: { cells: 1 },
    ...more,
  }) as Job;
const ids = (jobs: Job[]) =>
  foldEdits(jobs).map(({ job, earlier }) => [job.id, ...earlier.map(({ id }) => id)].join(' '));

test('edits of one table by one person, each within minutes of the next, stand under the newest', () => {
  expect(ids([edit('a', 0), edit('b', 9), edit('c', 18), edit('d', 40)])).toEqual(['a b c', 'd']);
});

test('the time is that between one edit and the next, and a hundred cells and rows are few', () => {
  expect(ids([edit('a', 0), edit('b', 10)])).toEqual(['a b']);
  expect(ids([edit('a', 0), edit('b', 10 + 1 / 60_000)])).toEqual(['a', 'b']);
  const sizes = (inserted: number, cells?: number, deleted?: number): Partial<Job> => ({
    counts: { ...counts, inserted },
    result: { ...(cells !== undefined && { cells }), ...(deleted !== undefined && { deleted }) } as Job['result'],
  });
  expect(ids([edit('a', 0), edit('b', 1, sizes(30, 30, 40)), edit('c', 2, sizes(31, 30, 40))])).toEqual(['a b', 'c']);
  expect(ids([edit('a', 0), edit('b', 1, { result: null })])).toEqual(['a b']);
  expect(ids([edit('a', 0), edit('b', 1, sizes(0, undefined, 100)), edit('c', 2, sizes(101))])).toEqual(['a b', 'c']);
  expect(ids([])).toEqual([]);
});

test.each<[string, Partial<Job>]>([
  ['of another table', { tableId: 'u' }],
  ['by another person', { createdBy: 'you' }],
  ['of many cells', { result: { cells: 101 } }],
  ['that deleted many rows', { result: { cells: 0, deleted: 200 } }],
  ['that was undone', { undoneByJobId: 'x' }],
  ['that failed', { state: 'failed' }],
  ['with rejected rows', { counts: { ...counts, rejected: 1 } }],
  ['that is a preview', { result: { cells: 1, dryRun: true } }],
  ['which is none', { kind: 'import' }],
])('an edit %s stands by itself', (_, more) => {
  expect(ids([edit('a', 0), edit('b', 1, more), edit('c', 2)])).toEqual(['a', 'b', 'c']);
});
