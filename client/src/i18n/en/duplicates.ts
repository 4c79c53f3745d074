/** English for rows of a file with a repeated key. */

export const duplicates = {
  label: 'Keys that are in the file more than once',
  hint: 'Rejected rows are listed with the reason.',
  first: 'Take the first row',
  last: 'Take the last row',
  reject: 'Take none of them',
} as const;
