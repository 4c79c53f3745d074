/**
 * Streams out of a compound file ([MS-CFB]), the container of Excel 97 and of encrypted workbooks. Every chain of sectors is followed for no
 * more bytes than its stream may have, so tables that run in circles end.
 */
import { SheetError } from '../errors.ts';

const HEADER_BYTES = 512;
const ENTRY_BYTES = 128;
/** This and above are marks, not sectors, [MS-CFB] 2.1. */
const NO_SECTOR = 0xfffffffa;
const NO_ENTRY = 0xffffffff;
const MINI_BYTES = 64;
/** Streams shorter than this lie in the mini stream, [MS-CFB] 2.2 (mini stream cutoff). */
const MINI_CUTOFF = 4096;
/** Table sectors that the header itself names. */
const HEADER_TABLES = 109;
/** Entries of the directory: a workbook with macros and a hundred embedded objects has a few thousand. */
const MOST_ENTRIES = 65_536;

interface Entry {
  name: string;
  type: number;
  left: number;
  right: number;
  child: number;
  start: number;
  size: number;
}

/** The streams that lie directly in the root; their bytes are only gathered when asked for. */
export interface CompoundFile {
  /** The bytes of a stream; null where there is none of that name. Throws SheetError 'truncated' where some of them are missing. */
  stream(name: string): Buffer | null;
}

/** Opens a compound file. Throws SheetError 'truncated' or 'damaged_file'. */
export function openCompoundFile(bytes: Buffer): CompoundFile {
  if (bytes.length < HEADER_BYTES) throw new SheetError('truncated', 'The end of the file is missing.');
  const shift = bytes.readUInt16LE(30);
  if (bytes.readUInt32BE(0) !== 0xd0cf11e0 || (shift !== 9 && shift !== 12)) throw damaged();
  const sectorBytes = 1 << shift;
  const sectors = Math.ceil(bytes.length / sectorBytes) - 1;
  const sectorAt = (sector: number): Buffer => bytes.subarray((sector + 1) * sectorBytes, (sector + 2) * sectorBytes);
  const tables = readTable(bytes, sectorBytes, sectors).map(sectorAt);

  /** Joins a chain of sectors until `size` bytes are there, or the chain or the file ends. */
  const gather = (start: number, size: number): Buffer => {
    const parts: Buffer[] = [];
    let length = 0;
    for (let sector = start; sector < sectors && length < size; sector = tableEntry(tables, sector, sectorBytes)) {
      const part = sectorAt(sector);
      parts.push(part);
      length += part.length;
      if (part.length < sectorBytes) break;
    }
    return Buffer.concat(parts).subarray(0, size);
  };

  return describe(gather, bytes);
}

function describe(gather: (start: number, size: number) => Buffer, bytes: Buffer): CompoundFile {
  const entries = readEntries(gather(bytes.readUInt32LE(48), Math.min(bytes.length, MOST_ENTRIES * ENTRY_BYTES)));
  const root = entries[0];
  if (root === undefined) throw damaged();
  const streams = childrenOf(entries, root.child).filter(({ type }) => type === 2);
  let mini: { stream: Buffer; table: Buffer } | null = null;
  const gatherMini = (start: number, size: number): Buffer => {
    mini ??= {
      stream: gather(root.start, Math.min(root.size, bytes.length)),
      table: gather(bytes.readUInt32LE(60), bytes.length),
    };
    const parts: Buffer[] = [];
    for (let sector = start, length = 0; length < size; length += MINI_BYTES) {
      const part = mini.stream.subarray(sector * MINI_BYTES, (sector + 1) * MINI_BYTES);
      if (part.length === 0) break;
      parts.push(part);
      if (sector * 4 + 4 > mini.table.length) break;
      sector = mini.table.readUInt32LE(sector * 4);
      if (sector >= NO_SECTOR) break;
    }
    return Buffer.concat(parts).subarray(0, size);
  };
  return {
    stream(name) {
      const entry = streams.find((one) => one.name.toLowerCase() === name.toLowerCase());
      if (entry === undefined) return null;
      const size = Math.min(entry.size, bytes.length);
      const stream = size < MINI_CUTOFF ? gatherMini(entry.start, size) : gather(entry.start, size);
      if (stream.length < entry.size) throw new SheetError('truncated', 'A part of the file is missing.');
      return stream;
    },
  };
}

/** The sectors that hold the table of chains (FAT): 109 are named in the header, more in a chain of their own (DIFAT). */
function readTable(bytes: Buffer, sectorBytes: number, sectors: number): number[] {
  const found: number[] = [];
  const add = (sector: number): void => {
    if (sector < sectors && found.length < sectors) found.push(sector);
  };
  for (let i = 0; i < HEADER_TABLES; i++) add(bytes.readUInt32LE(76 + i * 4));
  let more = bytes.readUInt32LE(68);
  for (let seen = 0; more < sectors && seen < sectors / (sectorBytes / 4); seen++) {
    const at = (more + 1) * sectorBytes;
    if (at + sectorBytes > bytes.length) break;
    for (let i = 0; i < sectorBytes / 4 - 1; i++) add(bytes.readUInt32LE(at + i * 4));
    more = bytes.readUInt32LE(at + sectorBytes - 4);
  }
  return found;
}

function tableEntry(tables: readonly Buffer[], sector: number, sectorBytes: number): number {
  const each = sectorBytes / 4;
  const table = tables[Math.floor(sector / each)];
  const at = (sector % each) * 4;
  return table === undefined || at + 4 > table.length ? NO_SECTOR : table.readUInt32LE(at);
}

function readEntries(directory: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= directory.length; at += ENTRY_BYTES) {
    const length = Math.min(directory.readUInt16LE(at + 64), 64);
    entries.push({
      name: directory.toString('utf16le', at, at + Math.max(length - 2, 0)),
      type: directory.readUInt8(at + 66),
      left: directory.readUInt32LE(at + 68),
      right: directory.readUInt32LE(at + 72),
      child: directory.readUInt32LE(at + 76),
      start: directory.readUInt32LE(at + 116),
      size: directory.readUInt32LE(at + 120), // the high half is not used below 4 GiB, and holds rubbish in old files
    });
  }
  return entries;
}

/** The entries of one storage: a tree of siblings, which may not run in circles. */
function childrenOf(entries: readonly Entry[], root: number): Entry[] {
  const found: Entry[] = [];
  const seen = new Set<number>();
  const waiting = [root];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const entry = entries[id];
    if (id === NO_ENTRY || entry === undefined || seen.has(id)) continue;
    seen.add(id);
    found.push(entry);
    waiting.push(entry.left, entry.right);
  }
  return found;
}

function damaged(): SheetError {
  return new SheetError('damaged_file', 'The compound file contradicts itself.');
}
