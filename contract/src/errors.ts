/**
 * The table of errors: each code with its HTTP status, its title, and what it says to a person.
 * `{name}` in a message is filled from the fault's details. docs/errors.md lists the same rows; a test keeps them in step.
 */

export interface ErrorRow {
  status: number;
  title: string;
  message: string;
  /** Whether trying again unchanged may help (an outage) or not (a person's mistake). */
  retryable?: boolean;
}

const table = {
  // Doors
  not_signed_in: {
    status: 401,
    title: 'Not signed in',
    message: 'Open the link that the service printed when it started, or send the token as "Authorization: Bearer …".',
  },
  forbidden: { status: 403, title: 'Not allowed', message: 'You may not do this. Ask the owner of this service.' },
  foreign_origin: {
    status: 403,
    title: 'Request from another site',
    message:
      'This request came from another site or host name. Open the service under its own address; list other names in ALLOWED_HOSTS.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    message: 'Wait {seconds} seconds and try again.',
    retryable: true,
  },
  // Requests
  invalid_request: {
    status: 400,
    title: 'Request not understood',
    message: 'The request does not fit the contract: {problems}. See /api/docs.',
  },
  not_found: { status: 404, title: 'Not found', message: 'There is no {what} here. It may have been deleted.' },
  method_not_allowed: { status: 405, title: 'Method not allowed', message: 'This address does not take {method}.' },
  unsupported_media_type: {
    status: 415,
    title: 'Content type not supported',
    message: 'Send JSON, or multipart/form-data with a field named "file" for uploads.',
  },
  idempotency_conflict: {
    status: 409,
    title: 'Key used before',
    message: 'This Idempotency-Key was used with another request. Use a new key.',
  },
  gone: {
    status: 410,
    title: 'No longer kept',
    message: 'This file was removed after its time. Upload or export it again.',
  },
  // Uploads
  no_file: {
    status: 400,
    title: 'No file in the request',
    message: 'Send the workbook as multipart/form-data in a field named "file".',
  },
  file_too_large: {
    status: 413,
    title: 'File too large',
    message: 'The file is larger than {limit}. Split it, or raise MAX_FILE_BYTES.',
  },
  upload_incomplete: {
    status: 400,
    title: 'Upload not complete',
    message: 'The upload ended before the whole file had arrived. Send it again.',
    retryable: true,
  },
  upload_conflict: {
    status: 409,
    title: 'Upload goes on elsewhere',
    message:
      'The upload has more or fewer bytes than this request says, or another request is writing to it. Ask for its offset and go on from there.',
    retryable: true,
  },
  disk_full: {
    status: 507,
    title: 'No room left',
    message:
      'The disk of the service has too little room: {detail}. Nothing was changed. Free some room on the disk with DATA_DIR and try again.',
    retryable: true,
  },
  file_missing: {
    status: 404,
    title: 'Stored file not found',
    message:
      'The stored bytes of this file cannot be read: {detail}. Nothing was changed. Check that DATA_DIR is the right place and that its disk is there, restore the file from a backup, or upload or export it again.',
    retryable: true,
  },
  // Files
  file_not_ready: {
    status: 409,
    title: 'File still being looked at',
    message: 'The file is still being inspected. Try again in a moment.',
    retryable: true,
  },
  empty_file: {
    status: 422,
    title: 'Empty file',
    message: 'The file has no content. Save it again in your spreadsheet program and upload that.',
  },
  not_a_spreadsheet: {
    status: 422,
    title: 'Not a spreadsheet',
    message: 'This is not a spreadsheet that can be read ({detail}). Save it as .xlsx or .csv and upload that.',
  },
  unsupported_format: {
    status: 422,
    title: 'Format not supported',
    message: 'This format cannot be read ({detail}). Save it as .xlsx or .csv and upload that.',
  },
  encrypted: {
    status: 422,
    title: 'Password needed',
    message: 'The workbook is protected with a password. Open it, save it without a password, and upload that.',
  },
  damaged_file: {
    status: 422,
    title: 'Damaged file',
    message: 'The file is damaged ({detail}). Open it in your spreadsheet program, save it again, and upload that.',
  },
  file_refused: {
    status: 422,
    title: 'File refused',
    message: 'The file was refused to keep the service safe ({detail}).',
  },
  file_too_complex: {
    status: 422,
    title: 'File too complex',
    message:
      'Reading this file takes more memory or time than a job may use ({detail}). Nothing was changed. Open it in your spreadsheet program, save it as .xlsx or .csv, and upload that.',
  },
  file_unreadable: {
    status: 409,
    title: 'File cannot be read',
    message:
      'This file could not be read when it was inspected: {detail} Save it again in your spreadsheet program and upload that.',
  },
  no_such_sheet: {
    status: 422,
    title: 'No such sheet',
    message: 'The workbook has no sheet {sheet}. Choose one of: {sheets}.',
  },
  empty_sheet: {
    status: 422,
    title: 'Nothing to import',
    message: 'Sheet {sheet} has no rows below its header row. Choose another sheet or header row.',
  },
  // Tables
  invalid_table: { status: 422, title: 'Table not possible', message: 'The table cannot be made: {detail}.' },
  invalid_filter: {
    status: 422,
    title: 'Filter not understood',
    message: 'The filter or sort does not fit the table: {detail}.',
  },
  invalid_cursor: {
    status: 400,
    title: 'Page not found',
    message: 'This page mark does not fit this table or order. Start from the first page.',
  },
  table_exists: {
    status: 409,
    title: 'Name taken',
    message: 'There is a table named "{name}" already. Choose another name, or import into that table.',
  },
  table_in_use: {
    status: 409,
    title: 'Table in use',
    message: 'A job is working on this table. Wait for it to end or cancel it.',
  },
  table_needed: {
    status: 409,
    title: 'Table needed elsewhere',
    message:
      'Something else in the database, such as a view or another table, depends on this table. Remove that first.',
  },
  table_missing: {
    status: 410,
    title: 'Table is gone',
    message: 'The table behind this name is no longer in the database.',
  },
  invalid_rule: {
    status: 422,
    title: 'Rule not possible',
    message: 'The rules of "{column}" cannot be used: {detail}. Nothing was changed.',
  },
  rows_violate_rule: {
    status: 409,
    title: 'Rows break the rule',
    message:
      '"{column}" cannot be {rule}: {count} rows of the table break it today ({rows}). Mend those first. Nothing was changed.',
  },
  table_attached: {
    status: 409,
    title: 'Attached already',
    message: 'This table is attached already, as "{name}".',
  },
  cannot_attach: { status: 422, title: 'Cannot be attached', message: 'The table cannot be attached: {detail}.' },
  drop_not_confirmed: {
    status: 409,
    title: 'Drop it, or only forget it?',
    message:
      'This table was in the database before it was attached. Say keep=true to detach it, or drop=true to drop it with all its rows.',
  },
  table_unreadable: {
    status: 422,
    title: 'Table cannot be read',
    message: 'The rows of this table cannot be read: {detail}. Ask whoever looks after the database.',
  },
  table_read_only: {
    status: 422,
    title: 'Table cannot be written',
    message: 'Rows cannot be put into this table: {detail}. Nothing was changed; exporting it still works.',
  },
  table_rejected_rows: {
    status: 422,
    title: 'The table refused the rows',
    message: 'The table refused what the import wrote: {detail}. Nothing was changed.',
  },
  not_permitted: {
    status: 403,
    title: 'Not permitted in the database',
    message:
      'The database user of the service may not do this. Ask whoever looks after the database for the privilege.',
  },
  // Jobs
  job_finished: {
    status: 409,
    title: 'Job already over',
    message: 'The job is already {state}; what it did stays done.',
  },
  job_not_finished: {
    status: 409,
    title: 'Job not over yet',
    message: 'The job is still {state}. Wait for it to end or cancel it.',
  },
  nothing_to_undo: {
    status: 409,
    title: 'Nothing to undo',
    message: 'Only an import that went in can be undone; this job is not one.',
  },
  already_undone: {
    status: 409,
    title: 'Undone already',
    message: 'The import was undone already, so there is nothing left of it to undo or to mend.',
  },
  undo_not_possible: {
    status: 409,
    title: 'Cannot be undone',
    message: 'The import cannot be undone: {detail}. Nothing was changed.',
  },
  not_a_dry_run: {
    status: 409,
    title: 'Not a dry run',
    message: 'Only a dry run that succeeded can be run for real; this job is not one. Start an import.',
  },
  no_pending_rejects: {
    status: 409,
    title: 'No rows to mend',
    message:
      'Only rows that an import left out can be mended, and this job left none. Mend the file and import it again.',
  },
  rows_already_resolved: {
    status: 409,
    title: 'Rows not open',
    message:
      'These rows of the sheet are not waiting to be mended: {rows}. They went in meanwhile, or were never left out. Load the list again.',
  },
  invalid_corrections_file: {
    status: 422,
    title: 'Mended file not usable',
    message:
      'The mended file cannot be used: {detail}. Download the rejected rows again, and change only the cells that are wrong.',
  },
  no_file_yet: {
    status: 409,
    title: 'Nothing to download',
    message: 'This job has no file to download: it is {state}.',
  },
  invalid_range: { status: 416, title: 'No such part', message: 'The file ends before the part that was asked for.' },
  invalid_mapping: { status: 422, title: 'Columns do not fit', message: 'The columns cannot be matched: {detail}.' },
  no_columns: {
    status: 422,
    title: 'No columns to import',
    message: 'No column of the sheet matches a column of the table. Choose which column goes where.',
  },
  invalid_key: { status: 422, title: 'Key not possible', message: 'The key cannot be used: {detail}.' },
  key_needed: {
    status: 422,
    title: 'Key needed',
    message: 'This mode needs a key: name the columns by which rows are recognised.',
  },
  rows_rejected: {
    status: 422,
    title: 'Rows did not fit',
    message:
      'Nothing was imported, as {count} of the rows did not fit. Mend what is marked, or import with "skip" to take the good rows.',
  },
  worker_lost: {
    status: 500,
    title: 'Stopped unexpectedly',
    message:
      'The worker stopped while it was on this file, more than once. Nothing was imported. The file may be harmful; save it again and try that.',
  },
  out_of_memory: {
    status: 422,
    title: 'File needs too much memory',
    message: 'The file needs more memory than a job may use. Nothing was changed. Split it or save it as .csv.',
  },
  database_unavailable: {
    status: 503,
    title: 'Database not reachable',
    message: 'The database does not answer. Nothing was lost; try again in a moment.',
    retryable: true,
  },
  busy: {
    status: 503,
    title: 'Too many requests for tables at once',
    message: 'Other requests for rows of tables are still being answered. Nothing was changed; try again in a moment.',
    retryable: true,
  },
  query_too_slow: {
    status: 503,
    title: 'Took too long',
    message:
      'The database did not finish this in time, so it was stopped. Narrow the filter, or sort by a column that has an index. If a change of the table is going on in the database, wait for it to end.',
  },
  queue_unavailable: {
    status: 503,
    title: 'Queue not reachable',
    message: 'The queue does not answer. Uploads are still accepted; try again in a moment.',
    retryable: true,
  },
  mode_not_supported: { status: 422, title: 'Mode not possible', message: 'This mode is not possible here: {detail}.' },
  internal: {
    status: 500,
    title: 'Something went wrong',
    message:
      'Something went wrong on our side. Nothing was half done. Try again; if it happens again, tell the owner the time it happened.',
    retryable: true,
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof table;
export const ERRORS: Readonly<Record<ErrorCode, ErrorRow>> = table;

/** Why a row or a cell did not go in, or is warned of. What stands in braces is the rule's; the column and row are shown beside it. */
const issues = {
  not_integer: 'is not a whole number',
  not_decimal: 'is not a number',
  ambiguous_number:
    'may be two numbers: its mark can be one for thousands or for decimals. Write it without the one for thousands',
  not_boolean: 'is neither yes nor no',
  not_date: 'is not a date',
  not_datetime: 'is not a date and time',
  out_of_range: 'is out of the range that the column holds',
  too_long: 'is longer than the column holds',
  required: 'is empty, but the column needs a value',
  error_cell: 'is an error in the sheet',
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
} as const;
export type IssueCode = keyof typeof issues;
export const ISSUES: Readonly<Record<IssueCode, string>> = issues;

/** The same where more is known than the code says. */
const preciseIssues: Partial<Record<IssueCode, string>> = {
  out_of_range: 'does not fit {type}',
  check_failed: "breaks the table's rule: {rule}",
  not_castable: 'does not fit the type {type}',
  reference_missing: 'refers to a row that does not exist in {table} ({column})',
};
export const PRECISE_ISSUES: Readonly<Partial<Record<IssueCode, string>>> = preciseIssues;

/** Fill `{name}` marks of a message. Unknown names become a dash, so that a message never shows a mark. */
export function fill(message: string, details: Record<string, string | number> = {}): string {
  return message.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '—'));
}

/** An error with a code of the table. What it carries may be shown to people. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, string | number>;
  constructor(code: ErrorCode, details: Record<string, string | number> = {}, options?: ErrorOptions) {
    super(fill(ERRORS[code].message, details), options);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
  get status(): number {
    return ERRORS[this.code].status;
  }
  get retryable(): boolean {
    return ERRORS[this.code].retryable === true;
  }
}

/** Whether an error is of its time: the same may go well later, so it says nothing about the file it came with. */
export function isPassing(code: string): boolean {
  return Object.hasOwn(ERRORS, code) && ERRORS[code as ErrorCode].retryable === true;
}
