import { expect, test } from 'vitest';
import { en } from './en/index.ts';
import { formatRowCount } from './format-row-count.ts';
import { makeTranslation } from './translate.ts';
import { vi } from './vi/index.ts';

test.each([
  ['en' as const, { rowCount: 1, rowCountExact: true }, '1 row'],
  ['en' as const, { rowCount: 234_567, rowCountExact: true }, '234,567 rows'],
  ['en' as const, { rowCount: 234_567, rowCountExact: false }, 'about 230,000 rows'],
  ['en' as const, { rowCount: 0, rowCountExact: false }, 'rows not known'],
  ['vi' as const, { rowCount: 234_567, rowCountExact: false }, 'khoảng 230.000 dòng'],
  ['vi' as const, { rowCount: 234_567, rowCountExact: true }, '234.567 dòng'],
])('%s %o', (lng, table, words) => {
  const { t } = makeTranslation(lng, () => ({ en, vi })[lng]);
  expect(formatRowCount(table, t)).toBe(words);
});
