import type { StoredObject } from '../storage.ts';
import { writeObject } from './part-writer.ts';
import { S3Bucket, type S3Settings } from './s3-bucket.ts';

export type PrefixSettings = S3Settings & Required<Pick<S3Settings, 'credentials' | 'lookup'>>;

/** Objects right below a prefix of a bucket of others. Names are keys without the prefix; all methods throw StorageError. */
export class S3Prefix {
  readonly #bucket: S3Bucket;
  readonly #prefix: string;

  /** @param silentMs a silent connection is given up after so long */
  constructor(settings: PrefixSettings, silentMs: number) {
    this.#bucket = new S3Bucket(settings, silentMs);
    this.#prefix = (settings.S3_PREFIX ?? '').replace(/^\/+|\/+$/g, '');
  }

  keyOf(name: string): string {
    return this.#prefix === '' ? name : `${this.#prefix}/${name}`;
  }

  list(): AsyncIterable<StoredObject> {
    return this.#bucket.list('');
  }

  find(name: string): Promise<StoredObject | undefined> {
    return this.#bucket.head(name);
  }

  read(name: string, etag?: string): AsyncIterable<Uint8Array> {
    return this.#bucket.get(name, undefined, etag);
  }

  write(name: string, content: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<number> {
    return writeObject(this.#bucket, name, content, signal);
  }

  /** Copied, then removed: an object may be at both places for a moment, and is at one of them always. */
  async move(from: string, to: string, etag?: string): Promise<void> {
    await this.#bucket.copy(from, to, etag);
    await this.#bucket.remove(from);
  }

  /** Give an object a tag, beside those that it has. */
  tag(name: string, key: string, value: string): Promise<void> {
    return this.#bucket.tag(name, key, value);
  }

  close(): void {
    this.#bucket.close();
  }
}
