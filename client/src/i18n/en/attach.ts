/** English for tables that were in the database before: attaching, detaching, and what they say of a cell. */

export const attach = {
  button: 'Attach a table',
  title: 'Attach a table',
  explain: 'Tables that are in the database already. Attaching changes nothing in them.',
  search: 'Find by schema or name',
  list: 'Tables in the database',
  none: 'There is no other table in the database',
  noneText: 'Only tables in schemas that the service’s database user may use are listed.',
  noneFit: 'No table has “{{search}}” in its name',
  about_one: 'about {{count, number}} row',
  about_other: 'about {{count, number}} rows',
  uncounted: 'not counted yet',
  choose: 'Choose a table to see its columns.',
  columns: 'Columns of {{name}}',
  column: 'Column',
  type: 'Type',
  keyed: 'key',
  required: 'required',
  noKey: 'No column identifies a row: rows can be added and replaced, not updated one by one.',
  triggers_one: 'A trigger fires for every row: {{names}}. Rows that it skips are counted nowhere.',
  triggers_other: 'Triggers fire for every row: {{names}}. Rows that they skip are counted nowhere.',
  label: 'Name here',
  do: 'Attach',
  open: 'Open it',
  done: '“{{name}}” is attached',
  badge: 'Attached',
  badgeHint: 'It was in the database before: {{name}}',
  readOnly: 'Export only',
  gone: 'Gone',
  cannotImport: 'Nothing can be imported into this table',
  exportOnly: 'Export only: {{reason}}.',
  kind: {
    table: 'Table',
    partitioned: 'Partitioned table',
    view: 'View',
    materialized_view: 'Materialized view',
    foreign_table: 'Foreign table',
  },
} as const;

export const detach = {
  button: 'Detach',
  title: 'Detach “{{name}}”?',
  text: 'Sheetport forgets the table. It stays in the database with all its rows, and can be attached again.',
  loses: 'Imports into it can no longer be undone here.',
  do: 'Detach',
  done: '“{{name}}” is detached; it is still in the database',
  rather: 'Drop it with all its rows instead',
  dropText_one: 'The table was in the database before. Dropping it deletes {{count, number}} row for good.',
  dropText_other: 'The table was in the database before. Dropping it deletes {{count, number}} rows for good.',
  dropAbout: 'The table was in the database before. Dropping it deletes about {{count, number}} rows for good.',
  dropUnknown: 'The table was in the database before. Dropping it deletes all its rows for good.',
  dropDo: 'Drop the table',
  back: 'Only detach it',
} as const;

/** Why a table cannot be attached, or not be imported into. By the contract's codes. */
export const restriction = {
  attached: 'it is attached already',
  view: 'it is a view, which holds no rows of its own',
  foreign_table: 'its rows are in another database',
  partition: 'it is one part of a partitioned table; attach the whole table',
  no_select: 'the service’s database user may not read it (GRANT SELECT)',
  row_security: 'row-level security may hide rows of it from the service’s database user',
  no_columns: 'it has no columns',
  no_insert: 'the service’s database user may not add rows to it (GRANT INSERT)',
  rewrite_rules: 'rewrite rules stand in for writing to it',
  missing: 'it is no longer in the database',
} as const;

/** As `issue`, with what is known beside the value. */
export const issueWith = {
  out_of_range: 'does not fit {{type}}',
  check_failed: "breaks the table's rule: {{rule}}",
  not_castable: 'does not fit the type {{type}}',
  reference_missing: 'refers to a row that does not exist in {{table}} ({{column}})',
} as const;
