import { createWriteStream } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Id } from '@sheetport/contract';
import { type DiskStorage, fileKey } from '@sheetport/storage';
import { FileStore } from '@tus/file-store';
import type { Upload } from '@tus/server';
import { z } from 'zod';
import type { Disk } from '../../http/disk-room.ts';
import type { PendingUpload, UploadPieces } from './upload-pieces.ts';

/** The file that the tus library writes beside an upload. */
const TusInfo = z.object({
  size: z.number().int().optional(),
  creation_date: z.iso.datetime().optional(),
  metadata: z.object({ filename: z.string().nullish() }).nullish(),
});

/** Pieces appended to a file each, below DATA_DIR/uploads. */
export class DiskPieces implements UploadPieces {
  readonly #storage: DiskStorage;
  readonly #disk: Disk;
  readonly #store: FileStore;

  constructor(storage: DiskStorage, disk: Disk) {
    this.#storage = storage;
    this.#disk = disk;
    this.#store = new FileStore({ directory: storage.uploads });
  }

  #pathOf(id: string): string {
    return path.join(this.#storage.uploads, id);
  }

  create(upload: Upload): Promise<Upload> {
    return this.#store.create(upload);
  }

  read(id: string): Promise<Upload> {
    return this.#store.getUpload(id);
  }

  async find(id: string): Promise<PendingUpload | null> {
    const [there, text] = await Promise.all([
      stat(this.#pathOf(id)).catch(() => null),
      readFile(`${this.#pathOf(id)}.json`, 'utf8').catch(() => null),
    ]);
    if (!there || text === null) return null;
    const info = readInfo(text);
    return {
      offset: there.size,
      size: info?.size,
      name: info?.metadata?.filename,
      createdAt: info?.creation_date === undefined ? there.birthtime : new Date(info.creation_date),
    };
  }

  async known(id: string): Promise<Partial<Pick<Upload, 'size' | 'metadata'>> | null> {
    return (await this.#store.configstore.get(id)) ?? null;
  }

  setLength(id: string, bytes: number): Promise<void> {
    return this.#store.declareUploadLength(id, bytes);
  }

  /** As in the library, except that it says why when it cannot write, and stops before the disk is full. */
  async write(source: Readable, id: string, offset: number): Promise<number> {
    await this.#disk.refuseFull();
    const file = createWriteStream(this.#pathOf(id), { flags: 'r+', start: offset });
    await pipeline(this.#disk.whileRoom(source), file);
    return offset + file.bytesWritten;
  }

  async assemble(id: string): Promise<void> {
    const upload = this.#pathOf(id);
    if (await stat(upload).catch(() => null)) await this.#storage.adopt(upload, fileKey(id));
  }

  remove(id: string): Promise<void> {
    return this.#store.remove(id);
  }

  async forget(id: string): Promise<void> {
    await Promise.all([this.#pathOf(id), `${this.#pathOf(id)}.json`].map((file) => rm(file, { force: true })));
  }

  async list(): Promise<{ id: string; changedAt: Date }[]> {
    const names = await readdir(this.#storage.uploads);
    const ids = [...new Set(names.map((name) => name.replace(/\.json$/, '')))].filter((id) => Id.safeParse(id).success);
    const found = await Promise.all(
      ids.map(async (id) => {
        const file = this.#pathOf(id);
        const there = (await stat(file).catch(() => null)) ?? (await stat(`${file}.json`).catch(() => null));
        return there ? [{ id, changedAt: there.mtime }] : [];
      }),
    );
    return found.flat();
  }
}

/** Undefined where the file is only partly written. */
function readInfo(text: string): z.infer<typeof TusInfo> | undefined {
  try {
    return TusInfo.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
