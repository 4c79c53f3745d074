import { createHash } from 'node:crypto';
import { AppError, formatBytes } from '@sheetport/contract';
import { fileKey, type Storage } from '@sheetport/storage';
import { newId } from '../../id.ts';

/** A file that is stored, whole and hashed. */
export interface StoredFile {
  id: string;
  bytes: number;
  sha256: string;
}

/** Take a stream in. Whole, hashed and stored, or nothing is left. Throws AppError `file_too_large` beyond `limit` bytes. */
export async function receiveFile(
  storage: Storage,
  source: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<StoredFile> {
  const id = newId();
  const hash = createHash('sha256');
  async function* hashed() {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.byteLength;
      if (bytes > limit) throw new AppError('file_too_large', { limit: formatBytes(limit) });
      hash.update(chunk);
      yield chunk;
    }
  }
  const bytes = await storage.write(fileKey(id), hashed());
  return { id, bytes, sha256: hash.digest('hex') };
}

/** Read a stored file through. Throws StorageError `missing`. */
export async function hashFile(storage: Storage, id: string): Promise<StoredFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of storage.read(fileKey(id))) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { id, bytes, sha256: hash.digest('hex') };
}
