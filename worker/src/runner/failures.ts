import { AppError, type ErrorCode } from '@sheetport/contract';
import { diskFull, isDiskFullCode, toOutage, toStorageAppError, toTableAppError } from '@sheetport/core';
import { SheetError, type SheetErrorCode } from '@sheetport/sheets';
import { StorageError } from '@sheetport/storage';
import { TableError } from '@sheetport/tables';

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
  unclosed_quote: 'unclosed_quote',
  out_of_memory: 'out_of_memory',
  needs_more_memory: 'file_needs_memory',
  cannot_fill: 'invalid_export',
  cannot_write: 'internal',
  bad_plan: 'internal',
  thread_died: 'internal',
};

/** Put whatever was thrown into the table of errors. What it carries may be shown to people. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof SheetError) return ofSheet(error);
  if (error instanceof TableError) return toTableAppError(error, 'job');
  if (error instanceof StorageError) return toStorageAppError(error);
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
