/** What can be wrong with a file that brings rows back mended. */
import { AppError } from '@sheetport/contract';

/** A row that does not say which row of the sheet it is. */
export function numberless(row: number): AppError {
  return new AppError('invalid_corrections_file', {
    detail: `row ${row} of it does not say which row of the sheet it is`,
  });
}

/** The same row of the sheet again. */
export function twice(row: number): AppError {
  return new AppError('invalid_corrections_file', { detail: `row ${row} of the sheet is in it more than once` });
}
