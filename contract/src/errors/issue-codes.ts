/** The table of issues: each code with what it says to a person. docs/errors.md lists the same rows. */

/** Why a row is rejected or warned of. Braces are filled from the rule; the column and row are shown beside the text. */
const issues = {
  not_integer: 'is not a whole number',
  not_decimal: 'is not a number',
  ambiguous_number:
    'may be two numbers: its mark can be one for thousands or for decimals. Write it without the one for thousands',
  not_boolean: 'is neither yes nor no',
  not_date: 'is not a date',
  not_datetime: 'is not a date and time',
  not_time: 'is not a time of day',
  out_of_range: 'is out of the range that the column holds',
  too_long: 'is longer than the column holds',
  required: 'is empty, but the column is required',
  error_cell: 'is an error in the sheet',
  error_cell_blank: 'is an error in the sheet. The row is imported with this cell blank',
  invalid_character: 'has a character that cannot be stored',
  ragged_row: 'the row has more cells than there are columns',
  not_in_list: 'must be one of: {allowed}',
  wrong_form: 'does not have the form {pattern}',
  longer_than: 'is longer than {max} characters',
  shorter_than: 'is shorter than {min} characters',
  less_than: 'is less than {min}',
  more_than: 'is more than {max}',
  earlier_than: 'is before {min}',
  later_than: 'is after {max}',
  not_email: 'is not an e-mail address',
  not_url: 'is not a web address',
  not_uuid: 'is not a UUID',
  not_referenced: 'is not the {column} of any row of {table}',
  value_repeated: 'is in more than one row of the file',
  value_taken: 'is in another row of the table already',
  duplicate_in_file: 'the same key is in the file more than once',
  already_exists: 'a row with this key is in the table already',
  no_such_row: 'no row with this key is in the table',
  reference_missing: 'refers to a row that does not exist',
  check_failed: "breaks the table's own rule",
  not_castable: 'does not fit the type of the column',
  row_changed: 'the row was changed by others since',
  row_deleted: 'the row is not there any more',
  row_repeated: 'the row is named more than once',
  row_referenced: 'rows of {table} refer to this row',
} as const;

export type IssueCode = keyof typeof issues;

/** Why a row is rejected once it is in the staging table, beside the rules of its columns. */
export type StagedIssueCode = Extract<
  IssueCode,
  | 'not_castable'
  | 'required'
  | 'check_failed'
  | 'reference_missing'
  | 'no_such_row'
  | 'already_exists'
  | 'duplicate_in_file'
  | 'row_changed'
  | 'row_deleted'
  | 'row_repeated'
  | 'row_referenced'
>;

export const ISSUES: Readonly<Record<IssueCode, string>> = issues;

/** The same, where the details say more. */
const preciseIssues: Partial<Record<IssueCode, string>> = {
  out_of_range: 'does not fit {type}',
  check_failed: "breaks the table's rule: {rule}",
  not_castable: 'does not fit the type {type}',
  reference_missing: 'refers to a row that does not exist in {table} ({column})',
};

export const PRECISE_ISSUES: Readonly<Partial<Record<IssueCode, string>>> = preciseIssues;
