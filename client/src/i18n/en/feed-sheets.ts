/** English for the sheets of workbooks that come in by themselves. */

export const feedSheets = {
  label: 'Sheets of a workbook',
  first: 'The first that fits',
  all: 'All sheets',
  named: 'Sheets by name',
  names: 'Names of the sheets',
  namesPlaceholder: 'North, South',
  namesText: 'Separated by commas. A workbook that lacks one waits for you.',
  sheets: 'Sheets of {{name}}',
  missing: 'The workbook has no such sheet.',
  openBatch: 'Open the batch',
  state: { waiting: 'Waiting' },
} as const;
