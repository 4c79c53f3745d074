/** English for a file that was imported before. */

export const repeats = {
  title: 'Imported {{when}}',
  titleRunning: 'This is being imported just now',
  text: 'The same rows went into this table from “{{title}}”. Importing them again would add them once more.',
  open: 'Open that import',
  anyway: 'Import anyway',
  update: 'Update instead',
  skipped_one: '{{count, number}} was not imported, because its rows were imported before.',
  skipped_other: '{{count, number}} were not imported, because their rows were imported before.',
} as const;
