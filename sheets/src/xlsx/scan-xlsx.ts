import { asSheetError, SheetError } from '../errors.ts';
import type { Dialect } from '../model.ts';
import type { RowSink } from '../row-sink.ts';
import { toUtf8 } from '../xml/encoding.ts';
import { refuseGrowth } from '../zip/central-directory.ts';
import { readEntry } from '../zip/entry-stream.ts';
import { MergedCells } from './merged-cells.ts';
import { openSharedStrings, type SharedStrings } from './shared-strings.ts';
import { Scan, SheetScanner } from './sheet-scanner.ts';
import { openWorkbook, type Workbook } from './workbook.ts';

/** Says how far a scanner is, in packed bytes; awaited, so it may hold the scanner back, and may throw to stop it. */
export type Report = (consumed: number, total: number) => void | Promise<void>;

/**
 * Scans one sheet of an xlsx file, calling `sink` for every non-empty cell and every row. `report` is awaited at least once for every
 * MiB of unpacked sheet. Throws SheetError.
 */
export async function scanXlsx(
  path: string,
  where: { sheet: number; dialect?: Dialect },
  sink: RowSink,
  report: Report,
): Promise<void> {
  try {
    const book = await openWorkbook(path);
    try {
      await scanSheet(book, where.sheet, sink, report);
    } finally {
      await book.close();
    }
  } catch (error) {
    throw asSheetError(error);
  }
}

/** How much of a sheet's XML was gone through, in unpacked bytes. */
export interface Scanned {
  complete: boolean;
  bytes: number;
  of: number;
}

/**
 * Scans one sheet of an open workbook; see `scanXlsx`. With `strings`, several sheets of one workbook share what was read of them; they
 * stay open.
 */
export async function scanSheet(
  book: Workbook,
  index: number,
  sink: RowSink,
  report: Report,
  strings?: SharedStrings,
): Promise<Scanned> {
  const sheet = book.sheets[index];
  if (sheet === undefined || sheet.entry === null) {
    throw new SheetError('no_such_sheet', 'The workbook has no such worksheet.', { sheet: index });
  }
  sink.date1904 = book.date1904;
  const styles = await book.cellStyles();
  sink.displays = styles.displays;
  // Shared strings that several sheets use are not in the memory of one sheet's fast path.
  const fastPath = (strings === undefined && sink.openFastPath?.(book.sharedStrings?.size ?? 0)) || null;
  fastPath?.begin(styles.fastKinds, book.date1904);
  const texts = strings ?? openSharedStrings(book, fastPath);
  const scanner = new SheetScanner(sink, styles, texts, fastPath);
  const stream = readEntry(book.zip, sheet.entry);
  const total = sheet.entry.packedSize + (book.sharedStrings?.packedSize ?? 0);
  const tell = (): void | Promise<void> => report(stream.consumed + texts.consumed, total);
  const merged = sink.merge === undefined ? null : new MergedCells(sink);
  let done = false;
  try {
    for await (const chunk of toUtf8(stream)) {
      // What follows sheetData is counted and checked, so that a cut or altered file is noticed, and looked through for merged cells.
      if (done) merged?.push(chunk);
      else {
        scanner.push(chunk);
        for (let status = scanner.scan(); ; status = scanner.scan()) {
          refuseGrowth(scanner.spelt, total);
          if (status === Scan.stopped) return { complete: false, bytes: scanner.scanned, of: sheet.entry.size };
          if (status === Scan.needsStrings) await texts.readTo(scanner.wanted, tell);
          else if (status === Scan.paused) await tell();
          else {
            done = status === Scan.done;
            if (done) merged?.push(scanner.behind);
            break;
          }
        }
      }
      await tell();
    }
    scanner.end();
    await report(total, total);
    return { complete: true, bytes: sheet.entry.size, of: sheet.entry.size };
  } finally {
    if (strings === undefined) await texts.close();
  }
}
