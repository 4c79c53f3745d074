/**
 * - `missing`: nothing is stored under this key.
 * - `unavailable`: the storage does not answer, or refuses; the same may succeed later.
 */
export type StorageErrorCode = 'missing' | 'unavailable';

/** Why something could not be read or stored. `message` is part of a sentence and may be shown to people. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;
  constructor(code: StorageErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}
