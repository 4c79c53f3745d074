/** Exports as xlsx: the skeleton in front, then one part per sheet, streamed. ECMA-376 parts 1 and 2. */
import type { FileHandle } from 'node:fs/promises';
import { SheetError } from '../errors.ts';
import { MAX_COLUMNS, MAX_ROWS } from '../limits.ts';
import type { EncodePlan, ExportColumn } from '../model.ts';
import { measureColumns } from './column-widths.ts';
import type { CopyReader, Rows } from './copy-reader.ts';
import type { Encoded } from './encoded.ts';
import { copyRow } from './row-encoder.ts';
import { nameSheet } from './sheet-names.ts';
import { SheetEncoder } from './sheet-xml.ts';
import { buildSkeleton, completeFrame, type Skeleton, type SkeletonSheet } from './workbook-skeleton.ts';
import { type EntryWriter, partsRoom, ZipWriter } from './zip-writer.ts';

/** Measured on 1M rows of 10 columns, seconds of processor and MB: level 1 takes 5.2 and makes 104, 2: 5.4 and 98, 3: 6.5 and 94. */
const LEVEL = 2;
/** Room for the skeleton to grow when rows continue on further sheets: enough for about 80 of them. */
const GROWTH_BYTES = 8 * 1024;

/** COPY TEXT that is looked at before a sheet begins: some 200 rows. */
const SAMPLE_BYTES = 32 * 1024;

interface Book {
  plan: EncodePlan;
  zip: ZipWriter;
  skeleton: Skeleton;
  spare: Buffer[];
  taken: Set<string>;
  /** What the workbook turned out to hold: one for each part. */
  written: (SkeletonSheet & { rows: number })[];
  rowsPerSheet: number;
  entry: EntryWriter | null;
  done: { rows: number; truncated: number };
  onProgress: (rows: number, bytes: number) => void;
}

/** @param rowsPerSheet rows of a sheet, its header among them; Excel's own limit but in tests */
export async function writeWorkbook(
  file: FileHandle,
  plan: EncodePlan,
  readers: readonly CopyReader[],
  onProgress: (rows: number, bytes: number) => void,
  rowsPerSheet = MAX_ROWS,
): Promise<Encoded> {
  for (const { columns } of plan.sheets) {
    if (columns.length > MAX_COLUMNS) {
      throw new SheetError('too_many_columns', 'A sheet cannot have so many columns.', { limit: MAX_COLUMNS });
    }
  }
  const taken = new Set<string>();
  const named = plan.sheets.map(({ name, columns }) => ({ name: nameSheet(name, taken), columns }));
  const skeleton = await buildSkeleton(named, plan.title);
  const room = await partsRoom(skeleton.parts, GROWTH_BYTES);
  const spare: Buffer[] = [];
  const zip = new ZipWriter(file, room, LEVEL, spare);
  const book: Book = {
    plan,
    zip,
    skeleton,
    spare,
    taken,
    written: [],
    rowsPerSheet,
    entry: null,
    done: { rows: 0, truncated: 0 },
    onProgress,
  };
  try {
    for (const [i, reader] of readers.entries()) await writeTable(book, i, named[i]!, reader);
    const final = book.written.length === named.length ? skeleton : await buildSkeleton(book.written, plan.title);
    if (!(await zip.writeParts(final.parts, room))) {
      throw new SheetError('too_many_rows', 'The rows need more sheets than a workbook can have.', {
        sheets: book.written.length,
      });
    }
    await zip.end();
  } finally {
    await book.entry?.settle();
    await zip.close();
  }
  onProgress(book.done.rows, zip.position);
  return {
    bytes: zip.position,
    rows: book.done.rows,
    truncated: book.done.truncated,
    sheets: book.written.map(({ name, rows }) => ({ name, rows })),
  };
}

/** All rows of one source, on as many sheets as they need. */
async function writeTable(
  book: Book,
  index: number,
  first: { name: string; columns: readonly ExportColumn[] },
  reader: CopyReader,
): Promise<void> {
  let rows = await readSample(reader);
  const widths = measureColumns(first.columns, rows);
  for (let number = 1; number === 1 || rows; number++) {
    const name = number === 1 ? first.name : nameSheet(book.plan.sheets[index]!.name, book.taken, number);
    const frame = book.skeleton.sheets[index]!;
    const part = { ...frame, part: `xl/worksheets/sheet${book.written.length + 1}.xml` };
    const encoder = new SheetEncoder(first.columns, book.skeleton.styles, book.spare, book.rowsPerSheet - 1);
    book.entry = book.zip.beginEntry(part.part);
    encoder.put(Buffer.from(completeFrame(part, widths, 1).before));
    if (first.columns.length > 0) encoder.putHeader(copyRow(first.columns.map(({ header }) => header)));
    rows = await writeRows(book, encoder, reader, rows);
    encoder.put(Buffer.from(completeFrame(part, widths, encoder.rows + 1).after));
    await book.entry.write(encoder.take());
    await book.entry.end();
    book.entry = null;
    book.done.rows += encoder.rows;
    book.done.truncated += encoder.truncated;
    book.written.push({ name, columns: first.columns, rows: encoder.rows });
  }
}

/** Enough first rows to measure columns by, even where every row comes in a chunk of its own; null when there are none. */
async function readSample(reader: CopyReader): Promise<Rows | null> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < SAMPLE_BYTES) {
    const rows = await reader.next();
    if (!rows) break;
    pieces.push(rows.bytes.subarray(rows.from, rows.end));
    bytes += rows.end - rows.from;
  }
  if (bytes === 0) return null;
  return { bytes: pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces), from: 0, end: bytes };
}

/** Rows until the source ends (null) or the sheet is full (the rows that are left). */
async function writeRows(
  book: Book,
  encoder: SheetEncoder,
  reader: CopyReader,
  rows: Rows | null,
): Promise<Rows | null> {
  while (rows) {
    rows.from = encoder.encode(rows.bytes, rows.from, rows.end);
    if (rows.from < rows.end) {
      if (encoder.rows === encoder.rowLimit) return rows;
      await book.entry!.write(encoder.take());
      continue;
    }
    book.onProgress(book.done.rows + encoder.rows, book.zip.position);
    rows = await reader.next();
  }
  return null;
}
