import { joinHeadings, lowestHeadings, nameColumns } from '@sheetport/contract/headings';
import { detectDialect } from './csv/dialect.ts';
import { detectFormat } from './detect/format.ts';
import { asSheetError, SheetError } from './errors.ts';
import { ColumnCounts } from './infer/column-profile.ts';
import { inferColumn } from './infer/column-type.ts';
import { guessHeader, type HeaderPlace } from './infer/header.ts';
import type { Layout } from './infer/layout.ts';
import { NonDataRows } from './infer/non-data-rows.ts';
import { ProfileSink } from './infer/profile-sink.ts';
import { type SampleRow, SampleSink } from './infer/sample-sink.ts';
import { isLegacy } from './legacy/legacy-format.ts';
import type {
  BookInfo,
  DecimalMark,
  Dialect,
  DialectChoice,
  Format,
  SheetColumn,
  SheetInfo,
  Warning,
} from './model.ts';
import { openSource, type Source } from './source.ts';
import type { Wait } from './threads/memory-budget.ts';
import { openPauses } from './threads/pause.ts';
import type { NumberDisplay } from './xlsx/number-display.ts';

/** `onWait` is only called by `inspectInThread`. */
export interface InspectOptions extends Wait {
  /** The name that the file came with; a hint where the bytes leave a choice. */
  name?: string;
  /** What the file is, where that was found out before. */
  format?: Format;
  /**
   * Called once, early, with what the first rows show, and with the previews where `preview` is given and they are at hand. Of a small file it is
   * told the result.
   */
  onSample?: (info: BookInfo, previews?: SheetPreview[]) => void;
  /** Rows of each of so many first sheets. Small files, and workbooks that are read whole (xls, xlsb, ods), have their previews told here. */
  preview?: { sheets: number; rows: number };
  /** Bytes of the packed source gone through, of how many, and rows seen. */
  onProgress?: (consumed: number, total: number, rows: number) => void;
  /** How a text file is written, as far as a person chose. */
  dialect?: DialectChoice;
  /** Where a `Pause` says so, the rows after the first ones are read later. Only `inspectInThread` takes it, and not for legacy formats. */
  pause?: Int32Array;
  /** Stop after the first look: the result is what the first rows show. */
  sampleOnly?: boolean;
  /** Header rows that are known, by sheet index (1-based rows; 0 for none), instead of guesses. */
  headerRows?: Record<number, number>;
  /** How many rows the headers take where their row is known, by sheet index; default 1. */
  headerCounts?: Record<number, number>;
}

const SAMPLE_ROWS = 1000;
/** The same for each sheet, where a workbook has many. */
const SAMPLE_ROWS_OF_MANY = 100;
const MANY_SHEETS = 20;
const SAMPLE_CHARACTERS = 200;
const PREVIEW_CHARACTERS = 1000;
/** A file of at most so many cells is counted from its first look: to read it again would take as long as that. */
const SMALL_CELLS = 20_000;

/** What the first look at a sheet found. */
interface Looked {
  index: number;
  name: string;
  hidden: boolean;
  rows: SampleRow[];
  headerRow: number;
  headerRows: number;
  header: SampleRow | undefined;
  /** The headings' place was known, and is no guess. */
  isSaid: boolean;
  layout: Layout;
  date1904: boolean;
  displays: readonly NumberDisplay[];
  /** The first rows are all that there are. */
  whole: boolean;
  /** They are kept with all that their cells hold. */
  uncut: boolean;
  estimate: number | null;
}

/**
 * Looks into a file: its format, sheets, header rows, column types, warnings. First from about 1,000 rows of each sheet (`onSample`), then
 * from all of them; the result has `complete` sheets with exact rows and profiles. Throws SheetError.
 */
export async function inspect(path: string, options: InspectOptions = {}): Promise<BookInfo> {
  try {
    const format = options.format ?? (await detectFormat(path, options.name));
    const dialect = format === 'csv' || format === 'tsv' ? await detectDialect(path, options.dialect) : undefined;
    const source = await openSource(path, format, dialect);
    try {
      const looked = await lookAtSheets(source, options);
      const isAll = options.sampleOnly !== true && isAllKept(looked);
      const sample = describe(
        format,
        dialect,
        looked.map((sheet) => keptInfo(sheet, dialect, isAll)),
      );
      if (options.sampleOnly) return sample;
      if (isAll) {
        options.onSample?.(sample, previewsOfKept(looked, options.preview));
        const rows = sample.sheets.reduce((sum, sheet) => sum + (sheet.rows ?? 0), 0);
        options.onProgress?.(source.total, source.total, rows);
        return sample;
      }
      options.onSample?.(sample, await previewsOfWhole(source, format, options.preview));
      return describe(format, dialect, await readSheets(source, looked, dialect, options));
    } finally {
      await source.close();
    }
  } catch (error) {
    throw asSheetError(error);
  }
}

