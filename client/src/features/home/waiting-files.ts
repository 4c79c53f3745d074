import type { File, Job } from '@sheetport/contract';
import type { Upload } from '../upload/upload.ts';

const SHOWN = 5;

/** Files that came in and were not imported, so that nobody has to upload twice what they left for later. */
export function waitingFiles(files: readonly File[], jobs: readonly Job[], uploads: readonly Upload[]): File[] {
  const used = new Set(jobs.filter((job) => job.kind === 'import').map((job) => job.fileId));
  const onTheWay = new Set(uploads.map((upload) => upload.fileId));
  return files
    .filter(
      (file) => file.state !== 'gone' && file.state !== 'unreadable' && !used.has(file.id) && !onTheWay.has(file.id),
    )
    .slice(0, SHOWN);
}
