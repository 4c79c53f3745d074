import { createInstance } from 'i18next';
import { expect, test } from 'vitest';
import { en } from './en/index.ts';
import { formatRowCount } from './format-row-count.ts';
import { vi } from './vi/index.ts';

test.each([
  ['en', { rowCount: 1, rowCountExact: true }, '1 row'],
  ['en', { rowCount: 234_567, rowCountExact: true }, '234,567 rows'],
  ['en', { rowCount: 234_567, rowCountExact: false }, 'about 230,000 rows'],
  ['en', { rowCount: 0, rowCountExact: false }, 'rows not known'],
  ['vi', { rowCount: 234_567, rowCountExact: false }, 'khoảng 230.000 dòng'],
  ['vi', { rowCount: 234_567, rowCountExact: true }, '234.567 dòng'],
])('%s %o', async (lng, table, words) => {
  const i18n = createInstance();
  await i18n.init({ lng, resources: { en: { translation: en }, vi: { translation: vi } } });
  expect(formatRowCount(table, i18n.t)).toBe(words);
  for (const kind of ['delete', 'drop'] as const) {
    const chosen = formatRowCount(table, i18n.t, kind);
    expect(/about|khoảng/i.test(chosen)).toBe(!table.rowCountExact && table.rowCount > 0);
  }
});
