/**
 * Sheets and cells of a legacy workbook, to a RowSink. The library that parses them may hang or fill memory, so whoever reads files of
 * other people calls this in a process of its own: reading-process.ts.
 */
import { asSheetError, SheetError } from '../errors.ts';
import type { Dialect } from '../model.ts';
import type { RowSink } from '../row-sink.ts';
import { replay } from './cell-batch.ts';
import type { LegacyFormat } from './legacy-format.ts';
import { LegacyFormats } from './legacy-formats.ts';
import { type LegacyWorkbook, readLegacyWorkbook } from './open-legacy.ts';
import { encodeSheet } from './sheet-cells.ts';

type Report = (consumed: number, total: number) => void | Promise<void>;

/** Parsing takes most of the time, in one go; what is reported when it is over, as a share of the file. */
const PARSED_SHARE = 0.7;

/** A parsed legacy workbook: its sheets in order, chart sheets among them. */
export interface LegacySource {
  readonly sheets: readonly { index: number; name: string; hidden: boolean }[];
  /** The file's size. */
  readonly bytes: number;
  /** As `scanLegacy`, for a sheet of this workbook. One at a time. */
  scan(sheet: number, sink: RowSink, report: Report): Promise<void>;
  /** Lets go of the workbook. */
  close(): Promise<void>;
}

/**
 * Parses a workbook once, for whoever looks at several of its sheets. It holds this thread for as long as that takes.
 *
 * @param only the one sheet that will be scanned, where that is known
 * @throws SheetError as `readLegacyWorkbook`
 */
export async function openLegacy(path: string, format: LegacyFormat, only?: number): Promise<LegacySource> {
  let workbook: LegacyWorkbook | null = await readLegacyWorkbook(path, format, only);
  const { book, bytes } = workbook;
  const formats = new LegacyFormats();
  const sheets = book.SheetNames.map((name, index) => ({
    index,
    name,
    hidden: (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0,
  }));
  return {
    sheets,
    bytes,
    async scan(sheet, sink, report) {
      workbook ??= await readLegacyWorkbook(path, format, only);
      if (workbook.book.SheetNames[sheet] === undefined)
        throw new SheetError('no_such_sheet', 'The workbook has no such sheet.', { sheet });
      await scanSheet(workbook, formats, sheet, sink, report).catch((error: unknown) => {
        throw asSheetError(error);
      });
    },
    async close() {
      workbook = null;
    },
  };
}

async function scanSheet(
  { book, bytes, columnFormats }: LegacyWorkbook,
  formats: LegacyFormats,
  sheet: number,
  sink: RowSink,
  report: Report,
): Promise<void> {
  sink.date1904 = book.Workbook?.WBProps?.date1904 === true;
  sink.displays = formats.displays;
  sink.lasting = true; // a batch stays as it is until all its rows are through
  let done = Math.floor(bytes * PARSED_SHARE);
  await report(done, bytes);
  for (const batch of encodeSheet(book, sheet, formats, columnFormats)) {
    if (!(await replay(batch.bytes, sink, () => report(done, bytes)))) return;
    done = Math.floor(bytes * (PARSED_SHARE + (1 - PARSED_SHARE) * batch.share));
    await report(done, bytes);
  }
}

/** Names of the sheets of a workbook, and which are hidden. Throws as `openLegacy`. */
export async function listLegacySheets(
  path: string,
  format: LegacyFormat,
): Promise<{ index: number; name: string; hidden: boolean }[]> {
  const source = await openLegacy(path, format);
  await source.close();
  return [...source.sheets];
}

/**
 * Reads one sheet of an xls, xlsb or ods as the other scanners do: same kinds, rows from 1, columns from 0, `sink.date1904` set before
 * the first cell. Chart sheets have no rows.
 *
 * @param where `sheet` is the index among all sheets of the workbook
 * @param report awaited; bytes of the file that the work done so far stands for
 * @throws SheetError 'no_such_sheet', and as `openLegacy`
 */
export async function scanLegacy(
  path: string,
  where: { sheet: number; format: LegacyFormat; dialect?: Dialect },
  sink: RowSink,
  report: Report,
): Promise<void> {
  const source = await openLegacy(path, where.format, where.sheet);
  try {
    await source.scan(where.sheet, sink, report);
  } finally {
    await source.close();
  }
}
