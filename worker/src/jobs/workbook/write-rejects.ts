import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { layOutRejects, type Reject } from '@sheetport/contract';
import { type StoredReject, viewReject } from '@sheetport/core';
import type ExcelJS from 'exceljs';
import { keepTexts, streamPrefixes } from './formula-like-text.ts';

/** Rows of a sheet below its header (Excel's 1,048,576 rows; ECMA-376 part 1, §18.3.1.73). */
const MAX_ROWS = 1_048_575;
/** Notes are held in memory until their sheet ends, and a sheet with many opens slowly; the column of reasons has them all. */
const MAX_NOTED_ROWS = 2000;
/** What may wait for a slow reader before more rows are asked for. */
const MAX_WAITING_BYTES = 1024 * 1024;
const LOOK_AGAIN_MS = 20;

const WIDTHS = { row: 11, least: 10, most: 40, reason: 60 } as const;
const BAD_FILL = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFFC7CE' } } as const;
const HEAD_FILL = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFF2F2F2' } } as const;

export interface RejectsPlan {
  /** The id of the first import. */
  first: string;
  /** Whether corrections of it can be imported. */
  isCorrectable: boolean;
  /** The sheet's headings in their order. */
  columns: string[];
  /** Pages of rows in their order. */
  pages: AsyncIterable<StoredReject[]>;
  /** Whether the tables that values are missing in are not named. */
  hidesReferences: boolean;
  /** Rows of one sheet; what is more goes into further ones. Default: as many as a sheet holds. */
  sheetRows?: number;
}

/**
 * Write rejected rows as a workbook to correct: the sheet's own columns with the bad cells marked, the row's number
 * before them and the reasons behind; and hidden at the end, the mark by which it is recognised when it is uploaded.
 * Pages are taken only as fast as `out` is read, so that a million rows need no more memory than a thousand.
 */
export async function writeRejectsWorkbook(out: Writable, plan: RejectsPlan): Promise<void> {
  const { sheetRows = MAX_ROWS } = plan;
  const layout = layOutRejects(plan.first, plan.columns);
  // Loaded by the first one: it is slow to load, and most workers need it seldom.
  const { stream } = (await import('exceljs')).default;
  const book = new stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false });
  book.creator = 'Sheetport';
  streamPrefixes(book);
  const headings = [layout.row, ...plan.columns, layout.reason, ...(plan.isCorrectable ? [layout.mark] : [])];
  const columnNumbers = new Map(plan.columns.map((heading, index) => [heading, index + 2]));
  let sheet: ExcelJS.Worksheet | undefined;
  let sheets = 0;
  let rows = 0;
  for await (const page of plan.pages) {
    for (const reject of page) {
      if (!sheet || rows === sheetRows) {
        sheet?.commit();
        sheets += 1;
        sheet = openSheet(book, sheets === 1 ? 'Rejects' : `Rejects ${sheets}`, headings, plan.isCorrectable);
        rows = 0;
      }
      const noted = sheets === 1 && rows < MAX_NOTED_ROWS;
      addReject(sheet, viewReject(reject, plan.hidesReferences), plan.columns, columnNumbers, noted);
      rows += 1;
    }
    if (sheet) await untilTaken(sheet, out);
    if (out.destroyed) return;
  }
  sheet?.commit();
  await book.commit();
}

function openSheet(
  book: ExcelJS.stream.xlsx.WorkbookWriter,
  name: string,
  headings: string[],
  isCorrectable: boolean,
): ExcelJS.Worksheet {
  const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', xSplit: 1, ySplit: 1 }] });
  const last = headings.length - 1;
  const reason = isCorrectable ? last - 1 : last;
  sheet.columns = headings.map((heading, index) => ({
    width:
      index === 0
        ? WIDTHS.row
        : index === reason
          ? WIDTHS.reason
          : Math.min(WIDTHS.most, Math.max(WIDTHS.least, [...heading].length + 2)),
    hidden: isCorrectable && index === last,
  }));
  const head = sheet.addRow(headings);
  keepTexts(head, headings);
  head.font = { bold: true };
  head.eachCell((cell) => {
    cell.fill = HEAD_FILL;
  });
  head.commit();
  return sheet;
}

function addReject(
  sheet: ExcelJS.Worksheet,
  { row: number, cells: texts, issues }: Reject,
  columns: readonly string[],
  columnNumbers: ReadonlyMap<string, number>,
  noted: boolean,
): void {
  const cells = new Map(Object.entries(texts));
  const reason = issues
    .map(({ column, cell, message }) => (column === '' ? message : `${column}${cell ? ` (${cell})` : ''}: ${message}`))
    .join('; ');
  const values = [number, ...columns.map((heading) => cells.get(heading) ?? null), reason];
  const row = sheet.addRow(values);
  keepTexts(row, values);
  for (const { column, message } of issues) {
    const at = columnNumbers.get(column);
    if (at === undefined) continue;
    const cell = row.getCell(at);
    cell.fill = BAD_FILL;
    if (noted) cell.note = message;
  }
  row.commit();
}

/**
 * ExcelJS writes into a buffer of its own without asking whether it is taken: wait here until it is, or the reader is gone.
 * What waits is in the stream that the sheet's own is piped to.
 */
async function untilTaken(sheet: ExcelJS.Worksheet, out: Writable): Promise<void> {
  const { stream } = sheet as unknown as { stream: { pipes?: { writableLength: number; readableLength: number }[] } };
  const waiting = () =>
    (stream.pipes ?? []).reduce((sum, pipe) => sum + pipe.writableLength + pipe.readableLength, out.writableLength);
  // At least once round the loop, in which others are served.
  do await sleep(waiting() > MAX_WAITING_BYTES ? LOOK_AGAIN_MS : 0);
  while (waiting() > MAX_WAITING_BYTES && !out.destroyed);
}
