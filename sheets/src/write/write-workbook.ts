/** Exports as xlsx: the small parts in front, then one part per sheet, streamed. ECMA-376 parts 1 and 2. */
import type { FileHandle } from 'node:fs/promises';
import { columnLetters } from '@sheetport/contract/headings';
import { SheetError } from '../errors.ts';
import { MAX_ROWS } from '../limits.ts';
import type { EncodePlan, ExportColumn, SheetOptions, SheetPlan } from '../model.ts';
import { planTotals, Tally, writeTotalsRow } from './column-totals.ts';
import { measureColumns } from './column-widths.ts';
import type { CopyReader, Rows } from './copy-reader.ts';
import { addCoverStyles, type CoverStyles, writeCover } from './cover-sheet.ts';
import type { Encoded } from './encoded.ts';
import { writeHighlights } from './highlights.ts';
import { readSample } from './read-sample.ts';
import { refuseWideSheets } from './refuse-wide-sheets.ts';
import { copyRow } from './row-encoder.ts';
import { nameSheet } from './sheet-names.ts';
import { addSheetStyles, type SheetStyles } from './sheet-styles.ts';
import { type RowShape, SheetEncoder } from './sheet-xml.ts';
import { Stylesheet } from './stylesheet.ts';
import { nameTable, structuredReference, tableHeaders, writeTablePart } from './table-part.ts';
import {
  buildParts,
  type Part,
  sheetPart,
  tablePart,
  tableRelationships,
  type WrittenSheet,
} from './workbook-parts.ts';
import { frameAfter, frameBefore } from './worksheet-frame.ts';
import { type EntryWriter, partsRoom, ZipWriter } from './zip-writer.ts';

/** Room for the parts in front to grow when rows continue on further sheets: enough for about 80 of them. */
const GROWTH_BYTES = 8 * 1024;
/** Rows are counted behind what stands in front: so many digits for each sheet. */
const GROWTH_PER_SHEET = 48;

/** A sheet of the plan, made ready. */
interface ReadySheet {
  name: string;
  plan: SheetPlan;
  options: SheetOptions;
  headers: string[];
  styles: SheetStyles;
}

