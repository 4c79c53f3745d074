import { AppError, type ErrorCode } from '@sheetport/contract';
import type { TableError, TableErrorCode } from '@sheetport/tables';

/** Where an error shows: in the answer to a request, or as the reason why a job failed. */
export type ErrorPlace = 'request' | 'job';

/** The code of the contract for each code of the package for tables; two where a request and a job differ. */
const CODES: Record<TableErrorCode, ErrorCode | Record<ErrorPlace, ErrorCode>> = {
  // A request is answered at once; a job waits, and runs again.
  busy: { request: 'table_in_use', job: 'database_unavailable' },
  cancelled: { request: 'query_too_slow', job: 'internal' },
  conflict: 'database_unavailable',
  connection_lost: 'database_unavailable',
  out_of_resources: 'database_unavailable',
  disk_full: 'disk_full',

  no_such_table: 'table_missing',
  table_exists: 'table_exists',
  not_permitted: 'not_permitted',
  in_use: 'table_needed',
  still_referenced: 'table_needed',

  invalid_cursor: 'invalid_cursor',
  invalid_filter: 'invalid_filter',
  bad_operator: 'invalid_filter',
  bad_sort: 'invalid_filter',
  bad_value: 'invalid_filter',
  // A request names columns in a filter or a sort order, a job in its mapping.
  no_such_column: { request: 'invalid_filter', job: 'invalid_mapping' },
  table_changed: 'invalid_mapping',
  not_writable: 'invalid_mapping',

  invalid_key: 'invalid_key',
  no_key: 'invalid_key',
  duplicate_key: 'invalid_key',

  no_search_index: 'search_index_unavailable',
  bad_name: 'invalid_table',
  column_exists: 'invalid_table',
  no_such_schema: 'invalid_table',
  too_many_columns: 'invalid_table',
  no_columns: { request: 'invalid_table', job: 'no_columns' },

  // What shows only when rows are written: rows that triggers change, references that nobody may look up.
  required: 'table_rejected_rows',
  check_failed: 'table_rejected_rows',
  reference_missing: 'table_rejected_rows',
  too_long: 'table_rejected_rows',
  out_of_range: 'table_rejected_rows',
  not_castable: 'table_rejected_rows',
  refused: 'table_rejected_rows',

  bad_binary: 'internal',
  bad_limit: 'internal',
  bad_mode: 'internal',
  database_error: 'internal',
  invalid_character: 'internal',
  needs_stage: 'internal',
  no_such_undo: 'internal',
};

/** The error that people see for one of the package for tables. It names the column or the constraint that it is about. */
export function toTableAppError(error: TableError, place: ErrorPlace): AppError {
  const code = CODES[error.code];
  return new AppError(typeof code === 'string' ? code : code[place], { detail: describe(error) }, { cause: error });
}

function describe({ code, message, column, constraint }: TableError): string {
  if (code === 'disk_full') return 'the disk of the database is full';
  const sentence = message.replace(/\.$/, '').replace(/^./, (first) => first.toLowerCase());
  if (column !== undefined) return `${sentence} (column "${column}")`;
  return constraint === undefined ? sentence : `${sentence} (constraint "${constraint}")`;
}
