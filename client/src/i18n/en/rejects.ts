/** English for rejected rows. */

export const rejects = {
  title: 'Rejected rows',
  explain: 'The row numbers are those of your sheet. Marked cells say why.',
  why: 'Reason',
  grid: 'Rejected rows of {{title}}',
  gone_one: '{{count, number}} row was rejected. It was kept for a time, which is over.',
  gone_other: '{{count, number}} rows were rejected. They were kept for a time, which is over.',
  reason: '{{column}}: {{reason}}',
  reasonAt: '{{column}} ({{cell}}): {{reason}}',
} as const;
