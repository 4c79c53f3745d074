import { createReadStream } from 'node:fs';
import { access, constants, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { findDrafts } from '../drafts.ts';
import type { ByteRange, Draft, FoundDraft, Storage, StoredObject, WriteOptions } from '../storage.ts';
import { StorageError } from '../storage-error.ts';

/** Below DATA_DIR. The files in them are named by ids: what a person typed never becomes a path. */
export const FOLDERS = ['uploads', 'files', 'exports', 'templates'] as const;
export type StorageFolder = (typeof FOLDERS)[number];
/** What is being written, and has no key yet. */
const PART = '.part';
/** Read at once: larger chunks cost fewer turns of the event loop. */
const CHUNK_BYTES = 256 * 1024;

/** Files below DATA_DIR: a key is a path in it. What is being written lies in `uploads`, and drafts beside their place. */
export class DiskStorage implements Storage {
  readonly backend = 'disk';
  /** A file tells when it was written to last. */
  readonly silentMs = 3600_000;
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /** Makes the folders that are not there yet; others than the owner may not enter them. */
  static async open(dataDir: string): Promise<DiskStorage> {
    const root = path.resolve(dataDir);
    for (const folder of FOLDERS) await mkdir(path.join(root, folder), { recursive: true, mode: 0o700 });
    return new DiskStorage(root);
  }

  /** Where resumable uploads keep their pieces. */
  get uploads(): string {
    return this.pathOf('uploads');
  }

  pathOf(key: string): string {
    return path.join(this.#root, key);
  }

  async check(): Promise<void> {
    for (const folder of FOLDERS) {
      await access(this.pathOf(folder), constants.W_OK).catch((error: NodeJS.ErrnoException) => {
        throw new StorageError('unavailable', `the folder "${folder}" of DATA_DIR cannot be used (${error.code})`, {
          cause: error,
        });
      });
    }
  }

  async write(
    key: string,
    content: AsyncIterable<Uint8Array> | Uint8Array,
    options: WriteOptions = {},
  ): Promise<number> {
    const part = path.join(this.uploads, (options.draft ?? path.basename(key)) + PART);
    const handle = await open(part, 'w', 0o600);
    let bytes = 0;
    try {
      for await (const chunk of content instanceof Uint8Array ? [content] : content) {
        bytes += chunk.byteLength;
        await handle.writeFile(chunk);
      }
      if (!options.remade) await handle.sync();
      await handle.close();
      await this.#publish(part, key, options.remade);
    } catch (error) {
      await handle.close().catch(() => undefined);
      await rm(part, { force: true });
      throw error;
    }
    return bytes;
  }

  /** Make a file of `uploads` safe, and give it a key. Safe to repeat after a crash at any point. */
  async adopt(file: string, key: string): Promise<void> {
    const handle = await open(file, 'r+');
    await handle.sync().finally(() => handle.close());
    await this.#publish(file, key);
  }

  /** A file has its name for good only once its directory is on the disk, too. */
  async #publish(from: string, key: string, remade = false): Promise<void> {
    const to = this.pathOf(key);
    await rename(from, to);
    if (!remade) await syncDirectory(path.dirname(to));
  }

  async find(key: string): Promise<StoredObject | undefined> {
    try {
      const { size, mtimeMs, ctimeMs } = await stat(this.pathOf(key));
      // A rename keeps the time of the last write but sets the time of the last change.
      const changedAt = new Date(Math.max(mtimeMs, ctimeMs));
      return { key, bytes: size, changedAt, etag: `"${size.toString(16)}-${Math.floor(mtimeMs).toString(16)}"` };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async *read(key: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
    const part = range && { start: range.from, end: range.to };
    try {
      yield* createReadStream(this.pathOf(key), { highWaterMark: CHUNK_BYTES, ...part });
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? missing(error) : error;
    }
  }

  async remove(...keys: readonly string[]): Promise<void> {
    await Promise.all(keys.map((key) => rm(this.pathOf(key), { force: true })));
  }

  async *list(folder: string): AsyncGenerator<StoredObject> {
    for (const name of await readdir(this.pathOf(folder))) {
      const found = await this.find(`${folder}/${name}`);
      if (found) yield found;
    }
  }

  /** The file itself. Whether it is there shows when it is read. */
  async open(key: string): Promise<{ path: string; close(): void }> {
    return { path: this.pathOf(key), close: () => undefined };
  }

  draft(key: string, claim: number): Draft {
    const draft = `${this.pathOf(key)}.${claim}`;
    return {
      path: draft,
      // Whoever wrote it has made it safe.
      prepare: async () => undefined,
      publish: () => rename(draft, this.pathOf(key)),
      discard: () => rm(draft, { force: true }),
    };
  }

  async listDrafts(): Promise<FoundDraft[]> {
    const names = await Promise.all((['exports', 'uploads'] as const).map((folder) => readdir(this.pathOf(folder))));
    return findDrafts(names.flat());
  }

  async removeDraft({ name }: FoundDraft): Promise<void> {
    await this.remove(`exports/${name}`, `uploads/${name}`);
  }

  async sweep(silentMs: number): Promise<number> {
    const before = Date.now() - silentMs;
    let swept = 0;
    for (const name of await readdir(this.uploads)) {
      if (!name.endsWith(PART)) continue;
      const file = path.join(this.uploads, name);
      const there = await stat(file).catch(() => null);
      if (!there || there.mtimeMs > before) continue;
      await rm(file, { force: true });
      swept += 1;
    }
    return swept;
  }
}

function missing(cause: unknown): StorageError {
  return new StorageError('missing', 'the file is not there', { cause });
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows can neither open nor flush a directory; its rename is durable enough by itself.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}
