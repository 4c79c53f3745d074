import {
  AppError,
  Dialect,
  DialectChoice,
  type ErrorInfo,
  type Format,
  type ImportSpec,
  isPassing,
  Sheet,
} from '@sheetport/contract';
import { uploadedFile } from '@sheetport/core';
import type { FileRecord } from '@sheetport/prisma';
import { type BookInfo, inspectInThread } from '@sheetport/sheets';
import { z } from 'zod';
import type { Context } from '../../runner/context.ts';

/** The sheet that an import reads, as far as it is known. */
export interface Source {
  /** Of the file; absent for rows that come back corrected. */
  sha256?: string;
  path: string;
  format: Format;
  dialect: Dialect | undefined;
  sheet: Sheet;
  /** Where rows come back mended: the sheets of the file that hold them. `sheet` is then the one they came from. */
  parts?: Part[];
}

/** A sheet with mended rows. */
export interface Part {
  sheet: number;
  headerRow: number;
  /** The column with the rows' numbers in the sheet they came from; absent where they stand in their own lines. */
  rowNumberColumn?: number;
  /** Where the columns of the sheet they came from are now; absent where they stayed. */
  places?: ReadonlyMap<number, number>;
}

const Sheets = z.array(Sheet);

/**
 * Find the sheet that an import means, by what inspection has written, or by looking now.
 * @param thorough look at every row even where a first look is known: for types that must be right
 * @throws Failure `not_found`, `gone`, `no_such_sheet`, `empty_sheet`, or why the file cannot be read
 */
export async function findSource(
  context: Context,
  spec: ImportSpec,
  signal: AbortSignal,
  thorough: boolean,
): Promise<Source> {
  const file = await findFile(context, spec.fileId, spec.dialect !== undefined);
  const path = uploadedFile(context.settings.DATA_DIR, file.id);
  const choice = { ...DialectChoice.parse(file.dialectChoice ?? {}), ...spec.dialect };
  const written = knownBook(file);
  const known = isAsChosen(written?.dialect, spec.dialect) ? written : undefined;
  if (!written) await awaitInspection(context, file);
  const sheet = known && chooseSheet(known.sheets, spec);
  if (known && sheet && !isOtherHeader(spec, sheet) && (sheet.complete || !thorough)) {
    return { path, sha256: file.sha256, format: known.format, dialect: known.dialect, sheet: checked(sheet) };
  }
  let book = await look(path, file.name, choice, spec, sheet, signal, thorough);
  let found = chooseSheet(book.sheets, spec);
  // Nothing was known of the file, so only now it is known which sheet has its headings elsewhere.
  if (isOtherHeader(spec, found)) {
    book = await look(path, file.name, choice, spec, found, signal, thorough);
    found = chooseSheet(book.sheets, spec);
  }
  // A look that finds nothing in that row goes by its own guess, which is not what was asked.
  if (headerOf(spec, found).row !== found.headerRow) throw new AppError('empty_sheet', { sheet: `"${found.name}"` });
  return { path, sha256: file.sha256, format: book.format, dialect: book.dialect, sheet: checked(found) };
}

/** Where an import means the headings of a sheet to be. */
function headerOf(spec: ImportSpec, sheet: Sheet): { row: number; rows: number } {
  const row = spec.headerRow ?? sheet.headerRow;
  const rows = spec.headerRows ?? (row === sheet.headerRow ? sheet.headerRows : 1);
  return { row, rows: Math.min(rows, Math.max(1, row)) };
}

function isOtherHeader(spec: ImportSpec, sheet: Sheet): boolean {
  const { row, rows } = headerOf(spec, sheet);
  return row !== sheet.headerRow || rows !== sheet.headerRows;
}

/** Whether a file was inspected by the dialect that an import chooses. */
function isAsChosen(known: Dialect | undefined, choice: DialectChoice = {}): boolean {
  return Object.entries(choice).every(([field, value]) => known?.[field as keyof Dialect] === value);
}

/**
 * @param mayBeUnclosed a quotation mark that is never closed is not what the file will be read by
 * @throws Failure `not_found`, `gone`, or why the file cannot be read
 */
