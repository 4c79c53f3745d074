/** What becomes of rows of a file whose key is there more than once. */
export const repeated = {
  label: 'Keys that are in the file more than once',
  hint: 'Rejected rows are listed with the reason.',
  first: 'Take the first row',
  last: 'Take the last row',
  reject: 'Take none of them',
} as const;
