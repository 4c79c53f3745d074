/**
 * Just enough of a zip (PKWARE APPNOTE 6.3.10) to say what is inside: the names in its central directory, and the text of one small
 * entry. Reading workbooks is the zip reader's matter, with all its checks.
 */
import type { FileHandle } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import { SheetError } from '../errors.ts';
import { MAX_DIRECTORY_BYTES } from '../limits.ts';

const END_RECORD = 0x06054b50;
const END_LOCATOR_64 = 0x07064b50;
const END_RECORD_64 = 0x06064b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
/** The end record is 22 bytes, followed by a comment of at most 65,535. */
const END_SEARCH_BYTES = 22 + 65_535;
/** Content types and manifests of the corpus are below 100 KiB, packed and unpacked. */
const SMALL_ENTRY_BYTES = 1024 * 1024;

export interface OutlineEntry {
  method: number;
  packed: number;
  offset: number;
}

/** Entries by name. A backslash counts as a slash and names are lower case, as Excel takes them. */
export type ZipOutline = ReadonlyMap<string, OutlineEntry>;

/** @throws SheetError 'truncated' when the directory is not there, 'damaged_zip' when it contradicts itself */
export async function readZipOutline(file: FileHandle, size: number): Promise<ZipOutline> {
  const tail = await readBytes(file, Math.max(0, size - END_SEARCH_BYTES), Math.min(size, END_SEARCH_BYTES));
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== END_RECORD) end--;
  if (end < 0) throw new SheetError('truncated', 'The end of the file is missing.');
  let length = tail.readUInt32LE(end + 12);
  let start = tail.readUInt32LE(end + 16);
  if (start === 0xffffffff && end >= 20 && tail.readUInt32LE(end - 20) === END_LOCATOR_64) {
    const record = await readBytes(file, Number(tail.readBigUInt64LE(end - 12)), 56);
    if (record.length < 56 || record.readUInt32LE(0) !== END_RECORD_64) throw damaged();
    length = Number(record.readBigUInt64LE(40));
    start = Number(record.readBigUInt64LE(48));
  }
  if (length > MAX_DIRECTORY_BYTES || start + length > size) throw damaged();
  return listEntries(await readBytes(file, start, length));
}

function listEntries(directory: Buffer): ZipOutline {
  const entries = new Map<string, OutlineEntry>();
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === DIRECTORY_ENTRY) {
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString('latin1', at + 46, at + 46 + nameLength);
    entries.set(name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase(), {
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** The text of a small entry, byte for byte as Latin-1; null when there is none or it cannot be unpacked. */
export async function readSmallEntry(file: FileHandle, outline: ZipOutline, name: string): Promise<string | null> {
  const entry = outline.get(name);
  if (!entry || entry.packed > SMALL_ENTRY_BYTES) return null;
  const header = await readBytes(file, entry.offset, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== LOCAL_ENTRY) return null;
  const bytes = await readBytes(
    file,
    entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28),
    entry.packed,
  );
  try {
    const text = entry.method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: SMALL_ENTRY_BYTES });
    return text.toString('latin1').replaceAll('\0', ''); // in UTF-16 too, ASCII is legible without the zeros
  } catch {
    return null;
  }
}

async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  if (length === 0) return buffer;
  return buffer.subarray(0, (await file.read(buffer, 0, length, position)).bytesRead);
}

function damaged(): SheetError {
  return new SheetError('damaged_zip', 'The zip directory contradicts itself.');
}
