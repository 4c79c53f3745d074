/**
 * The one error this package throws on purpose. Its message is fixed per code: no SQL, no cell, no path can leak (P36).
 * `retryable` tells an outage from a person's mistake (P08).
 */

const MESSAGES = {
  bad_binary: 'The rows handed to COPY are not a well-formed binary stream.',
  invalid_character: 'A text holds a character that Postgres cannot store.',
  invalid_cursor: 'This page cursor does not belong to this table and sort order.',
  invalid_filter: 'The filter is not one this table understands.',
  invalid_key: 'The key columns must be distinct columns of the table.',
  bad_limit: 'The page size is out of bounds.',
  bad_mode: 'This merge was asked for something it does not know.',
  bad_name: 'This cannot be the name of a table or a column.',
  bad_operator: 'The filter uses an operator that does not exist.',
  bad_sort: 'The sort order names a column twice or is too long.',
  bad_value: 'The value does not fit the column it is compared with.',
  busy: 'Somebody else is holding the table; try again.',
  cancelled: 'Cancelled.',
  check_failed: 'A rule of the table does not hold.',
  column_exists: 'The table already has a column of this name.',
  conflict: 'Somebody else changed the same rows at the same time; try again.',
  connection_lost: 'The connection to Postgres was lost.',
  database_error: 'Postgres refused the statement.',
  disk_full: 'The disk of Postgres is full.',
  duplicate_key: 'A value that must be unique appears twice.',
  in_use: 'Something else in the database depends on it.',
  needs_stage: 'A column of this table can only be loaded through a staging table.',
  no_key: 'The table has no unique key over exactly these columns.',
  no_search_index: 'A search index cannot be made in this database.',
  no_such_column: 'The table has no column of this name.',
  no_such_schema: 'There is no schema of this name.',
  no_such_table: 'There is no table of this name.',
  no_such_undo: 'Nothing is recorded to undo.',
  no_columns: 'At least one column is needed.',
  not_castable: 'A value does not fit the type of its column.',
  not_permitted: 'The database user may not do this.',
  not_writable: 'A generated column cannot be written.',
  out_of_range: 'A number or a date is too large or too small for its column.',
  out_of_resources: 'Postgres has run out of memory or connections.',
  refused: 'A trigger or a policy of the table refused a row.',
  reference_missing: 'A value refers to a row that does not exist.',
  required: 'A required column is empty.',
  still_referenced: 'Rows of other tables still refer to rows of this one.',
  table_changed: 'The table has changed its columns since.',
  table_exists: 'There already is a table of this name.',
  too_long: 'A text is longer than its column allows.',
  too_many_columns: 'A table cannot have this many columns.',
} as const;

export type TableErrorCode = keyof typeof MESSAGES;

/** Every code, sorted: the documentation's list is tested against it. */
export const TABLE_ERROR_CODES: readonly TableErrorCode[] = Object.freeze(
  Object.keys(MESSAGES).sort(),
) as readonly TableErrorCode[];

const RETRYABLE: ReadonlySet<TableErrorCode> = new Set([
  'busy',
  'conflict',
  'connection_lost',
  'disk_full',
  'out_of_resources',
]);

export interface TableErrorPlace {
  /** The column it is about, as the catalogue or the caller spelt it. */
  column?: string | undefined;
  constraint?: string | undefined;
  /** Postgres' five-character SQLSTATE. */
  sqlstate?: string | undefined;
}

/** Why a table operation failed. */
export class TableError extends Error {
  readonly code: TableErrorCode;
  readonly column: string | undefined;
  readonly constraint: string | undefined;
  readonly sqlstate: string | undefined;
  /** The same call may succeed later, unchanged. */
  readonly retryable: boolean;

  constructor(code: TableErrorCode, place: TableErrorPlace = {}) {
    super(MESSAGES[code]);
    this.name = 'TableError';
    this.code = code;
    this.column = place.column;
    this.constraint = place.constraint;
    this.sqlstate = place.sqlstate;
    this.retryable = RETRYABLE.has(code);
  }
}

/** PostgreSQL docs, appendix A, "PostgreSQL Error Codes". */
const BY_SQLSTATE: Record<string, TableErrorCode> = {
  '22001': 'too_long',
  '22003': 'out_of_range',
  '22007': 'not_castable',
  '22008': 'out_of_range',
  '22018': 'not_castable',
  '22021': 'invalid_character',
  '22P02': 'not_castable',
  '22P03': 'bad_binary',
  '22P04': 'bad_binary',
  '22P05': 'invalid_character',
  '23502': 'required',
  '23503': 'reference_missing',
  '23505': 'duplicate_key',
  '23514': 'check_failed',
  '23P01': 'check_failed',
  '2BP01': 'in_use',
  '3F000': 'no_such_schema',
  '40001': 'conflict',
  '40P01': 'conflict',
  '42501': 'not_permitted',
  '42701': 'column_exists',
  '42703': 'no_such_column',
  '42P01': 'no_such_table',
  '42P06': 'table_exists',
  '42P07': 'table_exists',
  '42804': 'not_castable',
  '42846': 'not_castable',
  '53100': 'disk_full',
  '54011': 'too_many_columns',
  '44000': 'refused',
  '55006': 'in_use',
  '55P03': 'busy',
  '57014': 'cancelled',
  P0001: 'refused',
};

/** SQLSTATE classes, where the exact state says no more than the class. */
const BY_CLASS: Record<string, TableErrorCode> = {
  '08': 'connection_lost',
  '53': 'out_of_resources',
  '57': 'connection_lost',
  // PL/pgSQL, which on a table speaks through triggers.
  P0: 'refused',
};

const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** How `pg` words a lost connection; those errors carry no code. */
const LOST = /^(Connection terminated|Client has encountered a connection error|Client was closed)/;

/**
 * Turn whatever a driver threw into a TableError that leaks nothing. An error that is neither Postgres' nor the
 * socket's (a bug of ours) comes back untouched, so that it is not mistaken for a person's fault.
 */
export function translateError(error: unknown): unknown {
  if (error instanceof TableError || !(error instanceof Error)) return error;
  const { code, severity, column, constraint } = error as Error &
    Record<'code' | 'severity' | 'column' | 'constraint', string | undefined>;
  if (severity !== undefined && code !== undefined) {
    return new TableError(BY_SQLSTATE[code] ?? BY_CLASS[code.slice(0, 2)] ?? 'database_error', {
      column,
      constraint,
      sqlstate: code,
    });
  }
  if ((code !== undefined && SOCKET_CODES.has(code)) || LOST.test(error.message))
    return new TableError('connection_lost');
  return error;
}
