import { SheetError } from '../errors.ts';
import { MAX_COLUMNS } from '../limits.ts';
import type { EncodePlan } from '../model.ts';

/** @throws SheetError `too_many_columns` where a sheet would have more columns than a spreadsheet holds */
export function refuseWideSheets({ sheets }: EncodePlan): void {
  if (sheets.some(({ columns }) => columns.length > MAX_COLUMNS))
    throw new SheetError('too_many_columns', 'A sheet cannot have so many columns.', { limit: MAX_COLUMNS });
}
