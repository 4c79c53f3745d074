/** English for table suggestions, and what happens to rows that are already in the table. */

export const tableSuggestion = {
  there:
    'These are the columns of “{{table}}” ({{matched, number}} of {{of, number}}), so the rows go into that table.',
  perhaps: 'These columns look like those of “{{table}}” ({{matched, number}} of {{of, number}}).',
  newInstead: 'Create a new table instead',
  useIt: 'Import into {{table}}',
  insertKey: 'Rows whose {{key}} is in the table already are rejected, with that reason.',
  insertNoKey: 'Every row is added, even one that is in the table already.',
  upsertKey: 'A row whose {{key}} is in the table already is changed; the others are added.',
  updateKey: 'Nothing is added: a row whose {{key}} is not in the table is rejected, with that reason.',
  needsKey: 'Choose the key column below.',
  replaceHint: 'All rows of the table go away, and those of the file take their place.',
  blankHint: 'What a blank cell of the file does to a row that is in the table already.',
  absentWarned:
    'A rule requires a value in “{{column}}”, and no column is mapped to it: every new row will get a warning.',
} as const;
