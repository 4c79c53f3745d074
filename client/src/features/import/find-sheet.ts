/** Which sheet of a file is shown first, and where its headings are. Pure. */
import type { Sheet } from '@sheetport/contract';
import type { SettledChoices } from './choices.ts';

/** The sheet that is looked at first: not hidden, and with something in it. */
export function firstSheet(sheets: readonly Sheet[]): Sheet | undefined {
  const holds = (sheet: Sheet) => sheet.columns.length > 0;
  // A cover or a remark before the data is one column wide, or nothing stands below its headings.
  const isTable = (sheet: Sheet) => sheet.columns.length > 1 && sheet.rows !== 0;
  return (
    sheets.find((sheet) => !sheet.hidden && isTable(sheet)) ??
    sheets.find((sheet) => !sheet.hidden && holds(sheet)) ??
    sheets.find(holds) ??
    sheets[0]
  );
}

/** Where the headings of a sheet are: where a person chose, else where inspection found them. */
export function headerOf(sheet: Sheet, choices: Pick<SettledChoices, 'headers'>): { row: number; rows: number } {
  return choices.headers[sheet.index] ?? { row: sheet.headerRow, rows: sheet.headerRows };
}
