import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Failure, type ImportSpec, layOutRejects, type MendedRows, type SheetColumn } from '@sheetport/contract';
import { normaliseHeading } from '@sheetport/tables';
import type { Context } from '../context.ts';
import { readFollowUp, type SourceColumn } from '../follow-up.ts';
import { mendedDraft } from '../places.ts';
import type { Run } from '../run.ts';
import { headingOf } from './headings.ts';
import { findBook, type Part, type Source } from './sheet.ts';

type Mend = NonNullable<ImportSpec['mend']>;

/**
 * The rows that a continuation brings, as a source whose columns and row numbers are those of the first import's sheet: so
 * they are converted, checked and merged exactly as they would have been there.
 * @returns also how to remove what was written for it
 * @throws Failure `nothing_to_mend`, `bad_mended_file`, or why the file cannot be read
 */
export async function openMended(
  context: Context,
  run: Run,
  mend: Mend,
): Promise<{ source: Source; remove(): Promise<void> }> {
  const first = await context.records.job.findUnique({ where: { id: mend.first }, select: { followUp: true } });
  const { columns, headerRow = 0 } = readFollowUp(first?.followUp);
  if (!columns) throw new Failure('nothing_to_mend');
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
    const parts = findParts(book.sheets, mend.first, columns);
    const source = { path: book.path, format: book.format, dialect: book.dialect, sheet, parts };
    return { source, remove: async () => undefined };
  }
  const rows = mend.rows ?? [];
  const path = mendedDraft(context.settings.DATA_DIR, run.claim.id, run.claim.fence);
  await writeRows(path, await mendRows(context, mend.from, rows, columns));
  // Each column brings its own decimal mark and order of dates, so that the dialect says nothing of them.
  const dialect = { encoding: 'utf-8', delimiter: ',', quote: '"' } as Source['dialect'];
  const source: Source = {
    path,
    format: 'csv',
    dialect,
    sheet: { ...sheet, rows: rows.length },
    parts: [{ sheet: 0, headerRow }],
  };
  return { source, remove: () => rm(path, { force: true }) };
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
    throw new Failure('bad_mended_file', { detail: `it has no column "${layout.row}" with the rows' numbers` });
  return parts;
}

/** The rejected rows as they were kept, with the mended cells over them: texts by sheet column. */
async function mendRows(
  { pool }: Context,
  from: string,
  mended: MendedRows,
  columns: readonly SourceColumn[],
): Promise<{ row: number; cells: Map<number, string> }[]> {
  const { rows } = await pool.query<{ row: number; cells: Record<string, string> }>(
    'SELECT "row", cells FROM sheetport.reject WHERE job_id = $1 AND "row" = ANY($2)',
    [from, mended.map(({ row }) => row)],
  );
  const kept = new Map(rows.map(({ row, cells }) => [row, new Map(Object.entries(cells))]));
  return mended
    .map(({ row, cells }) => {
      const before = kept.get(row);
      const now = new Map(Object.entries(cells));
      const texts = new Map<number, string>();
      for (const column of columns) {
        const heading = headingOf(columns, column.index);
        const text = now.has(heading) ? writeValue(now.get(heading)!, column) : (before?.get(heading) ?? '');
        if (text !== '') texts.set(column.index, text);
      }
      return { row, cells: texts };
    })
    .sort((a, b) => a.row - b.row);
}

function writeValue(value: string | number | boolean | null, { decimal }: SourceColumn): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return decimal === ',' ? String(value).replace('.', ',') : String(value);
  return value;
}

/**
 * Write rows as delimited text in which each stands in the line of its number, so that nothing needs to be mapped back: a
 * blank line is one byte, and a sheet of a million rows is a megabyte of them.
 */
async function writeRows(path: string, rows: readonly { row: number; cells: Map<number, string> }[]): Promise<void> {
  const out = createWriteStream(path, { mode: 0o600 });
  const failed = once(out, 'error').then(([error]) => Promise.reject(error as Error));
  const closed = once(out, 'close');
  failed.catch(() => undefined);
  let line = 1;
  for (const { row, cells } of rows) {
    const last = Math.max(0, ...cells.keys());
    const fields = Array.from({ length: last + 1 }, (_, index) => quote(cells.get(index) ?? ''));
    const text = `${'\n'.repeat(Math.max(0, row - line))}${fields.join(',')}\n`;
    line = row + 1;
    if (!out.write(text)) await Promise.race([once(out, 'drain'), failed]);
  }
  out.end();
  await Promise.race([closed, failed]);
}

/** An apostrophe before what could be a formula is taken off when text is read; one of the person's own must stay. */
function quote(text: string): string {
  const guarded = /^'+[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return guarded === '' ? '' : `"${guarded.replaceAll('"', '""')}"`;
}
