import { expect, test } from 'vitest';
import { readJobsSearch, readTableSearch } from './filter-params.ts';

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
