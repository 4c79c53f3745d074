import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { asSheetError, SheetError } from '../errors.ts';
import { MAX_ENTRY_BYTES, MAX_WHOLE_PART_BYTES } from '../limits.ts';
import { isBomb, type Zip, type ZipEntry } from './central-directory.ts';

/** Larger reads mean fewer trips to the thread pool; 256 KiB inflate to about one output chunk. */
const READ_BYTES = 256 * 1024;
/** Node's default of 16 KiB halves the speed of inflating; see docs of zlib.createInflateRaw, `chunkSize`. */
const INFLATE_CHUNK_BYTES = 1024 * 1024;
/** A part of at most so many bytes is inflated at once: a stream's buffers, a MiB each, would be most of what a small workbook leaves to collect. */
const WHOLE_BYTES = 256 * 1024;
/** The least `chunkSize` that zlib takes. */
const MIN_CHUNK_BYTES = 64;

/** An entry's unpacked bytes in order, and how many packed bytes went into what was handed out so far. */
export interface EntryStream extends AsyncIterable<Uint8Array> {
  readonly consumed: number;
}

/**
 * Streams one entry's unpacked bytes. Size, ratio and checksum are enforced while it inflates: nothing is believed that has not been
 * counted. Throws SheetError: encrypted, damaged_zip, forged_size, zip_bomb, truncated.
 */
export function readEntry(zip: Zip, entry: ZipEntry): EntryStream {
  let consumed = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const start = await dataOffset(zip, entry);
    const check = new Tally(entry);
    if (entry.method === 0) {
      for (let at = 0; at < entry.packedSize; ) {
        const chunk = await readPacked(zip, start + at, Math.min(READ_BYTES, entry.packedSize - at));
        at += chunk.length;
        consumed = at;
        check.add(chunk, consumed);
        yield chunk;
      }
    } else if (entry.size <= WHOLE_BYTES && entry.packedSize <= WHOLE_BYTES) {
      const bytes = inflateWhole(entry, await readPacked(zip, start, entry.packedSize));
      consumed = entry.packedSize;
      check.add(bytes, consumed);
      yield bytes;
    } else {
      // Room for a few chunks, so that inflating (thread pool) and scanning (this thread) overlap.
      const options = { chunkSize: INFLATE_CHUNK_BYTES, readableHighWaterMark: 2 * INFLATE_CHUNK_BYTES };
      const inflate = createInflateRaw(options);
      void feed(zip, entry, start, inflate);
      try {
        for await (const chunk of inflate as AsyncIterable<Buffer>) {
          consumed = Math.min(inflate.bytesWritten, entry.packedSize);
          check.add(chunk, consumed);
          yield chunk;
        }
      } catch (error) {
        throw asSheetError(error);
      } finally {
        inflate.destroy();
      }
      consumed = entry.packedSize;
    }
    check.finish();
  }
  return {
    [Symbol.asyncIterator]: chunks,
    get consumed() {
      return consumed;
    },
  };
}

/** Reads a small part whole. Throws as `readEntry`, and damaged_zip where it is larger than `limit` bytes. */
export async function readWholeEntry(zip: Zip, entry: ZipEntry, limit = MAX_WHOLE_PART_BYTES): Promise<Uint8Array> {
  if (entry.size > limit)
    throw new SheetError('zip_bomb', 'A part of the workbook is far too large.', { part: entry.name });
  const start = await dataOffset(zip, entry);
  // Packed bytes beyond what any deflate of this size takes are not read.
  if (entry.packedSize > entry.size * 2 + 1024) throw forged();
  const packed = await readPacked(zip, start, entry.packedSize);
  const check = new Tally(entry);
  const bytes = entry.method === 0 ? packed : inflateWhole(entry, packed);
  check.add(bytes, packed.length);
  check.finish();
  return bytes;
}

/** All that an entry unpacks to, which is refused where it is more than the entry says. */
function inflateWhole(entry: ZipEntry, packed: Buffer): Uint8Array {
  const most = Math.max(entry.size, 1);
  try {
    // One byte more than fits, so that it is one buffer and a longer output is noticed.
    return inflateRawSync(packed, { maxOutputLength: most, chunkSize: Math.max(most + 1, MIN_CHUNK_BYTES) });
  } catch (error) {
    throw (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? forged() : damagedEntry(entry);
  }
}

/** Counts and checks what comes out of an entry. */
class Tally {
  private size = 0;
  private crc = 0;
  private readonly entry: ZipEntry;

  constructor(entry: ZipEntry) {
    this.entry = entry;
    if (entry.encrypted) throw new SheetError('encrypted', 'The workbook is protected by a password.');
    if (entry.method !== 0 && entry.method !== 8) {
      throw new SheetError('damaged_zip', 'A part of the file is packed in a way that spreadsheets do not use.', {
        part: entry.name,
      });
    }
    if (entry.size > MAX_ENTRY_BYTES)
      throw new SheetError('zip_bomb', 'The file unpacks to far more than any spreadsheet.');
  }

  add(chunk: Uint8Array, consumed: number): void {
    this.size += chunk.length;
    if (this.size > this.entry.size) throw forged();
    if (isBomb(this.size, consumed))
      throw new SheetError('zip_bomb', 'The file unpacks to far more than any spreadsheet.');
    this.crc = crc32(chunk, this.crc);
  }

  finish(): void {
    if (this.size !== this.entry.size) throw forged();
    if (this.crc !== this.entry.crc32) throw damagedEntry(this.entry);
  }
}

async function feed(
  zip: Zip,
  entry: ZipEntry,
  start: number,
  inflate: ReturnType<typeof createInflateRaw>,
): Promise<void> {
  try {
    for (let at = 0; at < entry.packedSize && !inflate.destroyed && !inflate.writableEnded; ) {
      const chunk = await readPacked(zip, start + at, Math.min(READ_BYTES, entry.packedSize - at));
      at += chunk.length;
      if (inflate.destroyed) return;
      if (!inflate.write(chunk)) {
        await new Promise<void>((resolve) => {
          const go = (): void => {
            inflate.off('drain', go).off('close', go);
            resolve();
          };
          inflate.on('drain', go).on('close', go);
        });
      }
    }
    if (!inflate.destroyed) inflate.end();
  } catch (error) {
    inflate.destroy(error as Error);
  }
}

/** Where an entry's packed bytes begin: after its local header, whose name and extra field may differ in length from the directory's. */
async function dataOffset(zip: Zip, entry: ZipEntry): Promise<number> {
  const header = await readPacked(zip, entry.headerOffset, 30);
  if (header.readUInt32LE(0) !== 0x04034b50) throw damagedEntry(entry);
  const start = entry.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (start + entry.packedSize > zip.bytes) throw new SheetError('truncated', 'The file ends too early.');
  return start;
}

async function readPacked(zip: Zip, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await zip.handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new SheetError('truncated', 'The file ends too early.');
    filled += bytesRead;
  }
  return buffer;
}

function forged(): SheetError {
  return new SheetError('forged_size', 'A part of the file has another size than the file says.');
}

function damagedEntry(entry: ZipEntry): SheetError {
  return new SheetError('damaged_zip', 'A part of the file is damaged.', { part: entry.name });
}
