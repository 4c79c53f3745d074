/** English for what a sheet looks like: what is hidden in it. */

export const looks = {
  hiddenSheet: 'This sheet is hidden in the workbook',
  hiddenSheetText: 'Whoever opens the workbook does not see it. It is imported only because you chose it.',
  hiddenRows_one: '{{count, number}} row is hidden in the sheet',
  hiddenRows_other: '{{count, number}} rows are hidden in the sheet',
  hiddenColumns_one: '{{count, number}} column is hidden in the sheet',
  hiddenColumns_other: '{{count, number}} columns are hidden in the sheet',
  columnsAre: 'Columns: {{columns}}',
  hiddenText: 'By a filter or by hand. What is hidden goes in like all else, unless you leave it out.',
  hiddenOut: 'What is hidden in the sheet stays out',
  leaveOut: 'Leave out what is hidden',
  bringBack: 'Bring it all the same',
  hiddenMark: 'hidden in the sheet',
} as const;
