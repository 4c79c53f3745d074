import { AppError, type ErrorCode } from '@sheetport/contract';
import { diskFull, isDiskFullCode, toOutage } from '@sheetport/core';
import { SheetError, type SheetErrorCode } from '@sheetport/sheets';
import { TableError, type TableErrorCode } from '@sheetport/tables';

/** What a person is told when the bytes of a file are at fault. Codes not listed are told as a damaged file. */
const BY_SHEET: Partial<Record<SheetErrorCode, ErrorCode>> = {
  not_a_spreadsheet: 'not_a_spreadsheet',
  unsupported_format: 'unsupported_format',
  encrypted: 'encrypted',
  empty_file: 'empty_file',
  no_such_sheet: 'no_such_sheet',
  file_too_large_for_format: 'file_too_complex',
  too_complex: 'file_too_complex',
  too_many_entries: 'file_refused',
  zip_bomb: 'file_refused',
  forged_size: 'file_refused',
  overlapping_entries: 'file_refused',
  doctype_forbidden: 'file_refused',
  too_many_sheets: 'file_refused',
  too_many_columns: 'file_refused',
  too_many_shared_strings: 'file_refused',
  record_too_long: 'file_refused',
  cell_too_long: 'file_refused',
  unclosed_quote: 'damaged_file',
  out_of_memory: 'out_of_memory',
  cannot_write: 'internal',
  bad_plan: 'internal',
  thread_died: 'internal',
};

const BY_TABLE: Partial<Record<TableErrorCode, ErrorCode>> = {
  connection_lost: 'database_unavailable',
  busy: 'database_unavailable',
  conflict: 'database_unavailable',
  disk_full: 'disk_full',
  out_of_resources: 'database_unavailable',
  no_such_table: 'table_missing',
  table_exists: 'table_exists',
  invalid_filter: 'invalid_filter',
  bad_sort: 'invalid_filter',
  bad_operator: 'invalid_filter',
  bad_value: 'invalid_filter',
  invalid_key: 'invalid_key',
  no_key: 'invalid_key',
  duplicate_key: 'invalid_key',
  too_many_columns: 'invalid_table',
  no_columns: 'no_columns',
  bad_name: 'invalid_table',
  no_such_column: 'invalid_mapping',
  table_changed: 'invalid_mapping',
  not_writable: 'invalid_mapping',
  not_permitted: 'not_permitted',
  still_referenced: 'table_needed',
  in_use: 'table_needed',
  // What only shows when rows are written: rows that triggers change, references that nobody may look up.
  required: 'table_rejected_rows',
  check_failed: 'table_rejected_rows',
  reference_missing: 'table_rejected_rows',
  too_long: 'table_rejected_rows',
  out_of_range: 'table_rejected_rows',
  not_castable: 'table_rejected_rows',
  refused: 'table_rejected_rows',
};

function detailOf({ message, column, constraint }: TableError): string {
  const place = column ?? constraint;
  const sentence = message.replace(/\.$/, '').replace(/^./, (first) => first.toLowerCase());
  return place === undefined ? sentence : `${sentence} (${place})`;
}

/** Put whatever was thrown into the table of errors. What it carries may be shown to people. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof SheetError) return ofSheet(error);
  if (error instanceof TableError) {
    const detail = error.code === 'disk_full' ? 'the disk of the database is full' : detailOf(error);
    return new AppError(BY_TABLE[error.code] ?? 'internal', { detail }, { cause: error });
  }
  return toOutage(error) ?? new AppError('internal', {}, { cause: error });
}

function ofSheet(error: SheetError): AppError {
  const { system } = error.detail;
  if (typeof system === 'string' && isDiskFullCode(system)) return diskFull(error);
  if (error.code === 'cannot_read') {
    const detail = system === 'ENOENT' ? 'the file is not there' : `the disk answers with ${system}`;
    return new AppError('file_missing', { detail }, { cause: error });
  }
  const detail = error.message.replace(/\.$/, '');
  return new AppError(BY_SHEET[error.code] ?? 'damaged_file', { ...error.detail, detail }, { cause: error });
}
