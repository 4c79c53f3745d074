/**
 * The table of errors: each code with its HTTP status, its title, and what it says to a person.
 * `{name}` in a message is filled from the details of the error. docs/errors.md lists the same rows; a test keeps them in step.
 */
export interface ErrorRow {
  status: number;
  title: string;
  message: string;
  /** Whether trying again unchanged may help (an outage) or not (a person's mistake). */
  retryable?: boolean;
}

const table = {
  // Authentication and limits
  not_signed_in: {
    status: 401,
    title: 'Not signed in',
    message:
      'Sign in with your e-mail address and password, open the link that the service printed when it started, or send the token as "Authorization: Bearer …".',
  },
  wrong_password: {
    status: 401,
    title: 'E-mail or password not right',
    message:
      'Either the e-mail address or the password is not right, or the account is disabled. Try again, or ask an owner of this service for a link to set a new password.',
  },
  second_factor_needed: {
    status: 401,
    title: 'Code needed',
    message: 'The password is right. Send the code of your authenticator app, or a recovery code, with it.',
  },
  wrong_code: {
    status: 401,
    title: 'Code not right',
    message:
      'The code is not right, is too old, or was used already. Wait for the next one, or use a recovery code. An owner of this service can take your second factor off.',
  },
  wrong_setup_code: {
    status: 422,
    title: 'Code not right',
    message:
      'The code does not belong to this key, or is too old. Scan the key again, and type the code that the app shows now.',
  },
  password_needed: {
    status: 422,
    title: 'Password needed',
    message: 'A second factor goes with a password. Set a password first.',
  },
  second_factor_required: {
    status: 403,
    title: 'Second factor required',
    message:
      'This service requires a second factor of everybody who has a password. Sign in to the page and set one up; until then nothing else works, API keys included.',
  },
  second_factor_on: {
    status: 409,
    title: 'Second factor already on',
    message: 'Switch the second factor off before you set up another one.',
  },
  provider_unavailable: {
    status: 502,
    title: 'Sign-in provider not reached',
    message:
      'The provider with which people sign in does not answer. Try again in a minute; an operator finds the reason in the log.',
    retryable: true,
  },
  not_offered: {
    status: 409,
    title: 'Not set up',
    message:
      'This service is not set up for this way to sign in or to get a new password. Ask an owner of this service.',
  },
  wrong_current_password: {
    status: 422,
    title: 'Current password not right',
    message:
      'The current password is missing or not right. Nothing was changed. Type it again, or ask an owner of this service for a link to set a new one.',
  },
  sign_in_again: {
    status: 422,
    title: 'Sign in again',
    message:
      'This needs a sign-in within the last {minutes} minutes, as your account has no password to ask for. Nothing was changed. Sign out, sign in again, and repeat it.',
  },
  forbidden: {
    status: 403,
    title: 'Not allowed',
    message: 'Your role does not allow this. Ask an owner of this service to do it, or to change your role.',
  },
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
  // Quotas
  quota_storage: {
    status: 507,
    title: 'No room left for files',
    message:
      'Files and exports of {who} take {used} of {limit}, and this needs {needed}. Nothing was changed. Delete files that are no longer needed and try again, or ask whoever runs the service to raise MAX_STORED_BYTES_PER_PERSON or MAX_STORED_BYTES.',
  },
  quota_jobs: {
    status: 429,
    title: 'Too many open jobs',
    message:
      'Jobs of {who} that wait or run: {used}, of at most {limit}. Nothing was changed. Wait until some have ended, or cancel some, and try again.',
    retryable: true,
  },
  quota_rows: {
    status: 429,
    title: 'Too many rows within a day',
    message:
      'Imports of {who} have written {used} rows within 24 hours, of at most {limit}, and this does not fit. Nothing was changed. Try again later or with fewer rows, or ask whoever runs the service to raise MAX_ROWS_PER_DAY_PER_PERSON or MAX_ROWS_PER_DAY.',
  },
  too_many_kept: {
    status: 409,
    title: 'Too many of a kind',
    message:
      'You have {count} {what}, and nobody may have more. Nothing was saved. Delete those that are not needed any more.',
  },
  // People
  invalid_link: {
    status: 410,
    title: 'Link not valid',
    message: 'This link was used already, is too old, or is not complete. Ask an owner of this service for a new one.',
  },
  email_taken: {
    status: 409,
    title: 'E-mail address in use',
    message: 'Another person here has this e-mail address. Sign in with it, or choose another one.',
  },
  email_needed: {
    status: 422,
    title: 'E-mail address needed',
    message: 'A password needs an e-mail address to sign in with. Set both together.',
  },
  sender_not_allowed: {
    status: 403,
    title: 'No longer allowed',
    message:
      'Whoever started this job may no longer do that: a right, their account or their API key was taken away. Nothing was changed. Somebody who may can retry the job.',
  },
  first_owner_stays: {
    status: 409,
    title: 'The first owner stays',
    message:
      'The printed link and the token sign in as this person, who therefore stays an owner and can be neither disabled nor deleted. Change OWNER_TOKEN to void the link.',
  },
  own_account: {
    status: 409,
    title: 'Your own account',
    message:
      'You cannot change your own role, disable yourself, delete yourself or take your own second factor off here. Ask another owner.',
  },
  // Keys
  key_scope: {
    status: 403,
    title: 'Not a scope of the key',
    message:
      'This API key does not have the scope for this. Use another key, or let its person give it the scope. Keys never change people, passwords or keys.',
  },
  // Upload links
  upload_link_paused: {
    status: 409,
    title: 'Link paused',
    message: 'This link takes no files at the moment. Ask the person who gave it to you.',
  },
  upload_link_expired: {
    status: 410,
    title: 'Too late',
    message: 'The time for sending files by this link is over. Ask the person who gave it to you for a new one.',
  },
  upload_link_full: {
    status: 409,
    title: 'All files received',
    message: 'This link has taken as many files as it may. Ask the person who gave it to you.',
  },
  missing_headings: {
    status: 422,
    title: 'Columns missing',
    message: 'The file lacks these headings: {headings}. Nothing was imported. Add the columns and send it again.',
  },
  // What runs by itself
  invalid_schedule: {
    status: 422,
    title: 'Not a possible time',
    message: 'The schedule is not possible: {detail}. Nothing was saved. Change the time or the time zone.',
  },
  schedule_person_gone: {
    status: 403,
    title: 'Nobody to act for',
    message:
      'The person who made this schedule was disabled or deleted. Nothing was done. Whoever needs it makes a schedule of their own.',
  },
  schedule_not_allowed: {
    status: 403,
    title: 'No longer allowed',
    message:
      'The person who made this schedule may no longer do what it does, or what it works on is gone. Nothing was done. Give them the right back, or change the schedule.',
  },
  feed_folder_not_allowed: {
    status: 422,
    title: 'Folder not allowed',
    message:
      'The folder {folder} is not one of FEED_FOLDERS, nor below one. Nothing was saved. Choose another one, or ask whoever runs the service to allow it.',
  },
  feed_unreadable: {
    status: 422,
    title: 'Source not readable',
    message: 'The source of the feed cannot be read: {detail}. Nothing was imported. Check it, or change the feed.',
  },
  web_page_answered: {
    status: 422,
    title: 'A web page, not a file',
    message:
      'The address of the feed answers with a web page instead of a file, as a sign-in page. Nothing was imported. Share the sheet with “anyone with the link”, or name the address of the file itself.',
  },
  source_rate: {
    status: 429,
    title: 'As many files as its source may send',
    message: 'This source takes at most {limit}. The file is imported later, by itself. Nothing needs to be done.',
    retryable: true,
  },
  feed_shape: {
    status: 422,
    title: 'Not as the table expects',
    message:
      'The file is not as the table expects: {detail}. Nothing was imported. Look at it, then import it or leave it.',
  },
  nothing_to_import: {
    status: 409,
    title: 'Nothing to import',
    message: 'This file is imported, or will be. Nothing was changed.',
  },
  time_limit: {
    status: 422,
    title: 'Took too long',
    message:
      'The job ran longer than its limit of {limit} and was stopped. Nothing was changed. Give it a longer limit, or less to do.',
  },
  // Requests
  invalid_request: {
    status: 400,
    title: 'Invalid request',
    message: 'The request is not valid: {problems}. See /api/docs.',
  },
  not_found: { status: 404, title: 'Not found', message: 'There is no {what} here. It may have been deleted.' },
  method_not_allowed: { status: 405, title: 'Method not allowed', message: 'This URL does not support {method}.' },
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
    title: 'File expired',
    message: 'This file was deleted because its retention time is over. Upload or export it again.',
  },
  export_expired: {
    status: 410,
    title: 'Export expired',
    message:
      'This exported file was deleted: exports are kept for {days} days. Make it again, on its page or by POST /api/jobs/{id}/retry.',
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
    title: 'Upload incomplete',
    message: 'The upload ended before the whole file had arrived. Send it again.',
    retryable: true,
  },
  upload_conflict: {
    status: 409,
    title: 'Upload offset conflict',
    message:
      'The upload has another offset than this request states, or another request is writing to it. Ask for its offset and continue from there.',
    retryable: true,
  },
  disk_full: {
    status: 507,
    title: 'Disk full',
    message:
      'The disk of the service has too little free space: {detail}. Nothing was changed. Free some space on the disk with DATA_DIR and try again.',
    retryable: true,
  },
  file_missing: {
    status: 404,
    title: 'Stored file not found',
    message:
      'The stored bytes of this file cannot be read: {detail}. Nothing was changed. Check that DATA_DIR (or S3_BUCKET and S3_PREFIX) is the right one and that its disk is mounted, restore the file from a backup, or upload or export it again.',
    retryable: true,
  },
  storage_unavailable: {
    status: 503,
    title: 'File storage unavailable',
    message:
      'The storage of files cannot be used: {detail}. Nothing was lost; it is tried again. If it stays so, check the settings of the storage (DATA_DIR, or the S3_ settings and the AWS credentials) and that it runs.',
    retryable: true,
  },
  // Files
  file_not_ready: {
    status: 409,
    title: 'File not ready',
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
  unclosed_quote: {
    status: 422,
    title: 'Quotation mark never closed',
    message:
      'A quotation mark opens in row {row} and is never closed, so the rows behind it cannot be told apart. Read quotation marks as plain text (`dialect` with an empty `quote`), which loses no row, or correct row {row} and upload the file again.',
  },
  not_a_text_file: {
    status: 422,
    title: 'Not a text file',
    message:
      'Only text files such as .csv have an encoding, a delimiter and quotation marks to choose. This file is a workbook.',
  },
  file_refused: {
    status: 422,
    title: 'File rejected',
    message: 'The file was rejected to keep the service safe ({detail}).',
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
  invalid_table: { status: 422, title: 'Invalid table', message: 'The table cannot be created: {detail}.' },
  invalid_filter: {
    status: 422,
    title: 'Invalid filter',
    message: 'The filter or sort is not valid for this table: {detail}.',
  },
  invalid_export: { status: 422, title: 'Invalid export', message: 'The export cannot be made: {detail}.' },
  invalid_template: { status: 422, title: 'Invalid template', message: 'The template cannot be used: {detail}.' },
  invalid_cursor: {
    status: 400,
    title: 'Invalid cursor',
    message: 'This cursor is not valid for this list and order. Start from the first page.',
  },
  table_exists: {
    status: 409,
    title: 'Name taken',
    message: 'A table named "{name}" exists already. Choose another name, or import into that table.',
  },
  table_in_use: {
    status: 409,
    title: 'Table in use',
    message: 'A job is working on this table. Wait for it to finish or cancel it.',
  },
  folder_exists: {
    status: 409,
    title: 'Name taken',
    message: 'A folder named "{name}" exists already. Choose another name, or use that folder.',
  },
  folder_not_empty: {
    status: 409,
    title: 'Folder not empty',
    message: 'There are tables in this folder. Move them out or delete them first.',
  },
  table_needed: {
    status: 409,
    title: 'Table has dependents',
    message: 'Another object in the database, such as a view or a table, depends on this table. Remove that first.',
  },
  table_missing: {
    status: 410,
    title: 'Table missing',
    message: 'This table no longer exists in the database.',
  },
  invalid_rule: {
    status: 422,
    title: 'Invalid rule',
    message: 'The rules of "{column}" cannot be used: {detail}. Nothing was changed.',
  },
  rows_violate_rule: {
    status: 409,
    title: 'Existing rows violate the rule',
    message:
      '"{column}" cannot be {rule}: {count} existing rows violate it ({rows}). Fix those first. Nothing was changed.',
  },
  table_attached: {
    status: 409,
    title: 'Already attached',
    message: 'This table is already attached, as "{name}".',
  },
  cannot_attach: { status: 422, title: 'Cannot be attached', message: 'The table cannot be attached: {detail}.' },
  drop_not_confirmed: {
    status: 409,
    title: 'Detach or drop?',
    message:
      'This table was attached, not created here. Send keep=true to detach it, or drop=true to drop it with all its rows.',
  },
  table_unreadable: {
    status: 422,
    title: 'Table cannot be read',
    message: 'The rows of this table cannot be read: {detail}. Ask the administrator of the database.',
  },
  table_read_only: {
    status: 422,
    title: 'Table is read-only',
    message: 'Rows cannot be imported into this table: {detail}. Nothing was changed; exporting it still works.',
  },
  table_rejected_rows: {
    status: 422,
    title: 'Table rejected the rows',
    message: 'The table rejected the rows of the import: {detail}. Nothing was changed.',
  },
  not_permitted: {
    status: 403,
    title: 'Not permitted in the database',
    message:
      'The database user of the service may not do this. Ask the administrator of the database for the privilege.',
  },
  // Jobs
  job_finished: {
    status: 409,
    title: 'Job already finished',
    message: 'The job is already {state}. What it did is not changed.',
  },
  job_not_finished: {
    status: 409,
    title: 'Job not finished',
    message: 'The job is still {state}. Wait for it to finish or cancel it.',
  },
  nothing_to_undo: {
    status: 409,
    title: 'Nothing to undo',
    message: 'Only an import that succeeded can be undone; this job is not one.',
  },
  already_undone: {
    status: 409,
    title: 'Already undone',
    message: 'The import is already undone. It cannot be undone again, and its rejected rows cannot be fixed.',
  },
  undo_not_possible: {
    status: 409,
    title: 'Cannot be undone',
    message: 'The import cannot be undone: {detail}. Nothing was changed.',
  },
  not_a_dry_run: {
    status: 409,
    title: 'Not a dry run',
    message: 'Only a dry run that succeeded can be run as an import; this job is not one. Start an import.',
  },
  already_imported: {
    status: 409,
    title: 'Already imported',
    message:
      'The same rows were imported into this table before, from "{title}" ({when}). Nothing was changed. Open that import, choose the mode "upsert" or "update", or send "allowRepeat": true to import them again.',
  },
  no_pending_rejects: {
    status: 409,
    title: 'No rejected rows to fix',
    message: 'This job has no rejected rows that can be fixed. Fix the file and import it again.',
  },
  rows_already_resolved: {
    status: 409,
    title: 'Rows already resolved',
    message:
      'These rows are not pending rejects: {rows}. They have been imported since, or were never rejected. Load the list again.',
  },
  invalid_corrections_file: {
    status: 422,
    title: 'Invalid corrections file',
    message:
      'The corrected file cannot be used: {detail}. Download the rejected rows again, and change only the cells that are wrong.',
  },
  no_file_yet: {
    status: 409,
    title: 'Nothing to download',
    message: 'This job has no file to download: it is {state}.',
  },
  invalid_range: { status: 416, title: 'Invalid range', message: 'The file ends before the requested range.' },
  invalid_mapping: { status: 422, title: 'Invalid mapping', message: 'The columns cannot be mapped: {detail}.' },
  search_index_unavailable: {
    status: 422,
    title: 'No search index here',
    message:
      'A search index cannot be made for this table. Nothing was changed, and searches go on reading every row. It needs a database in UTF-8 with the extension pg_trgm: ask whoever runs it for CREATE EXTENSION pg_trgm.',
  },
  no_columns: {
    status: 422,
    title: 'No columns to import',
    message: 'No column of the sheet matches a column of the table. Choose which column to map to which.',
  },
  invalid_key: { status: 422, title: 'Invalid key', message: 'The key cannot be used: {detail}.' },
  key_needed: {
    status: 422,
    title: 'Key needed',
    message: 'This mode needs a key: name the columns that identify a row.',
  },
  key_not_unique: {
    status: 422,
    title: 'Not a key of the table',
    message:
      'The table does not keep {key} unique, so mode "{mode}" cannot match rows by it. Nothing was changed. Make {key} the key of the table, choose another key, or choose the mode "insert".',
  },
  rows_rejected: {
    status: 422,
    title: 'Rows rejected',
    message:
      'Nothing was imported, because {count} of the rows were rejected. Fix the marked cells, or import with "skip" to import the valid rows.',
  },
  dependency_failed: {
    status: 409,
    title: 'Another job did not succeed',
    message:
      'A job that this one waited for failed, was cancelled or was deleted, so this one did not begin. Nothing was changed. Look at that job first, then start this one again.',
  },
  worker_lost: {
    status: 500,
    title: 'Stopped unexpectedly',
    message:
      'The worker stopped more than once while it processed this file. Nothing was imported. The file may be harmful; save it again and try that.',
  },
  newer_version: {
    status: 503,
    title: 'Needs a newer version',
    message:
      'The job asks for something that only a newer version of the service knows, and this worker is of an earlier one. Nothing was changed. Upgrade the workers, then try again.',
    retryable: true,
  },
  out_of_memory: {
    status: 422,
    title: 'File needs too much memory',
    message: 'The file needs more memory than a job may use. Nothing was changed. Split it or save it as .csv.',
  },
  file_needs_memory: {
    status: 422,
    title: 'File needs more memory than a worker has',
    message:
      'Reading this file takes about {needed} MB of memory, and a worker has {limit} MB for files. Nothing was changed. Save the sheet as .csv, which needs little, or split the file. Whoever runs the service can raise WORKER_MEMORY_MB.',
  },
  database_unavailable: {
    status: 503,
    title: 'Database unavailable',
    message: 'The database does not answer. Nothing was lost; try again in a moment.',
    retryable: true,
  },
  busy: {
    status: 503,
    title: 'Too many concurrent requests',
    message: 'Other requests of this kind are still being answered. Nothing was changed; try again in a moment.',
    retryable: true,
  },
  query_too_slow: {
    status: 503,
    title: 'Query timed out',
    message:
      'The database did not finish this query in time, so it was cancelled. Narrow the filter, or sort by a column that has an index. If the table is being changed in the database, wait until that is finished.',
  },
  queue_unavailable: {
    status: 503,
    title: 'Queue unavailable',
    message: 'The queue does not answer. Uploads are still accepted; try again in a moment.',
    retryable: true,
  },
  // Other systems
  no_email_address: {
    status: 409,
    title: 'No e-mail address',
    message: 'There is no e-mail address to write to. Set yours under "Your account", then ask again.',
  },
  target_not_set_up: {
    status: 409,
    title: 'Target not set up',
    message: '{what} cannot be delivered to: the service is not set up for it. Whoever runs it can set {setting}.',
  },
  address_not_allowed: {
    status: 422,
    title: 'Address not allowed',
    message:
      '{host} is this machine or in a private network, and the service does not connect to these. Use a public address. Whoever runs the service can allow a network with OUTGOING_NETWORKS.',
  },
  receiver_unreachable: {
    status: 502,
    title: 'Other system not reachable',
    message: '{host} could not be reached: {detail}. Check the address, and whether the other system runs.',
    retryable: true,
  },
  receiver_refused: {
    status: 422,
    title: 'Other system refuses',
    message: '{host} refuses: {detail}. Nothing was changed. Check the user, the key or password, and the folder.',
  },
  grant_refused: {
    status: 422,
    title: 'Sign-in to the mailbox has ended',
    message:
      '{host} gives no access to the mailbox any more: {detail}. Check the client id and secret. Where the consent was withdrawn or is over, sign in there once more and enter the new refresh token.',
  },
  host_key_not_confirmed: {
    status: 409,
    title: 'Key of the server not confirmed',
    message:
      '{host} shows the key {hostKey}, which is not the one that is trusted. Nothing was sent. Compare it with what whoever runs that server says; trust it only then.',
  },
  secret_missing: {
    status: 422,
    title: 'Password or key missing',
    message:
      'This place needs a password or a key (`secret`). A stored one is only used for the place that it was entered for. Enter it.',
  },
  secret_unreadable: {
    status: 409,
    title: 'Stored secret not readable',
    message:
      'A stored secret cannot be decrypted, as the key of the service was changed. Enter it again. Whoever runs the service can set ENCRYPTION_KEY to the previous OWNER_TOKEN.',
  },
  mode_not_supported: {
    status: 422,
    title: 'Mode not supported',
    message: 'This mode is not supported here: {detail}.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong',
    message:
      'Something went wrong in the service. Nothing was left half done. Try again; if it happens again, tell the owner when it happened.',
    retryable: true,
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof table;

export const ERRORS: Readonly<Record<ErrorCode, ErrorRow>> = table;

/** Whether the same may succeed later, so that the error is not one of the file. */
export function isPassing(code: string): boolean {
  return Object.hasOwn(ERRORS, code) && ERRORS[code as ErrorCode].retryable === true;
}
