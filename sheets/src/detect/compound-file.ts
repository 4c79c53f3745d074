/** The names of the streams in a compound file ([MS-CFB]), the container of Excel 97 and of encrypted workbooks. */
import type { FileHandle } from 'node:fs/promises';
import { SheetError } from '../errors.ts';

/** Directory sectors that are read; each holds 4 (or 32) names. Workbooks have a handful, also with macros. */
const MOST_SECTORS = 2_048;
const NO_SECTOR = 0xfffffffa; // this and above are not sectors, [MS-CFB] 2.1

/** @throws SheetError 'truncated' or 'damaged_file' */
export async function listStreams(file: FileHandle, size: number): Promise<string[]> {
  const header = await readBytes(file, 0, 512);
  if (header.length < 512) throw new SheetError('truncated', 'The end of the file is missing.');
  const shift = header.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) throw damaged();
  const sectorBytes = 1 << shift;
  const readSector = (sector: number) => readBytes(file, (sector + 1) * sectorBytes, sectorBytes);
  const tables = new Map<number, Buffer>();
  const nextSector = async (sector: number): Promise<number> => {
    const perTable = sectorBytes / 4;
    const index = Math.floor(sector / perTable);
    // Only the 109 tables in the header: they reach 6.8 MiB (or 436 MiB), and the directory mostly lies early.
    const tableSector = index < 109 ? header.readUInt32LE(76 + index * 4) : NO_SECTOR;
    if (tableSector >= NO_SECTOR || (tableSector + 1) * sectorBytes >= size) return NO_SECTOR;
    let table = tables.get(index);
    if (!table) {
      table = await readSector(tableSector);
      tables.set(index, table);
    }
    const at = (sector % perTable) * 4;
    return at + 4 <= table.length ? table.readUInt32LE(at) : NO_SECTOR;
  };

  const names: string[] = [];
  let sector = header.readUInt32LE(48);
  for (let seen = 0; sector < NO_SECTOR && seen < MOST_SECTORS; seen++) {
    const entries = await readSector(sector);
    for (let at = 0; at + 128 <= entries.length; at += 128) {
      const length = entries.readUInt16LE(at + 64);
      if (length >= 2 && length <= 64) names.push(entries.toString('utf16le', at, at + length - 2));
    }
    sector = await nextSector(sector);
  }
  if (names.length === 0) throw damaged();
  return names;
}

async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, (await file.read(buffer, 0, length, position)).bytesRead);
}

function damaged(): SheetError {
  return new SheetError('damaged_file', 'The compound file contradicts itself.');
}
