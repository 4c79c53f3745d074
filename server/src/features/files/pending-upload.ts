import type { File } from '@sheetport/contract';
import { cleanFileName } from '../../http/file-name.ts';
import type { UploadPieces } from './upload-pieces.ts';

/** The file that a resumable upload will be, while its pieces still come; null where there is no such upload. */
export async function findPendingUpload(pieces: Pick<UploadPieces, 'find'>, id: string): Promise<File | null> {
  const upload = await pieces.find(id);
  if (!upload) return null;
  return {
    id,
    name: cleanFileName(upload.name),
    bytes: upload.size ?? upload.offset,
    sha256: null,
    format: null,
    state: 'receiving',
    createdAt: upload.createdAt.toISOString(),
    error: null,
    inspectionId: null,
    correctsJobId: null,
  };
}
