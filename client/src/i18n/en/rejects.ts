/** English for rejected rows. */

export const rejects = {
  title: 'Rejected rows',
  explain: 'The row numbers are those of your sheet. Marked cells say why.',
  why: 'Reason',
  grid: 'Rejected rows of {{title}}',
  reason: '{{column}}: {{reason}}',
  reasonAt: '{{column}} ({{cell}}): {{reason}}',
} as const;
