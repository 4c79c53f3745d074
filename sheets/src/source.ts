import { stat } from 'node:fs/promises';
import { ForwardingSink } from './forwarding-sink.ts';
import type { LegacyFormat } from './legacy/legacy-format.ts';
import type { Dialect, Format } from './model.ts';
import type { RowSink } from './row-sink.ts';
import { scannerOf } from './scan.ts';
import { type Report, type Scanned, scanSheet } from './xlsx/scan-xlsx.ts';
import { openStringsAsNeeded } from './xlsx/shared-strings.ts';
import { openWorkbook } from './xlsx/workbook.ts';

/** A file opened to be looked at more than once, whatever its format. */
export interface Source {
  readonly sheets: readonly { index: number; name: string; hidden: boolean }[];
  /** Packed bytes of all sheets. */
  readonly total: number;
  bytesOf(sheet: number): number;
  scan(sheet: number, sink: RowSink, report: Report): Promise<Scanned>;
  close(): Promise<void>;
}

/** Opens a file of a known format. Throws SheetError. */
export async function openSource(path: string, format: Format, dialect?: Dialect): Promise<Source> {
  if (format === 'xlsx') return openXlsx(path);
  if (format === 'csv' || format === 'tsv') return openDelimited(path, format, dialect);
  return openLegacyWorkbook(path, format);
}

async function openXlsx(path: string): Promise<Source> {
  const book = await openWorkbook(path);
  // Shared strings are read once for all sheets and both looks.
  const strings = openStringsAsNeeded(book);
  const sheets = book.sheets.filter((sheet) => sheet.entry !== null);
  const bytesOf = (index: number): number => book.sheets[index]?.entry?.packedSize ?? 0;
  return {
    sheets,
    total: sheets.reduce((sum, sheet) => sum + bytesOf(sheet.index), 0) + (book.sharedStrings?.packedSize ?? 0),
    bytesOf,
    scan: (sheet, sink, report) => scanSheet(book, sheet, sink, report, strings),
    close: async () => {
      await strings.close();
      await book.close();
    },
  };
}

async function openDelimited(path: string, format: Format, dialect: Dialect | undefined): Promise<Source> {
  const { size } = await stat(path);
  const scan = await scannerOf(format);
  return {
    sheets: [{ index: 0, name: 'Sheet1', hidden: false }],
    total: size,
    bytesOf: () => size,
    scan: (sheet, sink, report) =>
      watch(sink, report, size, (watched, told) =>
        scan(path, dialect === undefined ? { sheet } : { sheet, dialect }, watched, told),
      ),
    close: async () => {},
  };
}

/** Legacy workbooks are parsed whole, so once for all sheets and both looks. */
async function openLegacyWorkbook(path: string, format: LegacyFormat): Promise<Source> {
  const { openLegacy } = await import('./legacy/scan-legacy.ts');
  const book = await openLegacy(path, format);
  const share = Math.ceil(book.bytes / Math.max(book.sheets.length, 1));
  return {
    sheets: book.sheets,
    total: share * book.sheets.length,
    bytesOf: () => share,
    scan: (sheet, sink, report) =>
      watch(
        sink,
        (consumed) => report(Math.floor(consumed / Math.max(book.sheets.length, 1)), share),
        book.bytes,
        (watched, told) => book.scan(sheet, watched, told),
      ),
    close: () => book.close(),
  };
}

/** Runs a scanner, and notes how far it came. */
async function watch(
  sink: RowSink,
  report: Report,
  of: number,
  run: (sink: RowSink, report: Report) => Promise<void>,
): Promise<Scanned> {
  const watched = new WatchedSink(sink);
  let bytes = 0;
  await run(watched, (consumed, total) => {
    bytes = consumed;
    return report(consumed, total);
  });
  return { complete: !watched.stopped, bytes, of };
}

/** Hands everything on, and knows whether the sink had seen enough. */
class WatchedSink extends ForwardingSink {
  stopped = false;

  override row(row: number): boolean {
    const on = this.sink.row(row);
    if (!on) this.stopped = true;
    return on;
  }
}
