/** English for hidden sheets, rows and columns. */

export const hiddenData = {
  hiddenSheet: 'This sheet is hidden in the workbook',
  hiddenSheetText: 'Whoever opens the workbook does not see it. It is imported only because you chose it.',
  hiddenRows_one: '{{count, number}} row is hidden in the sheet',
  hiddenRows_other: '{{count, number}} rows are hidden in the sheet',
  hiddenColumns_one: '{{count, number}} column is hidden in the sheet',
  hiddenColumns_other: '{{count, number}} columns are hidden in the sheet',
  columnsAre: 'Columns: {{columns}}',
  hiddenText: 'By a filter or by hand. Hidden data is imported too, unless you exclude it.',
  excluded: 'Hidden data is excluded',
  exclude: 'Exclude hidden data',
  include: 'Import anyway',
  hiddenMark: 'hidden in the sheet',
} as const;
