import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import {
  AppError,
  applyBulkCorrections,
  type BulkCorrections,
  type ImportSpec,
  layOutRejects,
  type SheetColumn,
} from '@sheetport/contract';
import { anyRejectFilterSql, uploadDraft } from '@sheetport/core';
import { writeMarked } from '@sheetport/sheets';
import { normaliseHeading } from '@sheetport/tables';
import type { Context } from '../../runner/context.ts';
import type { JobContext } from '../../runner/job-context.ts';
import { readContinuationState, type SourceColumn } from '../continuation-state.ts';
import { headingOf } from './headings.ts';
import { findBook, type Part, type Source } from './sheet.ts';

type Mend = NonNullable<ImportSpec['correction']>;
type Scalar = string | number | boolean | null;

/** A reject as far as mending it needs it. */
interface KeptReject {
  row: number;
  cells: Record<string, string>;
  issues: { column: string; code: string; details?: Record<string, string | number> }[];
}

/** Rows read at a time; a page of them is written before the next is asked for. */
const PAGE_ROWS = 2000;
/** Where gathering many rows stands on the progress bar; measured on a million. */
const GATHERING = [0, 0.25] as const;

/**
 * The rows that a continuation brings, as a source whose columns and row numbers are those of the first import's sheet: so
 * they are converted, checked and merged exactly as they would have been there.
 * @returns also how to remove what was written for it
 * @throws Failure `no_pending_rejects`, `invalid_corrections_file`, or why the file cannot be read
 */
export async function openCorrectionsSource(
  context: Context,
  run: JobContext,
  mend: Mend,
): Promise<{ source: Source; remove(): Promise<void> }> {
  const first = await context.records.job.findUnique({
    where: { id: mend.firstJobId },
    select: { continuationState: true },
  });
  const { columns, headerRow = 0 } = readContinuationState(first?.continuationState);
  if (!columns) throw new AppError('no_pending_rejects');
  const sheet = {
    index: 0,
    name: '',
    hidden: false,
    rows: null,
    headerRow,
    headerRows: 1,
    columns: columns.map(asColumn),
    complete: true,
  };
  if (mend.fileId !== undefined) {
    const book = await findBook(context, mend.fileId, run.signal);
    const parts = findParts(book.sheets, mend.firstJobId, columns);
    const source = { path: book.path, format: book.format, dialect: book.dialect, sheet, parts };
    return { source, remove: async () => undefined };
  }
  const path = uploadDraft(context.settings.DATA_DIR, run.claim.id, run.claim.fence);
  const remove = () => rm(path, { force: true });
  const pages = mend.bulk
    ? readAlike(context, run, mend, mend.bulk, columns)
    : [await sendCorrections(context, mend, columns)];
  const rows = await writeRows(path, pages).catch((error: unknown) => remove().then(() => Promise.reject(error)));
  if (rows === 0) {
    await remove();
    throw new AppError('no_pending_rejects');
  }
  // Each column brings its own decimal mark and order of dates, so that the dialect says nothing of them.
  const dialect = { encoding: 'utf-8', delimiter: ',', quote: '"' } as Source['dialect'];
  const source: Source = {
    path,
    format: 'csv',
    dialect,
    sheet: { ...sheet, rows },
    parts: [{ sheet: 0, headerRow }],
  };
  return { source, remove };
}

function asColumn({ index, header, decimal, dateOrder }: SourceColumn): SheetColumn {
  return {
    index,
    header,
    type: 'text',
    samples: [],
    blanks: 0,
    warnings: [],
    ...(decimal ? { decimal } : {}),
    ...(dateOrder ? { dateOrder } : {}),
  };
}

/** The sheets of a file that say which rows they bring, and where the person's columns are in them. */
function findParts(
  sheets: readonly { index: number; headerRow: number; columns: { index: number; header: string }[] }[],
  first: string,
  columns: readonly SourceColumn[],
): Part[] {
  const layout = layOutRejects(
    first,
    columns.map(({ header }) => header),
  );
  const parts = sheets.flatMap((sheet): Part[] => {
    const find = (heading: string) =>
      sheet.columns.find(({ header }) => header === heading) ??
      sheet.columns.find(
        ({ header }) => normaliseHeading(heading) !== '' && normaliseHeading(header) === normaliseHeading(heading),
      );
    const number = find(layout.row);
    if (!number) return [];
    const places = new Map<number, number>();
    for (const { index, header } of columns) {
      const place = find(header);
      if (place && place !== number) places.set(index, place.index);
    }
    return [{ sheet: sheet.index, headerRow: sheet.headerRow, rowNumberColumn: number.index, places }];
  });
  if (parts.length === 0)
    throw new AppError('invalid_corrections_file', {
      detail: `it has no column "${layout.row}" with the rows' numbers`,
    });
  return parts;
}

/** A row by the numbers of the sheet's columns. */
interface TextRow {
  row: number;
  cells: Map<number, string>;
}

