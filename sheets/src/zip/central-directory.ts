import { type FileHandle, open } from 'node:fs/promises';
import { SheetError } from '../errors.ts';
import {
  MAX_DIRECTORY_BYTES,
  MAX_INFLATE_RATIO,
  MAX_ZIP_ENTRIES,
  MIN_GROWTH_BYTES,
  MIN_RATIO_BYTES,
} from '../limits.ts';

/** One file inside a zip, as the central directory describes it (APPNOTE.TXT §4.3.12). Offsets and sizes are in bytes. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflate; anything else is refused when the entry is read. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc32: number;
  readonly packedSize: number;
  readonly size: number;
  readonly headerOffset: number;
}

/** An open zip. Whoever opened it closes it. */
export interface Zip {
  readonly handle: FileHandle;
  readonly bytes: number;
  /** By part name: lower case, forward slashes, no leading slash (OPC part names compare without case, ECMA-376 part 2 §6.2.2.3). */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  close(): Promise<void>;
}

const END_RECORD = 0x06054b50;
const END_RECORD_BYTES = 22;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_END_RECORD = 0x06064b50;
const DIRECTORY_HEADER = 0x02014b50;
const DIRECTORY_HEADER_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;

/**
 * Opens a zip and reads its central directory, the only description of its entries that counts: local headers may hold nothing
 * (data descriptors) or lies. Throws SheetError: not_a_spreadsheet, encrypted, truncated, damaged_zip, too_many_entries,
 * overlapping_entries, zip_bomb.
 */
export async function openZip(path: string): Promise<Zip> {
  const handle = await open(path, 'r');
  try {
    const bytes = (await handle.stat()).size;
    const entries = await readDirectory(handle, bytes);
    return { handle, bytes, entries, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The key under which a part is found in `Zip.entries`. */
export function partKey(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new SheetError('truncated', 'The file ends too early.');
    filled += bytesRead;
  }
  return buffer;
}

async function readDirectory(handle: FileHandle, bytes: number): Promise<ReadonlyMap<string, ZipEntry>> {
  if (bytes === 0) throw new SheetError('empty_file', 'The file is empty.');
  await refuseOtherSignatures(handle, bytes);
  if (bytes < END_RECORD_BYTES) throw new SheetError('truncated', 'The file ends before its directory.');

  // The end record is followed by a comment of at most 65,535 bytes.
  const tailLength = Math.min(bytes, END_RECORD_BYTES + 65_535);
  const tailStart = bytes - tailLength;
  const tail = await readAt(handle, tailStart, tailLength);
  const at = findEndRecord(tail);
  if (at < 0) throw new SheetError('truncated', 'The file ends before its directory.');

  let count = tail.readUInt16LE(at + 10);
  let size = tail.readUInt32LE(at + 12);
  let offset = tail.readUInt32LE(at + 16);
  let directoryEnd = tailStart + at;
  const locatorAt = at - ZIP64_LOCATOR_BYTES;
  if (locatorAt >= 0 && tail.readUInt32LE(locatorAt) === ZIP64_LOCATOR) {
    const recordOffset = safeInteger(tail.readBigUInt64LE(locatorAt + 8));
    if (recordOffset + 56 > bytes) throw damaged('its zip64 record lies outside the file');
    const record = await readAt(handle, recordOffset, 56);
    if (record.readUInt32LE(0) === ZIP64_END_RECORD) {
      count = safeInteger(record.readBigUInt64LE(32));
      size = safeInteger(record.readBigUInt64LE(40));
      offset = safeInteger(record.readBigUInt64LE(48));
      directoryEnd = recordOffset;
    }
  }
  if (count > MAX_ZIP_ENTRIES) throw tooManyEntries();
  if (size > MAX_DIRECTORY_BYTES) throw tooManyEntries();
  if (size > directoryEnd) throw damaged('its directory is larger than the file');
  // Something in front of the zip (a self-extractor, a mail header) shifts every offset by its length.
  const shift = offset + size <= directoryEnd ? directoryEnd - size - offset : 0;
  if (offset + shift + size > bytes) throw damaged('its directory lies outside the file');
  const directory = await readAt(handle, offset + shift, size);
  return checkEntries(parseDirectory(directory, count, shift), offset + shift);
}

/** The end record nearest to the end whose comment fits; a comment may itself contain the signature. */
function findEndRecord(tail: Buffer): number {
  for (let at = tail.length - END_RECORD_BYTES; at >= 0; at--) {
    if (tail[at] === 0x50 && tail.readUInt32LE(at) === END_RECORD) {
      if (at + END_RECORD_BYTES + tail.readUInt16LE(at + 20) <= tail.length) return at;
    }
  }
  return -1;
}

function parseDirectory(directory: Buffer, count: number, shift: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + DIRECTORY_HEADER_BYTES <= directory.length && directory.readUInt32LE(at) === DIRECTORY_HEADER) {
    if (entries.length >= MAX_ZIP_ENTRIES) throw tooManyEntries();
    const flags = directory.readUInt16LE(at + 8);
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const next = at + DIRECTORY_HEADER_BYTES + nameLength + extraLength + directory.readUInt16LE(at + 32);
    if (next > directory.length) throw damaged('its directory is cut');
    const nameBytes = directory.subarray(at + DIRECTORY_HEADER_BYTES, at + DIRECTORY_HEADER_BYTES + nameLength);
    let size = directory.readUInt32LE(at + 24);
    let packedSize = directory.readUInt32LE(at + 20);
    let headerOffset = directory.readUInt32LE(at + 42);
    // Zip64 extra field (§4.5.3): only the members whose 32-bit field is all ones are present, in this order.
    const extraStart = at + DIRECTORY_HEADER_BYTES + nameLength;
    for (let extra = extraStart; extra + 4 <= extraStart + extraLength; ) {
      const length = directory.readUInt16LE(extra + 2);
      if (directory.readUInt16LE(extra) === 1) {
        let field = extra + 4;
        const end = Math.min(field + length, extraStart + extraLength);
        const read = (): number => {
          if (field + 8 > end) throw damaged('a zip64 size is cut');
          field += 8;
          return safeInteger(directory.readBigUInt64LE(field - 8));
        };
        if (size === 0xffffffff) size = read();
        if (packedSize === 0xffffffff) packedSize = read();
        if (headerOffset === 0xffffffff) headerOffset = read();
        break;
      }
      extra += 4 + length;
    }
    entries.push({
      name: nameBytes.toString('utf8'),
      method: directory.readUInt16LE(at + 10),
      encrypted: (flags & 1) !== 0,
      crc32: directory.readUInt32LE(at + 16),
      packedSize,
      size,
      headerOffset: headerOffset + shift,
    });
    at = next;
  }
  // A 16-bit count may have wrapped; fewer entries than promised means that the directory is cut.
  if (entries.length < count) throw damaged('its directory is cut');
  return entries;
}

function checkEntries(entries: ZipEntry[], directoryStart: number): ReadonlyMap<string, ZipEntry> {
  const byKey = new Map<string, ZipEntry>();
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.headerOffset - b.headerOffset)) {
    // Entries that share bytes are how small files unpack to petabytes (Fifield, "A better zip bomb").
    if (entry.headerOffset < end) throw new SheetError('overlapping_entries', 'Parts of the file overlap.');
    end = entry.headerOffset + LOCAL_HEADER_BYTES + Buffer.byteLength(entry.name) + entry.packedSize;
    if (end > directoryStart)
      throw new SheetError('overlapping_entries', 'A part of the file reaches into its directory.');
    if (isBomb(entry.size, entry.packedSize))
      throw new SheetError('zip_bomb', 'The file unpacks to far more than any spreadsheet.');
  }
  for (const entry of entries) {
    const key = partKey(entry.name);
    if (key.endsWith('/')) continue;
    // Two parts of one name: readers disagree about which counts, so what was checked need not be what is loaded.
    if (byKey.has(key)) throw damaged('two of its parts have one name');
    byKey.set(key, entry);
  }
  return byKey;
}

