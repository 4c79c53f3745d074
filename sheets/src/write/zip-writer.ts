/**
 * Writes a zip (PKWARE APPNOTE 6.3.10) to a file that can be sought in: an entry's header is completed once its sizes are known, so that
 * readers which go from front to back find no data descriptors. ZIP64 where a size or an offset needs it.
 */
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';
import { FINAL_BLOCK } from './deflate/block-deflater.ts';
import { BlockPacker } from './deflate/block-packer.ts';
import { IncrementalFsync } from './incremental-fsync.ts';
import { recycle } from './row-encoder.ts';

const deflateWhole = promisify<Uint8Array, { level: number; chunkSize: number }, Buffer>(deflateRaw);

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_HEADER = 0x02014b50;
const END_RECORD = 0x06054b50;
const END_RECORD_64 = 0x06064b50;
const END_LOCATOR_64 = 0x07064b50;
const MAX_32 = 0xffffffff;
/** Extra field of padding, ECMA-376 part 2 annex C ("growth hint"), with its own signature. */
const PADDING_FIELD = 0xa220;
const PADDING_SIGNATURE = 0xa028;
/** Id and size, then two sizes of 8 bytes: the room for a ZIP64 field in a local header. */
const LOCAL_EXTRA_BYTES = 20;
/** Blocks that are packed elsewhere, or wait for the disk, while the next one is made. */
const IN_FLIGHT = 8;

interface Entry {
  name: Buffer;
  crc: number;
  size: number;
  packed: number;
  offset: number;
  /** Its bytes are as they are. */
  stored?: boolean;
}

/** A small entry. */
export interface SmallEntry {
  name: string;
  bytes: Uint8Array;
  /** Not compressed, as some readers look for it by its bytes. */
  stored?: boolean;
}

/** One zip being written. The caller opens and closes the file. */
export class ZipWriter {
  /** Bytes of the file so far. */
  position: number;
  readonly #file: FileHandle;
  readonly #sync: IncrementalFsync;
  readonly #packer = new BlockPacker();
  readonly #spare: Buffer[];
  readonly #entries: Entry[] = [];
  readonly #time: number;
  readonly #date: number;

  /** @param from where the first streamed entry begins; what stands before is written by `writeParts` */
  constructor(file: FileHandle, from: number, spare: Buffer[], now = new Date()) {
    this.#file = file;
    this.#sync = new IncrementalFsync(file);
    this.position = from;
    this.#spare = spare;
    this.#time = (now.getHours() << 11) | (now.getMinutes() << 5) | (now.getSeconds() >> 1);
    this.#date = (Math.max(0, now.getFullYear() - 1980) << 9) | ((now.getMonth() + 1) << 5) | now.getDate();
  }