/** One row of a preview: `cells[i]` is what a person sees in column i, null where it is blank. */
export interface PreviewRow {
  row: number;
  cells: (string | null)[];
  /** Days as their formats show them, where that is otherwise, by column: what they are called as headings. */
  headings?: Record<number, string> | undefined;
}

/** Which rows of which sheet a preview shows. */
export interface PreviewWhere {
  sheet: number;
  headerRow?: number;
  limit: number;
  format?: Format;
  dialect?: Dialect;
  name?: string;
}

/** Which sheets of a file previews show, and how many rows of each. */
export interface PreviewsWhere extends Pick<PreviewWhere, 'limit' | 'format' | 'dialect' | 'name'> {
  sheets: readonly number[];
}

/** The first rows of a sheet. */
export interface SheetPreview {
  index: number;
  rows: PreviewRow[];
}

/** Previews of several sheets of a file, which is opened once. Throws SheetError. */
export async function previewSheets(path: string, where: PreviewsWhere): Promise<SheetPreview[]> {
  return withSource(path, where, (source) => readPreviews(source, where.sheets, where.limit));
}

/**
 * The first `limit` rows that hold anything, from `headerRow` on where it is given, as a person sees them (texts cut at 1,000 characters).
 * Throws SheetError.
 */
export async function preview(path: string, where: PreviewWhere): Promise<{ rows: PreviewRow[] }> {
  return withSource(path, where, async (source) => ({
    rows: await readPreview(source, where.sheet, where.limit, where.headerRow ?? 1),
  }));
}

async function withSource<T>(
  path: string,
  where: Pick<PreviewWhere, 'format' | 'dialect' | 'name'>,
  read: (source: Source) => Promise<T>,
): Promise<T> {
  try {
    const format = where.format ?? (await detectFormat(path, where.name));
    const source = await openSource(path, format, where.dialect);
    try {
      return await read(source);
    } finally {
      await source.close();
    }
  } catch (error) {
    throw asSheetError(error);
  }
}

/** Previews of a workbook that is read whole: to read it again for them would take as long as all else. */
async function previewsOfWhole(
  source: Source,
  format: Format,
  preview: InspectOptions['preview'],
): Promise<SheetPreview[] | undefined> {
  if (preview === undefined || !isLegacy(format)) return undefined;
  const indexes = source.sheets.slice(0, preview.sheets).map(({ index }) => index);
  return readPreviews(source, indexes, preview.rows);
}

/** Whether the first look at a small file has kept all of it. */
function isAllKept(looked: readonly Looked[]): boolean {
  let cells = 0;
  for (const { rows } of looked) for (const row of rows) cells += row.cells.length;
  return cells <= SMALL_CELLS && looked.every(({ whole, uncut }) => whole && uncut);
}

function previewsOfKept(looked: readonly Looked[], preview: InspectOptions['preview']): SheetPreview[] | undefined {
  return (
    preview &&
    looked
      .slice(0, preview.sheets)
      .map(({ index, rows }) => ({ index, rows: rows.slice(0, preview.rows).map(previewRow) }))
  );
}

async function readPreviews(source: Source, sheets: readonly number[], limit: number): Promise<SheetPreview[]> {
  const previews: SheetPreview[] = [];
  for (const index of sheets) previews.push({ index, rows: await readPreview(source, index, limit, 1) });
  return previews;
}

async function readPreview(source: Source, sheet: number, limit: number, firstRow: number): Promise<PreviewRow[]> {
  const sink = new SampleSink(limit, PREVIEW_CHARACTERS, firstRow);
  if (limit > 0) await source.scan(sheet, sink, () => {});
  return sink.rows.map(previewRow);
}