/** Whether `size` bytes out of `packed` is more than any ordinary workbook unpacks to. */
export function isBomb(size: number, packed: number): boolean {
  return size > MIN_RATIO_BYTES && size > packed * MAX_INFLATE_RATIO;
}

/** Refuses a sheet whose texts have come to `bytes`, spelt out of `packed`: see MIN_GROWTH_BYTES. Throws SheetError zip_bomb. */
export function refuseGrowth(bytes: number, packed: number): void {
  if (bytes > MIN_GROWTH_BYTES && bytes > packed * MAX_INFLATE_RATIO)
    throw new SheetError('zip_bomb', 'The sheet repeats its texts far beyond any spreadsheet.', {
      limit: MIN_GROWTH_BYTES,
    });
}

async function refuseOtherSignatures(handle: FileHandle, bytes: number): Promise<void> {
  const head = await readAt(handle, 0, Math.min(bytes, 8));
  if (head.length === 8 && head.readUInt32BE(0) === 0xd0cf11e0) {
    // An OLE compound file. Office wraps a password-protected workbook in one, in a stream of this name (MS-OFFCRYPTO §1.3.2).
    const look = await readAt(handle, 0, Math.min(bytes, 4 * 1024 * 1024));
    if (look.includes(Buffer.from('EncryptedPackage', 'utf16le'))) {
      throw new SheetError('encrypted', 'The workbook is protected by a password.');
    }
    throw new SheetError('not_a_spreadsheet', 'The file is not an xlsx workbook.');
  }
  if (head[0] !== 0x50 || head[1] !== 0x4b) {
    // A self-extractor may precede a zip, but nobody keeps workbooks in one.
    throw new SheetError('not_a_spreadsheet', 'The file is not an xlsx workbook.');
  }
}

function safeInteger(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged('a size is impossible');
  return Number(value);
}

function damaged(what: string): SheetError {
  return new SheetError('damaged_zip', `The file is damaged: ${what}.`);
}

function tooManyEntries(): SheetError {
  return new SheetError('too_many_entries', 'The file has more parts than any spreadsheet.', {
    limit: MAX_ZIP_ENTRIES,
  });
}
