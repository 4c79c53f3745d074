import { AppError, layOutRejects, type Sheet } from '@sheetport/contract';
import type { SourceColumn } from '@sheetport/core';
import { normaliseHeading } from '@sheetport/tables';
import type { CorrectedSheet } from './sheet.ts';

/**
 * The sheets of a workbook that have corrected rejects: those with a column of row numbers, as the rejects workbook has it.
 * @param columns of the sheet that the rows came from
 * @throws AppError `invalid_corrections_file` where there is none
 */
export function findCorrectedSheets(
  sheets: readonly Pick<Sheet, 'index' | 'headerRow' | 'columns'>[],
  firstJobId: string,
  columns: readonly SourceColumn[],
): CorrectedSheet[] {
  const layout = layOutRejects(
    firstJobId,
    columns.map(({ header }) => header),
  );
  const corrected = sheets.flatMap((sheet): CorrectedSheet[] => {
    const rowNumber = findHeading(sheet.columns, layout.row);
    if (!rowNumber) return [];
    const positions = new Map<number, number>();
    for (const { index, header } of columns) {
      const found = findHeading(sheet.columns, header);
      if (found && found !== rowNumber) positions.set(index, found.index);
    }
    return [{ index: sheet.index, headerRow: sheet.headerRow, rowNumberColumn: rowNumber.index, columns: positions }];
  });
  if (corrected.length === 0)
    throw new AppError('invalid_corrections_file', {
      detail: `it has no column "${layout.row}" with the rows' numbers`,
    });
  return corrected;
}

/** The column with a heading, else with one that differs in form only. */
function findHeading<Column extends { header: string }>(
  columns: readonly Column[],
  heading: string,
): Column | undefined {
  const plain = normaliseHeading(heading);
  return (
    columns.find(({ header }) => header === heading) ??
    columns.find(({ header }) => plain !== '' && normaliseHeading(header) === plain)
  );
}
