/** English for the list of tables. */

export const tables = {
  title: 'Tables',
  new: 'New table',
  search: 'Find a table',
  none: 'No tables yet',
  noneText: 'Import a workbook and its rows become a table, or create an empty one.',
  noneFit: 'No table has “{{search}}” in its name',
  import: 'Import a workbook',
  newTitle: 'New table',
  newName: 'Name',
  newColumns: 'Columns',
  addColumn: 'Add a column',
  removeColumn: 'Remove column {{number}}',
  columnName: 'Name of column {{number}}',
  columnType: 'Type of column {{number}}',
  required: 'Required',
  keyColumn: 'Key',
  create: 'Create table',
} as const;