interface Book {
  plan: EncodePlan;
  zip: ZipWriter;
  stylesheet: Stylesheet;
  spare: Buffer[];
  /** Names in use, in lower case. */
  sheetNames: Set<string>;
  tableNames: Set<string>;
  /** What the workbook turned out to hold: one for each part. */
  written: WrittenSheet[];
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
  refuseWideSheets(plan);
  const sheetNames = new Set<string>();
  const stylesheet = new Stylesheet();
  const coverName = plan.cover && nameSheet(plan.cover.name, sheetNames);
  const coverStyles = plan.cover && addCoverStyles(stylesheet);
  const ready = plan.sheets.map((sheet) => readySheet(sheet, sheetNames, stylesheet));
  const now = new Date();
  const buildFront = (sheets: readonly WrittenSheet[]): Part[] =>
    buildParts({
      sheets,
      stylesheet: stylesheet.write(),
      title: plan.title,
      now,
      cover: plan.cover ? { name: coverName!, part: writeCover(plan.cover, sheets, coverStyles as CoverStyles) } : null,
    });
  let tables = 0;
  const expected = ready.map(({ name, plan: { columns }, options }) => ({
    name,
    rows: 0,
    columns: columns.length,
    options,
    table: isTable(options, columns.length) ? ++tables : null,
  }));
  const room = await partsRoom(buildFront(expected), GROWTH_BYTES + ready.length * GROWTH_PER_SHEET);
  const spare: Buffer[] = [];
  const zip = new ZipWriter(file, room, spare);
  const book: Book = {
    plan,
    zip,
    stylesheet,
    spare,
    sheetNames,
    tableNames: new Set(),
    written: [],
    rowsPerSheet,
    entry: null,
    done: { rows: 0, truncated: 0 },
    onProgress,
  };
  try {
    for (const [i, reader] of readers.entries()) await writeTable(book, ready[i]!, reader);
    if (!(await zip.writeParts(buildFront(book.written), room))) {
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

const isTable = ({ range }: SheetOptions, columns: number): boolean => range === 'table' && columns > 0;

function readySheet(plan: SheetPlan, sheetNames: Set<string>, stylesheet: Stylesheet): ReadySheet {
  const { columns, options = {} } = plan;
  const styles = addSheetStyles(stylesheet, plan);
  // What rules add to cells is in the stylesheet from the begin: there is room for it in front of the rows.
  writeHighlights(options.highlights ?? [], 0, stylesheet);
  const headers = options.range === 'table' ? tableHeaders(columns) : columns.map(({ header }) => header);
  return { name: nameSheet(plan.name, sheetNames), plan, options, headers, styles };
}

/** All rows of one source, on as many sheets as they need. */
async function writeTable(book: Book, ready: ReadySheet, reader: CopyReader): Promise<void> {
  const { plan, options, headers, styles } = ready;
  const { columns } = plan;
  let rows = await readSample(reader);
  const widths = measureColumns(columns, rows);
  const headerStyles = { text: styles.header, quoted: styles.quotedHeader };
  const hasTotals = columns.some(({ total }) => total !== undefined);
  for (let number = 1; number === 1 || rows; number++) {
    const place = book.written.length + (book.plan.cover ? 1 : 0);
    const name = number === 1 ? ready.name : nameSheet(plan.name, book.sheetNames, number);
    const tallies = columns.map(({ total }) => (total === undefined ? null : new Tally()));
    const limit = book.rowsPerSheet - 1 - (hasTotals ? 1 : 0);
    const encoder = new SheetEncoder(shapeRows(columns, styles, tallies), headerStyles, book.spare, limit);
    const table = isTable(options, columns.length)
      ? {
          id: book.written.reduce((last, { table }) => Math.max(last, table ?? 0), 0) + 1,
          name: nameTable(name, book.tableNames),
        }
      : null;
    book.entry = book.zip.beginEntry(sheetPart(place));
    encoder.put(Buffer.from(frameBefore(options, widths, place === 0)));
    if (columns.length > 0) encoder.putHeader(copyRow(headers));
    rows = await writeRows(book, encoder, reader, rows);
    const totals = planTotals(columns, tallies);
    const label = options.totalLabel ?? 'Total';
    if (totals) {
      // A table has a row of data at least, be it empty.
      const last = Math.max(encoder.rows, table ? 1 : 0) + 1;
      const referTo = (column: number) => {
        const letters = columnLetters(column);
        return (
          (table && structuredReference(table.name, headers[column]!)) ?? `${letters}2:${letters}${Math.max(2, last)}`
        );
      };
      encoder.put(Buffer.from(writeTotalsRow(totals, tallies, Math.max(2, last) + 1, styles, label, referTo)));
    }
    const highlights = writeHighlights(options.highlights ?? [], encoder.rows, book.stylesheet);
    const end = { columns: columns.length, rows: encoder.rows, highlights, tableId: table ? 'rId1' : null };
    encoder.put(Buffer.from(frameAfter(options, end)));
    await book.entry.write(encoder.take());
    await book.entry.end();
    book.entry = null;
    if (table) {
      await writePart(book, `xl/worksheets/_rels/sheet${place + 1}.xml.rels`, tableRelationships(table.id));
      await writePart(
        book,
        tablePart(table.id),
        writeTablePart({ ...table, headers, rows: encoder.rows, totals, label }),
      );
    }
    book.done.rows += encoder.rows;
    book.done.truncated += encoder.truncated;
    book.written.push({ name, rows: encoder.rows, columns: columns.length, options, table: table?.id ?? null });
  }
}

function shapeRows(
  columns: readonly ExportColumn[],
  styles: SheetStyles,
  tallies: readonly (Tally | null)[],
): RowShape {
  const cells = columns.map(({ type }, i) => ({
    type,
    letters: columnLetters(i),
    value: styles.values[i]!,
    text: styles.text,
    quoted: styles.quotedText,
    tally: tallies[i]!,
  }));
  return { cells, attributes: '', start: 0 };
}

/** A small part behind the rows. */
async function writePart(book: Book, name: string, text: string): Promise<void> {
  book.entry = book.zip.beginEntry(name);
  await book.entry.write(Buffer.from(text));
  await book.entry.end();
  book.entry = null;
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
