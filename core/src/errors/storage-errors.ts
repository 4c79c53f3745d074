import { AppError } from '@sheetport/contract';
import type { StorageError } from '@sheetport/storage';

/** The error that people see for one of the storage. */
export function toStorageAppError(error: StorageError): AppError {
  const code = error.code === 'missing' ? 'file_missing' : 'storage_unavailable';
  return new AppError(code, { detail: error.message }, { cause: error });
}
