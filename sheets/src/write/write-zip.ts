/** Exports as a zip of several files, each of a format of its own. */
import { type FileHandle, open, rm } from 'node:fs/promises';
import { SheetError } from '../errors.ts';
import type { EncodePlan } from '../model.ts';
import type { CopyReader } from './copy-reader.ts';
import type { Encoded } from './encoded.ts';
import { nameFile } from './file-names.ts';
import { type EntryWriter, ZipWriter } from './zip-writer.ts';

/** Beside the zip while it is written: one file of it at a time, as some formats are not written from front to back. */
export const FILE_SUFFIX = '.file.part';

const CHUNK_BYTES = 1024 * 1024;
/** Formats that are packed by themselves. */
const PACKED: ReadonlySet<string> = new Set(['xlsx', 'ods', 'parquet', 'pdf']);

/** Writes one file of a plan of one sheet, or of a workbook. */
export type WriteFile = (
  file: FileHandle,
  plan: EncodePlan,
  readers: readonly CopyReader[],
  onProgress: (rows: number, bytes: number) => void,
) => Promise<Encoded>;

/** @param writeFile writes a file of any other format */
export async function writeZip(
  file: FileHandle,
  plan: EncodePlan,
  readers: readonly CopyReader[],
  onProgress: (rows: number, bytes: number) => void,
  writeFile: WriteFile,
): Promise<Encoded> {
  const path = plan.path + FILE_SUFFIX;
  const spare: Buffer[] = [];
  const zip = new ZipWriter(file, 0, spare);
  const names = new Set<string>();
  const sum: Encoded = { bytes: 0, rows: 0, truncated: 0, sheets: [] };
  let entry: EntryWriter | null = null;
  try {
    for (const [i, sheet] of plan.sheets.entries()) {
      const { format, ...rest } = sheet.file ?? { format: 'csv' as const };
      if (format === 'zip') throw new SheetError('bad_plan', 'A zip holds no zip.');
      const part: EncodePlan = { ...plan, ...rest, path, format, title: sheet.name, sheets: [sheet] };
      const scratch = await open(path, 'w+', 0o600);
      try {
        const done = await writeFile(scratch, part, [readers[i]!], (rows, bytes) =>
          onProgress(sum.rows + rows, zip.position + bytes),
        );
        entry = zip.beginEntry(nameFile(sheet.name, format, names), PACKED.has(format));
        for (let at = 0; at < done.bytes; ) {
          const block = spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
          const { bytesRead } = await scratch.read(block, 0, Math.min(block.length, done.bytes - at), at);
          if (bytesRead === 0) throw new SheetError('bad_plan', 'A file is shorter than what was written.');
          at += bytesRead;
          await entry.write(block.subarray(0, bytesRead));
        }
        await entry.end();
        entry = null;
        sum.rows += done.rows;
        sum.truncated += done.truncated;
        if (done.replaced) sum.replaced = (sum.replaced ?? 0) + done.replaced;
        if (done.omitted) sum.omitted = (sum.omitted ?? 0) + done.omitted;
        sum.sheets.push({ name: sheet.name, rows: done.rows });
        onProgress(sum.rows, zip.position);
      } finally {
        await entry?.settle();
        await scratch.close();
      }
    }
    await zip.end();
  } finally {
    await entry?.settle();
    await zip.close();
    await rm(path, { force: true });
  }
  return { ...sum, bytes: zip.position };
}
