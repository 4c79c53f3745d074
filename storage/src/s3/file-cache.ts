import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { ByteRange, StoredObject } from '../storage.ts';
import { PART_BYTES } from './part-writer.ts';

/** Ranges on their way at once. */
const RANGES = 4;
/** A file that nobody has opened for so long is removed: the same file is read a few times within minutes, if at all. */
const KEEP_MS = 15 * 60_000;
const TRIM_MS = 60_000;

type ReadRange = (object: StoredObject, range: ByteRange) => AsyncIterable<Uint8Array>;

/**
 * Objects as files on this machine, brought by ranges when they are opened. What is not open goes after a while, and sooner where all
 * come to more than `limit` bytes. Processes may share the directory: a file that another one removes is brought again.
 */
export class FileCache {
  readonly #directory: string;
  readonly #limit: number;
  readonly #read: ReadRange;
  readonly #bringing = new Map<string, Promise<void>>();
  /** How often each file is open in this process. */
  readonly #uses = new Map<string, number>();

  constructor(directory: string, limit: number, read: ReadRange) {
    this.#directory = directory;
    this.#limit = limit;
    this.#read = read;
    setInterval(() => void this.trim().catch(() => undefined), TRIM_MS).unref();
  }

  async open(object: StoredObject): Promise<{ path: string; close(): void }> {
    // Another object under the same key is another file.
    const version = createHash('sha256').update(object.key).update(object.etag).digest('hex').slice(0, 32);
    const name = `${path.basename(object.key)}-${version}`;
    const file = path.join(this.#directory, name);
    this.#uses.set(name, (this.#uses.get(name) ?? 0) + 1);
    let isOpen = true;
    const close = () => {
      if (isOpen) this.#uses.set(name, this.#uses.get(name)! - 1);
      isOpen = false;
    };
    try {
      let bringing = this.#bringing.get(name);
      if (!bringing) {
        bringing = this.#bring(object, file).finally(() => this.#bringing.delete(name));
        this.#bringing.set(name, bringing);
      }
      await bringing;
    } catch (error) {
      close();
      throw error;
    }
    return { path: file, close };
  }

  async #bring(object: StoredObject, file: string): Promise<void> {
    const there = await stat(file).catch(() => undefined);
    if (there?.size === object.bytes) return utimes(file, new Date(), new Date());
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await this.trim(object.bytes);
    const part = `${file}.${randomUUID()}.part`;
    const handle = await open(part, 'wx', 0o600);
    try {
      let next = 0;
      const bringRanges = async () => {
        while (next < object.bytes) {
          const range = { from: next, to: Math.min(next + PART_BYTES, object.bytes) - 1 };
          next = range.to + 1;
          let at = range.from;
          for await (const chunk of this.#read(object, range)) {
            await handle.write(chunk, 0, chunk.byteLength, at);
            at += chunk.byteLength;
          }
        }
      };
      await Promise.all(Array.from({ length: RANGES }, bringRanges));
      await handle.close();
      await rename(part, file);
    } catch (error) {
      await handle.close().catch(() => undefined);
      await rm(part, { force: true });
      throw error;
    }
  }

  /** Remove what is not open: what is old, and beyond that the oldest, until `needed` bytes more fit below the limit. */
  async trim(needed = 0): Promise<void> {
    const names = await readdir(this.#directory).catch(() => []);
    const found = await Promise.all(
      names.map(async (name) => {
        const there = await stat(path.join(this.#directory, name)).catch(() => undefined);
        return there ? [{ name, bytes: there.size, at: there.mtimeMs }] : [];
      }),
    );
    const files = found.flat().sort((a, b) => a.at - b.at);
    let total = needed + files.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { name, bytes, at } of files) {
      const isIdle = (this.#uses.get(name) ?? 0) === 0 && !name.endsWith('.part');
      const isOld = at < Date.now() - KEEP_MS;
      if (!(isIdle && (isOld || total > this.#limit)) && !(name.endsWith('.part') && isOld)) continue;
      await rm(path.join(this.#directory, name), { force: true });
      this.#uses.delete(name);
      total -= bytes;
    }
  }
}