/** A rejected row as it was kept, with the mended cells over it: texts by sheet column. */
function overlay(
  row: number,
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, Scalar>,
  columns: readonly SourceColumn[],
): TextRow {
  const cells = new Map<number, string>();
  for (const column of columns) {
    const heading = headingOf(columns, column.index);
    const text = now.has(heading) ? writeValue(now.get(heading)!, column) : (before.get(heading) ?? '');
    if (text !== '') cells.set(column.index, text);
  }
  return { row, cells };
}

/** Rows that were named one by one, in the order of the sheet. */
async function sendCorrections(
  { pool }: Context,
  { fromJobId: from, rows: mended = [] }: Mend,
  columns: readonly SourceColumn[],
): Promise<TextRow[]> {
  const { rows } = await pool.query<{ row: number; cells: Record<string, string> }>(
    'SELECT "row", cells FROM sheetport.reject WHERE job_id = $1 AND "row" = ANY($2)',
    [from, mended.map(({ row }) => row)],
  );
  const kept = new Map(rows.map(({ row, cells }) => [row, new Map(Object.entries(cells))]));
  return mended
    .map(({ row, cells }) => overlay(row, kept.get(row) ?? new Map(), new Map(Object.entries(cells)), columns))
    .sort((a, b) => a.row - b.row);
}

/** All open rows that are like any of some, and those that were named; read along the key, however many they are. */
async function* readAlike(
  { pool }: Context,
  { progress, signal }: JobContext,
  { fromJobId: from, rows: named = [] }: Mend,
  alike: BulkCorrections,
  columns: readonly SourceColumn[],
): AsyncGenerator<TextRow[]> {
  progress.enter('opening', ...GATHERING);
  const own = new Map(named.map(({ row, cells }) => [row, new Map(Object.entries(cells))]));
  const client = await pool.connect();
  let broken = true;
  try {
    const values: unknown[] = [from];
    const any = anyRejectFilterSql(
      alike.map(({ where }) => where),
      [...own.keys()],
      values,
    );
    // A row that was named and went in meanwhile is to be told of (`lockPendingRejects`); the others are simply not meant any more.
    const open = `(r.corrected_by_job_id IS NULL OR r."row" = ANY($${values.push([...own.keys()])}::int[]))`;
    const rejects = `FROM sheetport.reject r WHERE r.job_id = $1 AND ${open} AND ${any}`;
    await client.query('BEGIN READ ONLY; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off');
    const counted = await client.query<{ n: number }>(`SELECT count(*)::int AS n ${rejects}`, values);
    const total = counted.rows[0]!.n;
    await client.query(
      `DECLARE mended NO SCROLL CURSOR FOR SELECT r."row", r.cells, r.issues ${rejects} ORDER BY r."row"`,
      values,
    );
    for (let done = 0; ; ) {
      signal.throwIfAborted();
      const { rows } = await client.query<KeptReject>(`FETCH ${PAGE_ROWS} FROM mended`);
      if (rows.length === 0) break;
      yield rows.map((kept) => {
        const now = new Map([...applyBulkCorrections(kept, alike), ...(own.get(kept.row) ?? [])]);
        return overlay(kept.row, new Map(Object.entries(kept.cells)), now, columns);
      });
      done += rows.length;
      progress.advance(done / total);
    }
    await client.query('COMMIT');
    broken = false;
  } finally {
    // A transaction that is still open ends with its connection.
    client.release(broken);
  }
}

function writeValue(value: string | number | boolean | null, { decimal }: SourceColumn): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return writeMarked(String(value), decimal);
  return value;
}

/**
 * Write rows as delimited text in which each stands in the line of its number, so that nothing needs to be mapped back: a
 * blank line is one byte, and a sheet of a million rows is a megabyte of them.
 * Out: how many rows.
 */
async function writeRows(path: string, pages: AsyncIterable<TextRow[]> | Iterable<TextRow[]>): Promise<number> {
  const out = createWriteStream(path, { mode: 0o600 });
  const failed = once(out, 'error').then(([error]) => Promise.reject(error as Error));
  const closed = once(out, 'close');
  failed.catch(() => undefined);
  let line = 1;
  let count = 0;
  try {
    for await (const page of pages) {
      let text = '';
      for (const { row, cells } of page) {
        const last = Math.max(0, ...cells.keys());
        const fields = Array.from({ length: last + 1 }, (_, index) => quote(cells.get(index) ?? ''));
        text += `${'\n'.repeat(Math.max(0, row - line))}${fields.join(',')}\n`;
        line = row + 1;
      }
      count += page.length;
      if (!out.write(text)) await Promise.race([once(out, 'drain'), failed]);
    }
  } catch (error) {
    out.destroy();
    throw error;
  }
  out.end();
  await Promise.race([closed, failed]);
  return count;
}

/** An apostrophe before what could be a formula is taken off when text is read; one of the person's own must stay. */
function quote(text: string): string {
  const guarded = /^'+[=+\-@\t\r\n＝＋－＠]|^="[^"]*"$/.test(text) ? `'${text}` : text;
  return guarded === '' ? '' : `"${guarded.replaceAll('"', '""')}"`;
}
