import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError, DATA_FOLDERS, formatBytes } from '@sheetport/contract';
import { exportedFile, previewFile, uploadedFile } from '@sheetport/core';
import { newId } from '../../id.ts';

export interface Stored {
  id: string;
  bytes: number;
  sha256: string;
}

/** Where bytes lie below DATA_DIR. Every name is an id of ours (docs/promises.md, P24). */
export interface FileStore {
  uploads: string;
  files: string;
  exports: string;
  /** Take a stream in. Whole, hashed and on the disk, or nothing is left. */
  receive(source: AsyncIterable<Uint8Array>, limit: number): Promise<Stored>;
  /** Move an upload that has arrived in pieces to its place. Safe to repeat after a crash at any point. */
  adopt(id: string): Promise<Stored>;
  /** Whether an upload in pieces is known under this id. */
  hasPieces(id: string): Promise<boolean>;
  fileOf(id: string): string;
  previewOf(id: string): string;
  exportOf(id: string): string;
  /** Remove what an inspection wrote beside a file. */
  removePreview(id: string): Promise<void>;
  /** Remove a file and what was made from it. */
  remove(id: string): Promise<void>;
  /** Remove what interrupted requests left, if nothing has been written to it for `silentMs`. */
  sweep(silentMs: number): Promise<number>;
}

const PART = '.part';

export async function openFileStore(dataDir: string): Promise<FileStore> {
  const root = path.resolve(dataDir);
  const uploads = path.join(root, DATA_FOLDERS.uploads);
  const files = path.join(root, DATA_FOLDERS.files);
  const exports = path.join(root, DATA_FOLDERS.exports);
  for (const directory of [uploads, files, exports]) await mkdir(directory, { recursive: true, mode: 0o700 });
  const fileOf = (id: string) => uploadedFile(root, id);

  /** The file has its name for good only once its directory is on the disk, too. */
  async function publish(from: string, id: string): Promise<void> {
    await rename(from, fileOf(id));
    await syncDirectory(files);
  }

  return {
    uploads,
    files,
    exports,
    fileOf,
    previewOf: (id) => previewFile(root, id),
    exportOf: (id) => exportedFile(root, id),
    async receive(source, limit) {
      const id = newId();
      const part = path.join(uploads, id + PART);
      const hash = createHash('sha256');
      const handle = await open(part, 'wx', 0o600);
      let bytes = 0;
      try {
        for await (const chunk of source) {
          bytes += chunk.byteLength;
          if (bytes > limit) throw new AppError('file_too_large', { limit: formatBytes(limit) });
          hash.update(chunk);
          await handle.writeFile(chunk);
        }
        await handle.sync();
        await handle.close();
        await publish(part, id);
      } catch (error) {
        await handle.close().catch(() => undefined);
        await rm(part, { force: true });
        throw error;
      }
      return { id, bytes, sha256: hash.digest('hex') };
    },
    async adopt(id) {
      const upload = path.join(uploads, id);
      const there = await stat(upload).catch(() => null);
      if (there) {
        const handle = await open(upload, 'r+');
        await handle.sync().finally(() => handle.close());
        await publish(upload, id);
      }
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of createReadStream(fileOf(id), { highWaterMark: 256 * 1024 })) {
        hash.update(chunk as Buffer);
        bytes += (chunk as Buffer).byteLength;
      }
      return { id, bytes, sha256: hash.digest('hex') };
    },
    hasPieces: async (id) => (await stat(path.join(uploads, `${id}.json`)).catch(() => null)) !== null,
    removePreview: (id) => rm(previewFile(root, id), { force: true }),
    async remove(id) {
      await Promise.all([rm(fileOf(id), { force: true }), rm(previewFile(root, id), { force: true })]);
    },
    async sweep(silentMs) {
      const before = Date.now() - silentMs;
      let swept = 0;
      for (const name of await readdir(uploads)) {
        if (!name.endsWith(PART)) continue;
        const file = path.join(uploads, name);
        const there = await stat(file).catch(() => null);
        if (!there || there.mtimeMs > before) continue;
        await rm(file, { force: true });
        swept += 1;
      }
      return swept;
    },
  };
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows can neither open nor flush a directory; its rename is durable enough by itself.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}