function previewRow({ row, cells }: SampleRow): PreviewRow {
  const shown = new Array<string | null>((cells.at(-1)?.column ?? -1) + 1).fill(null);
  const headings: Record<number, string> = {};
  for (const { column, text, heading } of cells) {
    shown[column] = text;
    if (heading !== undefined) headings[column] = heading;
  }
  return Object.keys(headings).length > 0 ? { row, cells: shown, headings } : { row, cells: shown };
}

function describe(format: Format, dialect: Dialect | undefined, sheets: SheetInfo[]): BookInfo {
  return dialect === undefined ? { format, sheets } : { format, sheets, dialect };
}

async function lookAtSheets(source: Source, { signal, headerRows, headerCounts }: InspectOptions): Promise<Looked[]> {
  const looked: Looked[] = [];
  const most = source.sheets.length > MANY_SHEETS ? SAMPLE_ROWS_OF_MANY : SAMPLE_ROWS;
  for (const { index, name, hidden } of source.sheets) {
    const sink = new SampleSink(most, SAMPLE_CHARACTERS);
    const scanned = await source.scan(index, sink, () => throwIfAborted(signal));
    const known = headerRows?.[index];
    const isSaid = known !== undefined;
    const place = isSaid
      ? { row: known, rows: Math.min(headerCounts?.[index] ?? 1, known || 1) }
      : guessHeader(sink.rows, sink.layout.merges);
    const headerRow = place.row;
    const below = sink.rows.filter((row) => row.row > headerRow).length;
    const estimate = scanned.complete
      ? below
      : scanned.bytes > 0
        ? Math.round((sink.rows.length * scanned.of) / scanned.bytes)
        : null;
    const { rows, date1904, displays, layout } = sink;
    looked.push({
      index,
      name,
      hidden,
      rows,
      ...headed(rows, place, layout),
      isSaid,
      layout,
      date1904,
      displays,
      whole: scanned.complete,
      uncut: !sink.isCut,
      estimate,
    });
  }
  return looked;
}

function headed(rows: readonly SampleRow[], { row: headerRow, rows: headerRows }: HeaderPlace, { merges }: Layout) {
  const header = joinHeadings(
    rows.filter(({ row }) => row <= headerRow && row > headerRow - headerRows).map(asHeadings),
    merges,
  );
  return { headerRow, headerRows, header };
}

/** A row with its days as their formats show them. */
function asHeadings(row: SampleRow): SampleRow {
  return { ...row, cells: row.cells.map((cell) => ({ ...cell, text: cell.heading ?? cell.text })) };
}

/** A sheet as its first rows show it; `isAll` where they are all of it, with nothing cut. */
function keptInfo(sheet: Looked, dialect: Dialect | undefined, isAll: boolean): SheetInfo {
  const nonDataRows = asidesOf(sheet);
  const sink = profileSink(sheet, isAll, nonDataRows, sheet.layout);
  sink.date1904 = sheet.date1904;
  sink.displays = sheet.displays;
  sink.lasting = true;
  for (const { row, cells, hidden } of sheet.rows) {
    if (hidden) sink.hideRow();
    for (const { column, kind, bytes, shared } of cells) sink.cell(column, kind, bytes, 0, bytes.length, shared ?? -1);
    sink.row(row);
  }
  sink.end(sheet.whole);
  return sheetInfo(sheet, sink, nonDataRows, isAll ? sink.rows : sheet.estimate, dialect, isAll);
}

function profileSink(
  { headerRow, header }: Looked,
  complete: boolean,
  nonDataRows: NonDataRows,
  layout?: Layout,
): ProfileSink {
  const headings = new Map(header?.cells.map(({ column, text }) => [column, text]));
  return new ProfileSink(headerRow, Number.POSITIVE_INFINITY, complete, nonDataRows, layout, headings);
}

function asidesOf({ rows, header, headerRow }: Looked): NonDataRows {
  return new NonDataRows(header, headerRow, rows);
}

