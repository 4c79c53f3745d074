import { expect, test } from 'vitest';
import { en } from '../../i18n/en/index.ts';
import { makeTranslation } from '../../i18n/translate.ts';
import { vi } from '../../i18n/vi/index.ts';
import { formatDrop } from './format-drop.ts';

test.each([
  ['en' as const, { rowCount: 1, rowCountExact: true }],
  ['en' as const, { rowCount: 234_567, rowCountExact: true }],
  ['en' as const, { rowCount: 234_567, rowCountExact: false }],
  ['en' as const, { rowCount: 0, rowCountExact: false }],
  ['vi' as const, { rowCount: 234_567, rowCountExact: false }],
  ['vi' as const, { rowCount: 234_567, rowCountExact: true }],
])('%s %o: an estimate is said to be one', (lng, table) => {
  const { t } = makeTranslation(lng, () => ({ en, vi })[lng]);
  for (const kind of ['delete', 'drop'] as const) {
    const chosen = formatDrop(table, t, kind);
    expect(/about|khoảng/i.test(chosen)).toBe(!table.rowCountExact && table.rowCount > 0);
  }
});
