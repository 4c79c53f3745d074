/** Files that were uploaded and not imported, so that nobody has to upload again what they left for later. Pure. */
import type { File, Job } from '@sheetport/contract';
import type { Upload } from '../upload/upload.ts';

const SHOWN = 5;

export interface WaitingFile extends File {
  /** Another upload with the same bytes: one that was imported, or an earlier one that waits too. */
  copyOf: 'imported' | 'waiting' | null;
}

/**
 * The newest files that wait.
 * @param files newest first
 * @param jobs of which the imports count
 * @param uploads of this page; they are shown elsewhere
 */
export function waitingFiles(
  files: readonly File[],
  jobs: readonly Pick<Job, 'kind' | 'fileId'>[],
  uploads: readonly Pick<Upload, 'fileId'>[],
): WaitingFile[] {
  const importedIds = new Set(jobs.filter((job) => job.kind === 'import').map((job) => job.fileId));
  const uploadedIds = new Set(uploads.map((upload) => upload.fileId));
  const bytesOf = (some: readonly File[]) => new Set(some.flatMap(({ sha256 }) => sha256 ?? []));
  const importedBytes = bytesOf(files.filter(({ id }) => importedIds.has(id)));
  const waiting = files.filter(
    ({ id, state }) => state !== 'gone' && state !== 'unreadable' && !importedIds.has(id) && !uploadedIds.has(id),
  );
  return waiting.slice(0, SHOWN).map((file, index) => {
    if (file.sha256 && importedBytes.has(file.sha256)) return { ...file, copyOf: 'imported' };
    const isCopy = file.sha256 !== null && bytesOf(waiting.slice(index + 1)).has(file.sha256);
    return { ...file, copyOf: isCopy ? 'waiting' : null };
  });
}
