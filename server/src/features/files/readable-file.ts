import { AppError, ErrorInfo } from '@sheetport/contract';
import type { FileRecord, JobRecord } from '@sheetport/prisma';
import type { Context } from '../../context.ts';
import { isUnreadable } from './file-view.ts';

/** @throws AppError `file_unreadable`, with what its inspection found */
export function refuseUnread(file: Pick<FileRecord, 'state' | 'error'>): void {
  if (!isUnreadable(file)) return;
  const error = ErrorInfo.safeParse(file.error).data;
  throw new AppError('file_unreadable', { detail: error?.message ?? 'nothing more is known.' });
}

/** The job that inspects a file, by its id. */
export type FindInspection = (id: string) => Promise<Pick<JobRecord, 'state' | 'attempts'> | null>;

/** Looks each inspection up by itself. */
export function inspectionsOf({ records }: Pick<Context, 'records'>): FindInspection {
  return (id) => records.job.findUnique({ where: { id }, select: { state: true, attempts: true } });
}

/** States of an inspection that will go on, or that has done its work. */
const USEFUL: ReadonlySet<JobRecord['state']> = new Set(['queued', 'running', 'succeeded']);

/**
 * Refuses the import of a file that nobody may be able to read. One that is still being inspected may be imported at once; but where that
 * inspection was begun more than once, the file may have ended the worker that was at it, and an import could take the next one along.
 *
 * @throws AppError `file_unreadable`, or `file_not_ready` while it is not known
 */
export async function refuseUnreadable(
  findInspection: FindInspection,
  file: FileRecord,
  hasDialect = false,
): Promise<void> {
  // A quotation mark that is never closed may be plain text in the dialect that is chosen.
  if (!hasDialect || !isUnclosed(file)) refuseUnread(file);
  // A file that could not be inspected because of a disk or a database is tried again by its import.
  if (file.state === 'ready' || file.state === 'unreadable' || file.inspectionId === null) return;
  const inspection = await findInspection(file.inspectionId);
  if (!inspection) return;
  if (!USEFUL.has(inspection.state)) {
    throw new AppError('file_unreadable', {
      detail: inspection.state === 'cancelled' ? 'its inspection was cancelled.' : 'its inspection did not end well.',
    });
  }
  if (inspection.attempts > 1) throw new AppError('file_not_ready');
}

/** Whether a text file cannot be read because of a quotation mark that is never closed. */
export function isUnclosed(file: Pick<FileRecord, 'error'>): boolean {
  return ErrorInfo.safeParse(file.error).data?.code === 'unclosed_quote';
}