  /** Begins an entry whose bytes come in blocks. One at a time. `stored`: they are packed already. */
  beginEntry(name: string, stored = false): EntryWriter {
    const offset = this.position;
    const nameBytes = Buffer.from(name, 'utf8');
    this.position += 30 + nameBytes.length + LOCAL_EXTRA_BYTES;
    return new EntryWriter(
      stored ? null : this.#packer,
      this.#spare,
      async (packed) => {
        await writeAt(this.#file, packed, this.position);
        this.position += packed.length;
        this.#sync.wrote(packed.length);
      },
      async (crc, size, packed) => {
        const entry = { name: nameBytes, crc, size, packed, offset, stored };
        this.#entries.push(entry);
        await writeAt(this.#file, this.#localHeader(entry, localExtra(entry)), offset);
      },
    );
  }

  /**
   * Writes small entries into the room before the first streamed one, and fills it up with padding.
   * @returns false when they do not fit
   */
  async writeParts(parts: readonly SmallEntry[], room: number): Promise<boolean> {
    const pieces: Buffer[] = [];
    const entries: Entry[] = [];
    let offset = 0;
    for (const [i, part] of parts.entries()) {
      const { bytes, stored = false } = part;
      const packed = await packPart(part);
      const name = Buffer.from(part.name, 'utf8');
      const entry = { name, crc: crc32(bytes), size: bytes.length, packed: packed.length, offset, stored };
      const left = room - offset - 30 - name.length - packed.length;
      if (left < 0) return false;
      // Below 8 bytes there is no room for a field; `partsRoom` always leaves more.
      const extra = i === parts.length - 1 && left >= 8 ? padding(left) : Buffer.alloc(0);
      const header = this.#localHeader(entry, extra);
      pieces.push(header, packed);
      entries.push(entry);
      offset += header.length + packed.length;
    }
    if (offset !== room) return false;
    await writeAt(this.#file, Buffer.concat(pieces), 0);
    this.#entries.unshift(...entries);
    return true;
  }

  /** Writes the central directory. The zip is then complete. */
  async end(): Promise<void> {
    const start = this.position;
    const pieces = this.#entries.map((entry) => this.#directoryHeader(entry));
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    pieces.push(endRecords(this.#entries.length, start, length));
    const directory = Buffer.concat(pieces);
    await writeAt(this.#file, directory, start);
    this.position += directory.length;
    await this.#sync.settle();
  }

  /** Lets go of what it holds beside the file, whether or not the zip was completed. No entry may be under way. */
  async close(): Promise<void> {
    await this.#sync.settle().catch(() => {});
  }

  #localHeader(entry: Entry, extra: Buffer): Buffer {
    const header = Buffer.alloc(30);
    const large = entry.size >= MAX_32 || entry.packed >= MAX_32;
    header.writeUInt32LE(LOCAL_HEADER, 0);
    header.writeUInt16LE(large ? 45 : 20, 4);
    header.writeUInt16LE(nameFlag(entry), 6);
    header.writeUInt16LE(entry.stored ? 0 : 8, 8);
    header.writeUInt16LE(this.#time, 10);
    header.writeUInt16LE(this.#date, 12);
    header.writeUInt32LE(entry.crc, 14);
    header.writeUInt32LE(large ? MAX_32 : entry.packed, 18);
    header.writeUInt32LE(large ? MAX_32 : entry.size, 22);
    header.writeUInt16LE(entry.name.length, 26);
    header.writeUInt16LE(extra.length, 28);
    return Buffer.concat([header, entry.name, extra]);
  }

  #directoryHeader(entry: Entry): Buffer {
    const header = Buffer.alloc(46);
    const large = entry.size >= MAX_32 || entry.packed >= MAX_32;
    const far = entry.offset >= MAX_32;
    const extra = Buffer.alloc(large || far ? 4 + (large ? 16 : 0) + (far ? 8 : 0) : 0);
    if (extra.length > 0) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(extra.length - 4, 2);
      if (large) extra.writeBigUInt64LE(BigInt(entry.size), 4);
      if (large) extra.writeBigUInt64LE(BigInt(entry.packed), 12);
      if (far) extra.writeBigUInt64LE(BigInt(entry.offset), extra.length - 8);
    }
    header.writeUInt32LE(DIRECTORY_HEADER, 0);
    header.writeUInt16LE(large || far ? 45 : 20, 4);
    header.writeUInt16LE(large || far ? 45 : 20, 6);
    header.writeUInt16LE(nameFlag(entry), 8);
    header.writeUInt16LE(entry.stored ? 0 : 8, 10);
    header.writeUInt16LE(this.#time, 12);
    header.writeUInt16LE(this.#date, 14);
    header.writeUInt32LE(entry.crc, 16);
    header.writeUInt32LE(large ? MAX_32 : entry.packed, 20);
    header.writeUInt32LE(large ? MAX_32 : entry.size, 24);
    header.writeUInt16LE(entry.name.length, 28);
    header.writeUInt16LE(extra.length, 30);
    header.writeUInt32LE(far ? MAX_32 : entry.offset, 42);
    return Buffer.concat([header, entry.name, extra]);
  }
}

/** Compresses the blocks of one entry and writes them in order. */
export class EntryWriter {
  readonly #packer: BlockPacker | null;
  readonly #spare: Buffer[];
  readonly #append: (packed: Uint8Array) => Promise<void>;
  readonly #close: (crc: number, size: number, packed: number) => Promise<void>;
  #crc = 0;
  #size = 0;
  #packed = 0;
  #flying: Promise<void>[] = [];
  #tail: Promise<void> = Promise.resolve();

  constructor(
    packer: BlockPacker | null,
    spare: Buffer[],
    append: (packed: Uint8Array) => Promise<void>,
    close: (crc: number, size: number, packed: number) => Promise<void>,
  ) {
    this.#packer = packer;
    this.#spare = spare;
    this.#append = append;
    this.#close = close;
  }

  /** Takes a block over. Resolves when there is room for another one; a failure shows here or at `end`. */
  async write(block: Buffer): Promise<void> {
    if (block.length === 0) return;
    this.#crc = crc32(block, this.#crc);
    this.#size += block.length;
    const free = (memory: Uint8Array) => recycle(this.#spare, memory);
    const packing = this.#packer?.pack(block, free) ?? null;
    packing?.catch(() => {}); // thrown below, once what comes before is written
    const before = this.#tail;
    const written = (async () => {
      await before;
      const packed = packing ? await packing : block;
      await this.#append(packed);
      this.#packed += packed.length;
      if (packed === block) free(block);
    })();
    written.catch(() => {}); // seen by whoever awaits it below
    this.#tail = written;
    this.#flying.push(written);
    if (this.#flying.length > IN_FLIGHT) await this.#flying.shift();
  }

  async end(): Promise<void> {
    await this.#tail;
    const last = this.#packer ? FINAL_BLOCK : FINAL_BLOCK.subarray(0, 0);
    await this.#append(last);
    await this.#close(this.#crc, this.#size, this.#packed + last.length);
  }

  /** Waits until nothing of it is under way, whatever became of it: only then may its file be closed. */
  async settle(): Promise<void> {
    await this.#tail.catch(() => {});
  }
}

/** The room that `parts` take, and `spare` bytes for them to grow. */
export async function partsRoom(parts: readonly SmallEntry[], spare: number): Promise<number> {
  let room = 8 + spare;
  for (const part of parts) room += 30 + Buffer.byteLength(part.name) + (await packPart(part)).length;
  return room;
}

async function packPart({ bytes, stored }: SmallEntry): Promise<Buffer> {
  return stored ? Buffer.from(bytes) : deflateWhole(bytes, { level: 9, chunkSize: 64 * 1024 });
}

/** Bit 11: the name is UTF-8 (APPNOTE 4.4.4). */
function nameFlag({ name }: Entry): number {
  return name.every((byte) => byte < 128) ? 0 : 0x0800;
}

function localExtra(entry: Entry): Buffer {
  if (entry.size < MAX_32 && entry.packed < MAX_32) return padding(LOCAL_EXTRA_BYTES);
  const extra = Buffer.alloc(LOCAL_EXTRA_BYTES);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeBigUInt64LE(BigInt(entry.size), 4);
  extra.writeBigUInt64LE(BigInt(entry.packed), 12);
  return extra;
}

function padding(length: number): Buffer {
  const field = Buffer.alloc(length);
  field.writeUInt16LE(PADDING_FIELD, 0);
  field.writeUInt16LE(length - 4, 2);
  field.writeUInt16LE(PADDING_SIGNATURE, 4);
  return field;
}

function endRecords(count: number, start: number, length: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END_RECORD, 0);
  end.writeUInt16LE(Math.min(count, 0xffff), 8);
  end.writeUInt16LE(Math.min(count, 0xffff), 10);
  end.writeUInt32LE(Math.min(length, MAX_32), 12);
  end.writeUInt32LE(Math.min(start, MAX_32), 16);
  if (start < MAX_32 && count < 0xffff) return end;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(END_RECORD_64, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(length), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(END_LOCATOR_64, 0);
  locator.writeBigUInt64LE(BigInt(start + length), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, end]);
}

/** Writes all of `bytes`; a single write may take fewer. */
export async function writeAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}
