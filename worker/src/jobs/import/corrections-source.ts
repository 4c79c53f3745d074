import { AppError, type ImportSpec, type SheetColumn } from '@sheetport/contract';
import { readContinuationState, type SourceColumn } from '@sheetport/core';
import type { Context } from '../../runner/context.ts';
import type { JobContext } from '../../runner/job-context.ts';
import { readNamedRows, selectRows } from './corrected-rows.ts';
import { findCorrectedSheets } from './corrections-workbook.ts';
import { findBook, type Source } from './sheet.ts';

/**
 * The rows of a correction import, as a source with the columns and row numbers of the first import's sheet: so they are converted,
 * checked and merged exactly as they would have been there.
 * @throws AppError `no_pending_rejects`, `invalid_corrections_file`, or why the file cannot be read
 */
export async function openCorrectionsSource(
  context: Context,
  job: JobContext,
  correction: NonNullable<ImportSpec['correction']>,
): Promise<Source> {
  const { firstJobId, fileId, bulk } = correction;
  const first = await context.records.job.findUnique({
    where: { id: firstJobId },
    select: { continuationState: true },
  });
  const { columns, headerRow = 0 } = readContinuationState(first?.continuationState);
  if (!columns) throw new AppError('no_pending_rejects');
  const sheet = {
    index: 0,
    name: '',
    hidden: false,
    rows: null,
    headerRow,
    headerRows: 1,
    columns: columns.map(toSheetColumn),
    complete: true,
  };
  if (fileId !== undefined) {
    const { path, format, dialect, sheets } = await findBook(context, fileId, job);
    const corrected = findCorrectedSheets(sheets, firstJobId, columns);
    return { sheet, dialect, input: { kind: 'workbook', path, format, sheets: corrected } };
  }
  const rows = bulk
    ? await selectRows(context, job, correction, bulk, columns)
    : await readNamedRows(context, correction, columns);
  if (rows.total === 0) throw new AppError('no_pending_rejects');
  // Each column has its own decimal mark and order of dates, so no dialect is needed.
  return { sheet: { ...sheet, rows: rows.total }, dialect: undefined, input: { kind: 'rows', ...rows } };
}

function toSheetColumn({ index, header, decimal, dateOrder }: SourceColumn): SheetColumn {
  return {
    index,
    header,
    type: 'text',
    samples: [],
    blanks: 0,
    warnings: [],
    ...(decimal ? { decimal } : {}),
    ...(dateOrder ? { dateOrder } : {}),
  };
}
