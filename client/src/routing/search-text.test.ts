import { expect, test } from 'vitest';
import { formatSearch, parseSearch } from './search-text.ts';

test.each([
  [{}, ''],
  [{ table: 'shop', sheet: 1 }, '?table=shop&sheet=1'],
  [{ jobs: ['a', 'b'] }, '?jobs=%5B%22a%22%2C%22b%22%5D'],
  [{ search: '007' }, '?search=007'],
  [{ search: '12' }, '?search=%2212%22'],
  [{ search: 'true' }, '?search=%22true%22'],
  [{ search: 'a b&c=d' }, '?search=a+b%26c%3Dd'],
  [{ search: '' }, '?search='],
  [
    { filter: { column: 'x', op: 'is', value: null } },
    '?filter=%7B%22column%22%3A%22x%22%2C%22op%22%3A%22is%22%2C%22value%22%3Anull%7D',
  ],
])('%j is %s, there and back', (search, text) => {
  expect(formatSearch(search)).toBe(text);
  expect(parseSearch(text)).toEqual(search);
});

test('what has no value is not written; a name that stands twice has both values', () => {
  expect(formatSearch({ sort: undefined })).toBe('');
  expect(parseSearch('?kind=import&kind=undo&__proto__=1')).toEqual(
    Object.fromEntries([
      ['kind', ['import', 'undo']],
      ['__proto__', 1],
    ]),
  );
});
