/** English for what keeps an import from being started. */

export const problem = {
  noName: 'Give the table a name.',
  nameTaken: 'There is a table of this name already.',
  noTable: 'Choose the table.',
  cannotWrite: 'Nothing can be imported into this table.',
  noColumns: 'Include at least one column.',
  emptyLabel: 'Give the column a name.',
  sameLabel: 'Two columns have this name.',
  sameTarget: 'Two columns are mapped to this one.',
  required: '“{{column}}” is required, and no column is mapped to it.',
  keyIgnored: 'The key “{{column}}” is not among the columns that are imported.',
  keyNeeded: 'Choose which column identifies a row.',
  keyNotUnique: 'The table does not keep this key unique.',
} as const;
