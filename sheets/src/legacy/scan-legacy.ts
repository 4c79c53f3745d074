/** Sheets and cells of a legacy workbook, to a RowSink. */
import type { CellObject } from '@e965/xlsx';
import { SheetError } from '../errors.ts';
import type { Dialect } from '../model.ts';
import { Kind, type RowSink } from '../row-sink.ts';
import { classifyFormat, type FormatKind } from '../xlsx/number-format.ts';
import { type LegacyFormat, type LegacyWorkbook, readLegacyWorkbook } from './open-legacy.ts';

type Report = (consumed: number, total: number) => void | Promise<void>;

/** Rows between two reports: a few milliseconds. */
const REPORT_ROWS = 2_000;
/** Parsing takes most of the time, in one go; what is reported when it is over, as a share of the file. */
const PARSED_SHARE = 0.7;

/** Error cells by number, [MS-XLS] 2.5.10. */
const ERRORS: Readonly<Record<number, string>> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
  43: '#GETTING_DATA',
};

/** A legacy workbook in memory: its sheets in order, chart sheets among them. There is nothing to close. */
export interface LegacySource {
  readonly sheets: readonly { index: number; name: string; hidden: boolean }[];
  /** The file's size. */
  readonly bytes: number;
  /** As `scanLegacy`, for a sheet of this workbook. */
  scan(sheet: number, sink: RowSink, report: Report): Promise<void>;
}

/**
 * Parses a workbook once, for whoever looks at several of its sheets.
 * @throws SheetError 'file_too_large_for_format', 'encrypted', 'damaged_file', those of the zip reader, 'cannot_read'
 */
export async function openLegacy(path: string, format: LegacyFormat): Promise<LegacySource> {
  const workbook = await readLegacyWorkbook(path, format);
  const { book, bytes } = workbook;
  return {
    sheets: book.SheetNames.map((name, index) => ({
      index,
      name,
      hidden: (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0,
    })),
    bytes,
    scan: (sheet, sink, report) => scanWorkbook(workbook, sheet, sink, report),
  };
}

/** Names of the sheets of a workbook, and which are hidden. Throws as `openLegacy`. */
export async function listLegacySheets(
  path: string,
  format: LegacyFormat,
): Promise<{ index: number; name: string; hidden: boolean }[]> {
  return [...(await openLegacy(path, format)).sheets];
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
  await scanWorkbook(await readLegacyWorkbook(path, where.format, where.sheet), where.sheet, sink, report);
}

async function scanWorkbook(
  { book, bytes }: LegacyWorkbook,
  sheet: number,
  sink: RowSink,
  report: Report,
): Promise<void> {
  const name = book.SheetNames[sheet];
  if (name === undefined) throw new SheetError('no_such_sheet', 'The workbook has no such sheet.', { sheet });
  sink.date1904 = book.Workbook?.WBProps?.date1904 === true;
  await report(Math.floor(bytes * PARSED_SHARE), bytes);
  const rows = (book.Sheets[name] as { '!data'?: (CellObject | undefined)[][] } | undefined)?.['!data'] ?? [];
  const encoder = new CellEncoder(sink);
  for (let row = 0; row < rows.length; row++) {
    const cells = rows[row];
    if (cells) {
      for (const [column, cell] of cells.entries()) if (cell) encoder.add(column, cell);
      if (!sink.row(row + 1)) return;
    }
    if (row % REPORT_ROWS === 0 || sink.full === true) {
      await report(Math.floor(bytes * (PARSED_SHARE + ((1 - PARSED_SHARE) * row) / rows.length)), bytes);
    }
  }
  await report(bytes, bytes);
}

/** Turns SheetJS's cells into bytes. Owns the buffer they are in, and what is known of number formats. */
class CellEncoder {
  readonly #sink: RowSink;
  readonly #formats = new Map<string, FormatKind>();
  #buffer = Buffer.allocUnsafe(64 * 1024);

  constructor(sink: RowSink) {
    this.#sink = sink;
  }

  add(column: number, cell: CellObject): void {
    if (cell.t === 'n') this.#write(column, this.#kindOf(cell.z), String(cell.v));
    else if (cell.t === 's') this.#write(column, Kind.text, String(cell.v ?? ''));
    else if (cell.t === 'b') this.#write(column, Kind.boolean, cell.v ? '1' : '0');
    else if (cell.t === 'e') this.#write(column, Kind.error, ERRORS[Number(cell.v)] ?? '#VALUE!');
  }

  #kindOf(format: string | number | undefined): FormatKind {
    const code = String(format ?? 'General');
    let kind = this.#formats.get(code);
    if (kind === undefined) {
      kind = classifyFormat(code);
      this.#formats.set(code, kind);
    }
    return kind;
  }

  #write(column: number, kind: Kind, text: string): void {
    if (text === '') return;
    if (text.length * 3 > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(text.length * 3);
    this.#sink.cell(column, kind, this.#buffer, 0, this.#buffer.write(text, 0, 'utf8'), -1);
  }
}
