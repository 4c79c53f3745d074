/** Vietnamese for counts of rows and columns. */
import type { CountTexts } from '../texts.ts';

export const counts: CountTexts = {
  rows_other: '{{count, number}} dòng',
  rowsAbout: 'khoảng {{count, number}} dòng',
  rowsUnknown: 'chưa biết số dòng',
  columns_other: '{{count, number}} cột',
};
