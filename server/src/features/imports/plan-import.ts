import { AppError, type NewImport, Sheet } from '@sheetport/contract';
import { contentKeys, recordedColumns, refuseUnwritable } from '@sheetport/core';
import { z } from 'zod';
import { refuseUnreadable } from '../files/readable-file.ts';
import type { JobInput } from '../jobs/job-input.ts';
import { isMatching, refuseUnusableKey } from './import-key.ts';
import type { ImportSource } from './import-source.ts';

const Sheets = z.array(Sheet.pick({ index: true, name: true, hidden: true, columns: true, rowsFingerprint: true }));

/**
 * Check an import before it starts, as far as its file and its table tell. The worker checks the rest.
 * @throws AppError what stands in its way
 */
export async function planImport(source: ImportSource, body: NewImport): Promise<JobInput> {
  const { priority, limits, ...spec } = body;
  const file = await source.findFile(body.fileId);
  if (!file) throw new AppError('not_found', { what: 'file' });
  if (file.state === 'gone') throw new AppError('gone');
  await refuseUnreadable(source.findInspection, file, body.dialect !== undefined);
  // Whoever could add to the batch of another could hide it from them, or have it undone with their own.
  if (body.batchId) await source.refuseBatch(body.batchId);
  let tableId: string | null = null;
  let mayRepeat = false;
  if ('id' in body.table) {
    const target = await source.findTable(body.table.id);
    if (!target) throw new AppError('not_found', { what: 'table' });
    refuseUnwritable(target.table, body.mode);
    refuseUnusableKey(target.table, recordedColumns(target.record), body);
    tableId = target.record.id;
    // The other modes leave the table as the file says, however often they do so.
    mayRepeat = body.mode === 'insert' && !body.dryRun && !body.allowRepeat;
  } else {
    if (isMatching(body.mode) && !body.key?.length) throw new AppError('key_needed');
    await source.refuseNewTable(body.table.create);
  }
  return {
    kind: 'import',
    title: titleOf(file.name, file.sheets, body.sheet),
    spec,
    priority,
    limits,
    fileId: file.id,
    file,
    tableId,
    batchId: body.batchId ?? null,
    contentKeys: contentKeys({
      sha256: file.sha256,
      requested: body.sheet,
      sheet: wantedSheet(file.sheets, body.sheet) ?? firstSheet(file.sheets, body.sheet),
    }),
    refuseRepeat: mayRepeat,
  };
}

/** The sheet that an import reads where the request names none, as the worker chooses it. */
function firstSheet(inspected: unknown, wanted: NewImport['sheet']): z.infer<typeof Sheets>[number] | undefined {
  if (wanted !== undefined) return undefined;
  const filled = (Sheets.safeParse(inspected).data ?? []).filter(({ columns }) => columns.length > 0);
  return filled.find(({ hidden }) => !hidden) ?? filled[0];
}

/** The sheet that a request names, where inspection has found it. */
function wantedSheet(inspected: unknown, wanted: NewImport['sheet']): z.infer<typeof Sheets>[number] | undefined {
  const sheets = Sheets.safeParse(inspected).data ?? [];
  return sheets.find((one) => one.index === wanted || one.name === wanted);
}

/** The file, and of a workbook with several sheets the one that is meant, so that imports of it are told apart. */
function titleOf(file: string, inspected: unknown, wanted: NewImport['sheet']): string {
  const sheets = Sheets.safeParse(inspected).data ?? [];
  const sheet = wantedSheet(inspected, wanted);
  return sheet && sheets.length > 1 ? `${file} · ${sheet.name}` : file;
}
