/** What can be wrong with a workbook of corrected rejects. */
import { AppError } from '@sheetport/contract';

/** A row that does not say which row of the sheet it is. */
export function missingRowNumber(row: number): AppError {
  return new AppError('invalid_corrections_file', {
    detail: `row ${row} of it does not say which row of the sheet it is`,
  });
}

/** The same row of the sheet more than once. */
export function repeatedRow(row: number): AppError {
  return new AppError('invalid_corrections_file', { detail: `row ${row} of the sheet is in it more than once` });
}
