import { AppError } from '@sheetport/contract';

/**
 * One of a file's sheets by its number, which begins with 0 as in the calls.
 * @throws AppError `no_such_sheet`, by the same numbers
 */
export function sheetOf<T extends { index: number }>(sheets: readonly T[], index: number): T {
  const found = sheets.find((one) => one.index === index);
  if (!found) throw new AppError('no_such_sheet', { sheet: index, sheets: sheets.map((one) => one.index).join(', ') });
  return found;
}
