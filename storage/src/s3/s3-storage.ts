import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { findDrafts } from '../drafts.ts';
import type { ByteRange, Draft, FoundDraft, Storage, StoredObject } from '../storage.ts';
import { StorageError } from '../storage-error.ts';
import { FileCache } from './file-cache.ts';
import { PART_BYTES, PartWriter, partSize, writeObject } from './part-writer.ts';
import { S3Bucket, type S3Settings } from './s3-bucket.ts';

/** Objects removed at once. */
const REMOVALS = 16;

/** Files in a bucket of S3. Drafts and opened files lie below DATA_DIR, which each machine may have for itself. */
export class S3Storage implements Storage {
  readonly backend = 's3';
  /** S3 tells only when an upload began, so one that takes less than a day is never given up. */
  readonly silentMs = 24 * 3600_000;
  readonly #bucket: S3Bucket;
  readonly #drafts: string;
  readonly #cache: FileCache;

  private constructor(bucket: S3Bucket, dataDir: string, cacheBytes: number) {
    this.#bucket = bucket;
    this.#drafts = path.join(dataDir, 'exports');
    this.#cache = new FileCache(path.join(dataDir, 'cache'), cacheBytes, ({ key, etag }, range) =>
      bucket.get(key, range, etag),
    );
  }

  /** @param silentMs a silent connection to S3 is given up after so long */
  static async open(
    settings: S3Settings & { DATA_DIR: string; S3_CACHE_BYTES: number },
    silentMs?: number,
  ): Promise<S3Storage> {
    const dataDir = path.resolve(settings.DATA_DIR);
    await mkdir(path.join(dataDir, 'exports'), { recursive: true, mode: 0o700 });
    return new S3Storage(new S3Bucket(settings, silentMs), dataDir, settings.S3_CACHE_BYTES);
  }

  check(): Promise<void> {
    return this.#bucket.check();
  }

  async write(key: string, content: AsyncIterable<Uint8Array> | Uint8Array): Promise<number> {
    if (content instanceof Uint8Array && content.byteLength <= PART_BYTES) {
      await this.#bucket.put(key, content);
      return content.byteLength;
    }
    return writeObject(this.#bucket, key, content instanceof Uint8Array ? once(content) : content);
  }

  find(key: string): Promise<StoredObject | undefined> {
    return this.#bucket.head(key);
  }

  read(key: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    return this.#bucket.get(key, range);
  }

  async remove(...keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += REMOVALS)
      await Promise.all(keys.slice(at, at + REMOVALS).map((key) => this.#bucket.remove(key)));
  }

  list(folder: string): AsyncIterable<StoredObject> {
    return this.#bucket.list(folder);
  }

  async open(key: string): Promise<{ path: string; close(): void }> {
    const object = await this.#bucket.head(key);
    if (!object) throw new StorageError('missing', 'the file is not there');
    return this.#cache.open(object);
  }

  draft(key: string, claim: number): Draft {
    return new S3Draft(this.#bucket, key, path.join(this.#drafts, `${path.basename(key)}.${claim}`));
  }

  async listDrafts(): Promise<FoundDraft[]> {
    return findDrafts(await readdir(this.#drafts));
  }

  async removeDraft({ name }: FoundDraft): Promise<void> {
    await rm(path.join(this.#drafts, name), { force: true });
  }

  async sweep(silentMs: number): Promise<number> {
    const before = Date.now() - silentMs;
    let swept = 0;
    for await (const upload of this.#bucket.listParts()) {
      if (upload.begunAt.getTime() > before) continue;
      await this.#bucket.abortParts(upload);
      swept += 1;
    }
    return swept;
  }
}

/** A file of this machine whose parts are sent when it is whole, and become the object when it is published. */
class S3Draft implements Draft {
  readonly path: string;
  readonly #bucket: S3Bucket;
  readonly #key: string;
  #parts: PartWriter | undefined;

  constructor(bucket: S3Bucket, key: string, file: string) {
    this.#bucket = bucket;
    this.#key = key;
    this.path = file;
  }

  async prepare(signal?: AbortSignal): Promise<void> {
    const { size } = await stat(this.path);
    // One request suffices.
    if (size <= PART_BYTES) return;
    this.#parts = await PartWriter.begin(this.#bucket, this.#key, signal);
    const file = await open(this.path, 'r');
    try {
      for (let at = 0, number = 1; at < size; number++) {
        const part = Buffer.allocUnsafe(Math.min(partSize(number), size - at));
        let filled = 0;
        while (filled < part.length) {
          const { bytesRead } = await file.read(part, filled, part.length - filled, at + filled);
          if (bytesRead === 0) throw new Error(`${this.path} ends too early`);
          filled += bytesRead;
        }
        await this.#parts.add(part);
        at += part.length;
      }
      await this.#parts.settle();
    } finally {
      await file.close();
    }
  }

  async publish(): Promise<void> {
    if (this.#parts) await this.#parts.complete();
    else await this.#bucket.put(this.#key, await readFile(this.path));
    this.#parts = undefined;
    await rm(this.path, { force: true });
  }

  async discard(): Promise<void> {
    await rm(this.path, { force: true });
    // Where S3 does not answer, the sweep gives the parts up later.
    await this.#parts?.abort().catch(() => undefined);
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
