/** English for figures of selected cells and of a column. */

export const figures = {
  filled_one: '{{count, number}} filled',
  filled_other: '{{count, number}} filled',
  sum: 'Sum',
  average: 'Average',
  lowest: 'Least',
  highest: 'Greatest',
  open: 'Profile…',
  title: 'Profile of {{column}}',
  picture: 'How the values lie, from {{from}} to {{to}}',
  rows: 'Rows',
  blank: 'Empty',
  distinct: 'Distinct values',
  median: 'Median',
  longest: 'Longest text, in characters',
  top: 'Most frequent',
} as const;
