import { readFile } from 'node:fs/promises';
import { AppError, type Preview } from '@sheetport/contract';
import type { Context } from '../../context.ts';
import { sheetOf } from './find-sheet.ts';

/** What inspection writes beside a file: rows as people see them, with the numbers of the sheet. */
interface PreviewFile {
  sheets: { index: number; rows: Preview['rows'] }[];
}

/**
 * The first rows of a sheet as people see them, for as far as inspection keeps them.
 * @throws AppError `file_not_ready`, `no_such_sheet`
 */
export async function readPreviewRows(
  { ingest }: Pick<Context, 'ingest'>,
  fileId: string,
  sheet: number,
): Promise<Preview['rows']> {
  const text = await readFile(ingest.store.previewOf(fileId), 'utf8').catch(() => null);
  if (text === null) throw new AppError('file_not_ready');
  const { sheets } = JSON.parse(text) as PreviewFile;
  return sheetOf(sheets, sheet).rows;
}