async function findFile(context: Context, id: string, mayBeUnclosed = false): Promise<FileRecord> {
  const file = await context.records.file.findUnique({ where: { id } });
  if (!file) throw new AppError('not_found', { what: 'file' });
  if (file.state === 'gone') throw new AppError('gone');
  const fault = file.error as ErrorInfo | null;
  // Where it could not be looked at for another reason than its bytes, it is looked at now.
  if (
    file.state === 'unreadable' &&
    !isPassing(fault?.code ?? '') &&
    !(mayBeUnclosed && fault?.code === 'unclosed_quote')
  ) {
    throw Object.assign(new AppError('damaged_file'), fault ? { code: fault.code, message: fault.message } : {});
  }
  return file;
}

/**
 * An import looks into a file itself where its inspection has not come so far. But an inspection that was begun more than once may have
 * lost its worker by the file: then the import is delivered again later, rather than do the same to another one.
 *
 * @throws Failure `file_not_ready` while the inspection goes on
 */
async function awaitInspection({ records }: Context, file: FileRecord): Promise<void> {
  if (file.inspectionId === null) return;
  const lost = await records.job.count({
    where: { id: file.inspectionId, state: { in: ['queued', 'running'] }, attempts: { gt: 1 } },
  });
  if (lost > 0) throw new AppError('file_not_ready');
}

/** All sheets of a file, by what inspection has written, or by a first look now. */
export async function findBook(
  context: Context,
  fileId: string,
  signal: AbortSignal,
): Promise<BookInfo & { path: string }> {
  const file = await findFile(context, fileId);
  const path = uploadedFile(context.settings.DATA_DIR, file.id);
  const known = knownBook(file);
  if (known)
    return {
      path,
      format: known.format,
      sheets: known.sheets as BookInfo['sheets'],
      ...(known.dialect ? { dialect: known.dialect } : {}),
    };
  await awaitInspection(context, file);
  const dialect = DialectChoice.parse(file.dialectChoice ?? {});
  return { path, ...(await inspectInThread(path, { name: file.name, signal, dialect, sampleOnly: true })) };
}

/** What a first look wrote: a sample suffices to run, and inspection may still be counting. */
function knownBook(file: FileRecord): { format: Format; dialect: Dialect | undefined; sheets: Sheet[] } | undefined {
  if (!file.sheets || !file.format) return undefined;
  const dialect = Dialect.optional().parse(file.dialect ?? undefined);
  return { format: file.format as Format, dialect, sheets: Sheets.parse(file.sheets) };
}

async function look(
  path: string,
  name: string,
  dialect: DialectChoice,
  spec: ImportSpec,
  sheet: Sheet | undefined,
  signal: AbortSignal,
  thorough: boolean,
): Promise<BookInfo> {
  const header = sheet && headerOf(spec, sheet);
  return inspectInThread(path, {
    name,
    signal,
    dialect,
    sampleOnly: !thorough,
    ...(header && { headerRows: { [sheet.index]: header.row }, headerCounts: { [sheet.index]: header.rows } }),
  });
}

function chooseSheet(sheets: readonly Sheet[], spec: ImportSpec): Sheet {
  const wanted = spec.sheet;
  const found =
    wanted === undefined
      ? (sheets.find((sheet) => !sheet.hidden && sheet.columns.length > 0) ??
        sheets.find((sheet) => sheet.columns.length > 0) ??
        sheets[0])
      : sheets.find((sheet) => (typeof wanted === 'number' ? sheet.index === wanted : sheet.name === wanted));
  if (!found) {
    throw new AppError('no_such_sheet', {
      sheet: typeof wanted === 'string' ? `"${wanted}"` : String(wanted ?? 0),
      sheets: sheets.map(({ name }) => `"${name}"`).join(', '),
    });
  }
  return found;
}

function checked(sheet: Sheet): Sheet {
  if (sheet.columns.length === 0 || sheet.rows === 0) throw new AppError('empty_sheet', { sheet: `"${sheet.name}"` });
  return sheet;
}
