import type { Job } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { tallyRows } from './tally.ts';

const counts = { read: 215, inserted: 200, updated: 10, unchanged: 2, rejected: 3 };
const first = { id: '1', counts };
const child = (fields: object): Job =>
  ({ parent: '1', kind: 'import', state: 'succeeded', counts: { ...counts, ...fields } }) as Job;

test('rows in, mended and open add up to the rows that were read', () => {
  expect(tallyRows(first, [{ row: 4, cells: {}, issues: [] }], [])).toEqual({ inside: 212, mended: 2, open: 1 });
  expect(tallyRows(first, [], [])).toEqual({ inside: 212, mended: 3, open: 0 });
});

test('where not all open rows are loaded, what the continuations brought in tells', () => {
  const brought = child({ inserted: 1, updated: 1, unchanged: 0, rejected: 0 });
  const undone = { ...brought, undoneBy: '9' };
  const other = { ...brought, parent: '2' };
  expect(tallyRows(first, null, [brought, undone, other])).toEqual({ inside: 212, mended: 2, open: 1 });
});
