/** English for counts of rows and columns. */

export const counts = {
  rows_one: '{{count, number}} row',
  rows_other: '{{count, number}} rows',
  rowsAbout: 'about {{count, number}} rows',
  rowsUnknown: 'rows not known',
  columns_one: '{{count, number}} column',
  columns_other: '{{count, number}} columns',
} as const;
