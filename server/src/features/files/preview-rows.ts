import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { AppError, Preview } from '@sheetport/contract';
import { previewKey, StorageError } from '@sheetport/storage';
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
  { storage }: Pick<Context, 'storage'>,
  fileId: string,
  sheet: number,
): Promise<Preview['rows']> {
  const content = await text(Readable.from(storage.read(previewKey(fileId)))).catch((error: unknown) => {
    if (error instanceof StorageError && error.code === 'missing') throw new AppError('file_not_ready');
    throw error;
  });
  const { sheets } = PreviewFile.parse(JSON.parse(content));
  return PreviewRows.parse(sheetOf(sheets, sheet).rows);
}
