import { readFile } from 'node:fs/promises';
import { AppError, Preview } from '@sheetport/contract';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { sheetOf } from './find-sheet.ts';

/** What inspection writes beside a file. The rows of one sheet are parsed when they are asked for: there may be forty sheets. */
const PreviewFile = z.object({ sheets: z.array(z.object({ index: z.number(), rows: z.unknown() })) });
/** Rows as people see them, with the numbers of the sheet. */
const PreviewRows = Preview.shape.rows;

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
  const { sheets } = PreviewFile.parse(JSON.parse(text));
  return PreviewRows.parse(sheetOf(sheets, sheet).rows);
}