async function readSheets(
  source: Source,
  looked: readonly Looked[],
  dialect: Dialect | undefined,
  options: InspectOptions,
): Promise<SheetInfo[]> {
  const sheets: SheetInfo[] = [];
  const waitWhilePaused = openPauses(options.pause);
  let rowsBefore = 0;
  let bytesBefore = 0;
  for (const first of looked) {
    let sheet = first;
    const read = async () => {
      const nonDataRows = asidesOf(sheet);
      const sink = profileSink(sheet, true, nonDataRows);
      await source.scan(sheet.index, sink, (consumed) => {
        throwIfAborted(options.signal);
        waitWhilePaused();
        options.onProgress?.(Math.min(bytesBefore + consumed, source.total), source.total, rowsBefore + sink.rows);
        return nextTurn();
      });
      sink.end(true);
      return { sink, nonDataRows };
    };
    let { sink, nonDataRows } = await read();
    // In an xlsx merged cells stand behind all rows. Rarely they show that the headings are elsewhere, and more rows or fewer are data.
    if (!first.whole && !first.isSaid && sink.layout.merges.length > 0) {
      sheet = { ...first, ...headed(first.rows, guessHeader(first.rows, sink.layout.merges), sink.layout) };
      if (sheet.headerRow !== first.headerRow) ({ sink, nonDataRows } = await read());
    }
    rowsBefore += sink.rows;
    bytesBefore += source.bytesOf(sheet.index);
    sheets.push(sheetInfo(sheet, sink, nonDataRows, sink.rows, dialect, true));
  }
  options.onProgress?.(source.total, source.total, rowsBefore);
  return sheets;
}

function sheetInfo(
  sheet: Looked,
  { columns: counted, rows: seen, hiddenRows, layout, fingerprint }: ProfileSink,
  { found: nonDataRows }: NonDataRows,
  rows: number | null,
  dialect: Dialect | undefined,
  complete: boolean,
): SheetInfo {
  const used = new Set(sheet.header?.cells.map((cell) => cell.column));
  counted.forEach((counts, column) => {
    if (counts !== undefined && counts.filled > 0) used.add(column);
  });
  const indexes = [...used].sort((a, b) => a - b);
  const names = nameColumns(indexes, sheet.header);
  const last = sheet.headerRows > 1 ? sheet.rows.find(({ row }) => row === sheet.headerRow) : undefined;
  const lowest = last && lowestHeadings(asHeadings(last));
  const provenMark = findProvenMark(counted);
  const columns = indexes.map((index): SheetColumn => {
    const counts = counted[index] ?? new ColumnCounts(false);
    const { header, empty, repeated } = names.get(index)!;
    counts.heldAsText = layout.heldTexts.get(index) ?? 0;
    const blanks = seen - nonDataRows.length - counts.filled;
    const { type, warnings, ...text } = inferColumn(counts, {
      dialect,
      heading: empty ? '' : header,
      blanks,
      provenMark,
    });
    const all: Warning[] = [...warnings];
    if (sheet.header !== undefined && empty) all.push({ code: 'empty_header', count: 1, row: sheet.headerRow });
    if (repeated) all.push({ code: 'repeated_header', count: 1, row: sheet.headerRow, sample: header });
    const column: SheetColumn = {
      index,
      ...(layout.hides(index) && { hidden: true }),
      header,
      ...leafHeaderOf(lowest?.get(index), header),
      type,
      samples: counts.samples,
      blanks,
      warnings: all,
      ...text,
    };
    if (complete) column.profile = counts.profile(type);
    return column;
  });
  const warnings = layout.warnings(sheet.headerRow);
  const rowsFingerprint = complete ? fingerprint.toText() : undefined;
  return {
    index: sheet.index,
    name: sheet.name,
    hidden: sheet.hidden,
    rows,
    headerRow: sheet.headerRow,
    headerRows: sheet.headerRows,
    columns,
    nonDataRows,
    ...(warnings.length > 0 && { warnings }),
    ...(hiddenRows > 0 && { hiddenRows }),
    ...(layout.merges.length > 0 && { merges: layout.merges }),
    ...(rowsFingerprint !== undefined && { rowsFingerprint }),
    complete,
  };
}

/** The decimal mark that some number of the sheet shows without doubt, where no other shows the other one. */
function findProvenMark(counted: ProfileSink['columns']): DecimalMark | undefined {
  const shown = (mark: DecimalMark) => counted.some((counts) => counts?.notes.ways.has(mark));
  return shown('.') === shown(',') ? undefined : shown('.') ? '.' : ',';
}

function leafHeaderOf(text: string | undefined, header: string): { leafHeader?: string } {
  return text === undefined || text === header ? {} : { leafHeader: text };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new SheetError('aborted', 'Reading was stopped.');
}

/** Lets the event loop run, so that whoever shares this thread is heard. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
