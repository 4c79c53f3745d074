/** English for what goes where: suggestions, memory, values. */

export const mapping = {
  look: 'Look at this one',
  right: '{{column}} is right',
  likely: 'Probably right',
  exact: 'The heading is the column’s own name',
  normalised: 'The heading is spelled nearly alike',
  remembered: 'As in an earlier file with these headings',
  synonym: 'The heading means the same',
  fuzzy: 'The heading looks alike',
  content: 'The values look like it',
  asBefore: 'Ready to run, as {{file}} went into {{table}}.',
  forget: 'Forget',
} as const;
