import { AppError, type NewFeed, UploadLinkMode } from '@sheetport/contract';
import type { Prisma } from '@sheetport/prisma';
import type { Context } from '../../context.ts';
import { readSavedMapping } from '../mappings/saved-mappings.ts';
import { type LinkOptions, neededHeadings } from './link-mapping.ts';

/**
 * A saved mapping of a table as it is now, and how the files of an upload link or a feed are imported by it.
 * @throws AppError `not_found`, `invalid_mapping`, `key_needed`
 */
export async function takeMapping(
  { records }: Pick<Context, 'records'>,
  tableId: string,
  mappingId: string,
  chosen: Pick<NewFeed, 'mode' | 'onReject'>,
): Promise<{
  columns: Prisma.InputJsonArray;
  options: Pick<LinkOptions, 'mode' | 'key' | 'onReject' | 'blank' | 'duplicates' | 'nonDataRows'>;
}> {
  const saved = await records.savedMapping.findFirst({ where: { id: mappingId, tableId }, include: { table: true } });
  if (!saved) throw new AppError('not_found', { what: 'mapping' });
  const { view, columns } = readSavedMapping(saved);
  if (neededHeadings(columns).length === 0)
    throw new AppError('invalid_mapping', { detail: 'the saved mapping has no column' });
  const mode = chosen.mode ?? UploadLinkMode.catch('insert').parse(view.mode);
  if (mode !== 'insert' && view.key.length === 0) throw new AppError('key_needed');
  const { key, blank, duplicates, nonDataRows } = view;
  const options = { mode, key, onReject: chosen.onReject ?? view.onReject, blank, duplicates, nonDataRows };
  return { columns: columns as Prisma.InputJsonArray, options };
}
