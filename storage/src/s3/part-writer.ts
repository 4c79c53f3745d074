import type { PartUpload, S3Bucket } from './s3-bucket.ts';

/** At least 5 MiB, except for the last one (limits of S3). Each upload holds some parts in memory. */
export const PART_BYTES = 8 * 1024 * 1024;
/** S3 takes 10,000 parts: each thousand is of parts twice as large as those before. */
const PARTS_OF_A_SIZE = 1000;
/** Parts on their way at once. */
const IN_FLIGHT = 3;

/** Bytes of part `number`, counted from 1. */
export function partSize(number: number): number {
  return PART_BYTES * 2 ** Math.floor((number - 1) / PARTS_OF_A_SIZE);
}

/** Sends parts of one object, a few at a time. They become the object by `complete`, and nothing by `abort`. */
export class PartWriter {
  readonly #bucket: S3Bucket;
  readonly #upload: PartUpload;
  readonly #signal: AbortSignal | undefined;
  readonly #tags: string[] = [];
  readonly #sending = new Set<Promise<void>>();
  #failure: unknown;
  #bytes = 0;

  private constructor(bucket: S3Bucket, upload: PartUpload, signal?: AbortSignal) {
    this.#bucket = bucket;
    this.#upload = upload;
    this.#signal = signal;
  }

  static async begin(bucket: S3Bucket, key: string, signal?: AbortSignal): Promise<PartWriter> {
    return new PartWriter(bucket, await bucket.beginParts(key), signal);
  }

  /** The next part; waits while enough are on their way. */
  async add(part: Uint8Array): Promise<void> {
    while (this.#sending.size >= IN_FLIGHT) await Promise.race(this.#sending);
    if (this.#failure !== undefined) throw this.#failure;
    this.#signal?.throwIfAborted();
    const index = this.#tags.push('') - 1;
    this.#bytes += part.byteLength;
    const sent: Promise<void> = this.#bucket
      .putPart(this.#upload, index + 1, part, this.#signal)
      .then(
        (tag) => {
          this.#tags[index] = tag;
        },
        (error: unknown) => {
          this.#failure ??= error;
        },
      )
      .finally(() => this.#sending.delete(sent));
    this.#sending.add(sent);
  }

  /** All parts have arrived. */
  async settle(): Promise<void> {
    await Promise.all(this.#sending);
    if (this.#failure !== undefined) throw this.#failure;
  }

  async complete(): Promise<void> {
    await this.settle();
    await this.#bucket.completeParts(this.#upload, this.#tags, this.#bytes);
  }

  async abort(): Promise<void> {
    await Promise.all(this.#sending);
    await this.#bucket.abortParts(this.#upload);
  }
}

/** Chunks of any size as parts of the sizes that S3 takes; at least one, which may be empty. */
export async function* toParts(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let number = 1;
  let chunks: Uint8Array[] = [];
  let filled = 0;
  for await (const chunk of content) {
    for (let at = 0; at < chunk.byteLength; ) {
      const some = chunk.subarray(at, at + partSize(number) - filled);
      chunks.push(some);
      filled += some.byteLength;
      at += some.byteLength;
      if (filled < partSize(number)) continue;
      yield Buffer.concat(chunks);
      [chunks, filled] = [[], 0];
      number += 1;
    }
  }
  if (filled > 0 || number === 1) yield Buffer.concat(chunks);
}

/**
 * Write an object, which is there whole or not at all.
 * @returns its bytes
 */
export async function writeObject(
  bucket: S3Bucket,
  key: string,
  content: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<number> {
  let bytes = 0;
  let first: Uint8Array | undefined;
  let writer: PartWriter | undefined;
  try {
    for await (const part of toParts(content)) {
      bytes += part.byteLength;
      if (first === undefined) {
        first = part;
        continue;
      }
      if (!writer) {
        writer = await PartWriter.begin(bucket, key, signal);
        await writer.add(first);
      }
      await writer.add(part);
    }
    if (writer) await writer.complete();
    else await bucket.put(key, first ?? new Uint8Array());
  } catch (error) {
    // Where S3 does not answer, a sweep or a rule of the bucket gives it up later.
    await writer?.abort().catch(() => undefined);
    throw error;
  }
  return bytes;
}
