/** English for rejected rows. */

export const rejects = {
  title: 'Rejected rows',
  explain: 'The row numbers are those of your sheet. Marked cells say why.',
  why: 'Reason',
  row: 'Row',
  wholeRow: 'Whole row',
  grid: 'Rejected rows of {{title}}',
  none: 'No rejected rows',
  reason: '{{column}}: {{reason}}',
  reasonAt: '{{column}} ({{cell}}): {{reason}}',
  shown_one: '{{count, number}} row shown',
  shown_other: '{{count, number}} rows shown',
} as const;
