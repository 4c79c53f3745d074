import { AppError, ErrorInfo, isOver } from '@sheetport/contract';
import type { FileRecord, Records } from '@sheetport/prisma';

/**
 * A file with all that its inspection found, or why that failed. The inspection is asked for first: where it is over, so is what it writes,
 * while a file that was read before may be older than that.
 *
 * @returns null where there is no such file, `going` while its inspection goes on
 */
export async function findInspected(
  records: Pick<Records, 'file' | 'job'>,
  fileId: string,
): Promise<FileRecord | null | 'going'> {
  const before = await records.file.findUnique({ where: { id: fileId } });
  if (!before?.inspectionId) return before;
  const inspection = await records.job.findUnique({ where: { id: before.inspectionId } });
  if (inspection && !isOver(inspection.state)) return 'going';
  const after = await records.file.findUnique({ where: { id: fileId } });
  // Another dialect was chosen meanwhile.
  return after?.inspectionId === before.inspectionId ? after : 'going';
}

/**
 * A file whose inspection is over and found something to import.
 * @throws AppError `gone`, or `file_unreadable` with what its inspection said
 */
export function requireInspected(file: FileRecord | null): FileRecord {
  if (!file || file.state === 'gone') throw new AppError('gone');
  if (file.state === 'ready') return file;
  const { message } = ErrorInfo.catch({ code: 'internal', message: '' }).parse(file.error ?? {});
  throw new AppError('file_unreadable', { detail: message || 'its inspection did not end well.' });
}
