import { ErrorInfo } from '@sheetport/contract';

/** The error that a record has; null for none. What cannot be read, such as that of a later version, is `internal`. */
export function readError(stored: unknown): ErrorInfo | null {
  return stored === null ? null : ErrorInfo.catch({ code: 'internal', message: '' }).parse(stored);
}
