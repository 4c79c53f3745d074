/**
 * Every error that this package throws on purpose is a SheetError. Its `code` is for programs; its message is one plain sentence
 * for logs and never carries a path, a stack or a cell. Sentences for people live with whoever speaks to people.
 */
export const sheetErrorCodes = [
  // What the file is.
  'not_a_spreadsheet', // the bytes are none of the formats we read
  'unsupported_format', // known, and deliberately not read (e.g. Excel 2.0, Apple Numbers)
  'encrypted', // protected by a password
  'empty_file', // no bytes at all
  'truncated', // the end is missing
  'file_too_large_for_format', // legacy formats are read whole, so their size is capped
  // The zip around it.
  'damaged_zip',
  'too_many_entries',
  'zip_bomb', // unpacks to more than any ordinary workbook
  'forged_size', // an entry holds other than its directory says
  'overlapping_entries',
  // The parts inside it.
  'missing_part',
  'damaged_xml',
  'damaged_file', // a legacy file whose structure contradicts itself
  'doctype_forbidden',
  'unsupported_encoding',
  'no_such_sheet',
  'too_many_sheets',
  'too_many_columns', // beyond XFD
  'too_many_rows', // beyond 1,048,576 in a workbook
  'cell_too_long',
  'row_too_long',
  'too_many_shared_strings',
  'too_many_styles',
  // Delimited text.
  'record_too_long', // one record is larger than any honest row; mostly a quotation mark that is never closed
  'unclosed_quote', // the text ends inside quotation marks that span lines
  // Reading and writing.
  'cannot_read', // the file is gone, or the disk refuses
  'cannot_write',
  'cannot_fill', // a template does not take these rows
  'value_does_not_fit', // a value is none of the type that its column has in a file: who planned it looked at some of them
  'bad_plan', // what was asked for contradicts itself; a programmer's mistake
  'out_of_memory', // the worker thread hit its memory limit
  'needs_more_memory', // it says so before it is read: more than all files may take together
  'too_complex', // a legacy workbook needs more memory or time than its process may have
  'thread_died',
  'aborted', // the caller's AbortSignal fired
] as const;

export type SheetErrorCode = (typeof sheetErrorCodes)[number];

/** A refusal with a code from a closed list. `detail` is plain data (a part's name, a limit), safe to show to a person. */
export class SheetError extends Error {
  override readonly name = 'SheetError';
  readonly code: SheetErrorCode;
  readonly detail: Readonly<Record<string, string | number>>;

  constructor(code: SheetErrorCode, message: string, detail: Record<string, string | number> = {}) {
    super(message);
    this.code = code;
    this.detail = Object.freeze({ ...detail });
  }
}

/** Turns whatever was thrown into a SheetError, so that no path or stack of the system leaks. */
export function asSheetError(error: unknown): SheetError {
  if (error instanceof SheetError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'ABORT_ERR') return new SheetError('aborted', 'Reading was stopped.');
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new SheetError('out_of_memory', 'The file needs more memory than is allowed.');
  if (error instanceof RangeError && /allocation failed|invalid string length/i.test(error.message))
    return new SheetError('out_of_memory', 'The file needs more memory than is allowed.');
  if (typeof code === 'string' && /^Z_/.test(code))
    return new SheetError('damaged_zip', 'A compressed part of the file is damaged.');
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    return new SheetError('cannot_read', 'The file could not be read or written.', { system: code });
  }
  const unknown = new SheetError('damaged_file', 'The file could not be understood.');
  // For a developer's debugger only: messages and details carry nothing of it.
  unknown.cause = error;
  return unknown;
}
