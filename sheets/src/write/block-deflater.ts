/**
 * Compresses blocks on the zlib threads (RFC 1951), so that the results, one after the other, are one deflate stream. A full flush ends
 * each on a byte and forgets what was before; so any of a few compressors can take the next block, and none is ever set up anew:
 * that would cost more than half of what compressing a block does.
 */
import type { TransformOptions } from 'node:stream';
import { constants, createDeflateRaw, type DeflateRaw, type ZlibOptions } from 'node:zlib';

/** What a block becomes is read when all of it is there, so a compressor must never wait for a reader half way. */
const NEVER_FULL = Number.MAX_SAFE_INTEGER;
const CHUNK_BYTES = 256 * 1024;

export class BlockDeflater {
  readonly #level: number;
  readonly #idle: DeflateRaw[] = [];
  readonly #all: DeflateRaw[] = [];

  constructor(level: number) {
    this.#level = level;
  }

  /** Compresses a block, which must not change meanwhile. Calls may overlap. */
  async deflate(block: Uint8Array): Promise<Uint8Array> {
    const stream = this.#idle.pop() ?? this.#open();
    await new Promise<void>((resolve, reject) => {
      stream.write(block, (error) => (error ? reject(error) : resolve()));
    });
    const packed: Buffer = stream.read() ?? Buffer.alloc(0);
    this.#idle.push(stream);
    return packed;
  }

  /** Frees the compressors' memory. Nothing may be under way. */
  close(): void {
    for (const stream of this.#all) stream.destroy();
  }

  #open(): DeflateRaw {
    const options: ZlibOptions & Pick<TransformOptions, 'readableHighWaterMark'> = {
      level: this.#level,
      flush: constants.Z_FULL_FLUSH,
      chunkSize: CHUNK_BYTES,
      readableHighWaterMark: NEVER_FULL,
    };
    const stream = createDeflateRaw(options);
    stream.on('error', () => {}); // the block's promise tells
    this.#all.push(stream);
    return stream;
  }
}
