/** English for keys: which column identifies a row, and what it takes to make it the key. */

export const keys = {
  identifies: '“{{column}}” identifies each of the {{count, number}} rows.',
  seems: '“{{column}}” seems to identify each row. The import checks it: rows with a repeated key are rejected.',
  choose: 'Use “{{column}}” as the key',
  notUniqueTitle: 'The table does not keep {{key}} unique',
  notUniqueText: 'Rows can be matched by {{key}} once it is the key of the table.',
  make: 'Make {{key}} the key',
  made: '{{key}} is the key of the table now',
  checking: 'Checking the rows of the table…',
  unique: 'No two rows of the table have the same {{key}}.',
  repeated_one:
    '{{count, number}} row of the table has the same {{key}} as another. Fix it first, or choose another key.',
  repeated_other:
    '{{count, number}} rows of the table have the same {{key}} as another. Fix those first, or choose another key.',
  blank_one: '{{count, number}} row of the table has no {{key}}. Fix it first, or choose another key.',
  blank_other: '{{count, number}} rows of the table have no {{key}}. Fix those first, or choose another key.',
  replaces: 'It replaces {{before}} as the key.',
  undoKept: 'Earlier imports can still be undone.',
  undoLost_one: '{{count, number}} earlier import can no longer be undone then: it changed or deleted rows.',
  undoLost_other: '{{count, number}} earlier imports can no longer be undone then: they changed or deleted rows.',
  ignoreCase: 'Ignore case and spaces at both ends',
  ignoreCaseHint: '“Ann@x.com ” and “ann@x.com” are then the same key.',
  ignoresCase: 'Case and spaces at both ends are ignored.',
} as const;
