import { expect, test } from 'vitest';
import { readAuditSearch, readJobsSearch, readTableSearch } from './filter-params.ts';

const A = '01890000-0000-7000-8000-00000000000a';

test('filters of the history that fit are kept, each on its own', () => {
  expect(readJobsSearch({ kind: 'import', state: 'nonsense', search: '', tableId: A, more: 1 })).toEqual({
    kind: 'import',
    tableId: A,
  });
  expect(readJobsSearch({})).toEqual({});
});

test('a table keeps a sort and a filter that the service would take', () => {
  expect(readTableSearch({ sort: [{ column: 'a', desc: true }], filter: 'x' })).toEqual({
    sort: [{ column: 'a', desc: true }],
  });
  expect(readTableSearch({ sort: [], filter: { column: 'a', op: 'eq', value: 1 } })).toEqual({
    filter: { column: 'a', op: 'eq', value: 1 },
  });
});

test('how the columns stand and the view are kept, and nothing that is not there', () => {
  expect(readTableSearch({})).toStrictEqual({});
  expect(readTableSearch({ columns: { pinned: 1 }, view: A })).toStrictEqual({ columns: { pinned: 1 }, view: A });
  expect(readTableSearch({ view: 7, sort: 'x', filter: 7 })).toStrictEqual({});
});

test('what is not said of the history or the audit trail is no filter', () => {
  expect(readJobsSearch({ kind: undefined, search: 'x' })).toStrictEqual({ search: 'x' });
  expect(readAuditSearch({ person: A, action: '', outcome: 'x', more: 1 })).toStrictEqual({ person: A });
});
