import { TABLE_ERROR_CODES, TableError } from '@sheetport/tables';
import { expect, test } from 'vitest';
import { toTableAppError } from './table-errors.ts';

test('an error of a table says what it is about, and nothing of the statement', () => {
  const place = { column: 'price', constraint: 'price_check', sqlstate: '23514' };
  expect(toTableAppError(new TableError('check_failed', place), 'job').details.detail).toBe(
    'a rule of the table does not hold (column "price")',
  );
  expect(toTableAppError(new TableError('check_failed', { constraint: 'price_check' }), 'job').details.detail).toBe(
    'a rule of the table does not hold (constraint "price_check")',
  );
});

test('a request and a job differ only where a request is answered at once, or names columns elsewhere', () => {
  const differing = TABLE_ERROR_CODES.map((code) => {
    const error = new TableError(code);
    return [code, toTableAppError(error, 'request').code, toTableAppError(error, 'job').code];
  }).filter(([, request, job]) => request !== job);
  expect(differing).toEqual([
    ['busy', 'table_in_use', 'database_unavailable'],
    ['cancelled', 'query_too_slow', 'internal'],
    ['no_columns', 'invalid_table', 'no_columns'],
    ['no_such_column', 'invalid_filter', 'invalid_mapping'],
  ]);
});

test('what may succeed later is retried by a job', () => {
  const lost = TABLE_ERROR_CODES.map((code) => new TableError(code))
    .filter(({ retryable }) => retryable)
    .filter((error) => !toTableAppError(error, 'job').retryable);
  expect(lost).toEqual([]);
});
