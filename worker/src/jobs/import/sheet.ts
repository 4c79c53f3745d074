import { setTimeout as sleep } from 'node:timers/promises';
import {
  AppError,
  Dialect,
  DialectChoice,
  ErrorInfo,
  Format,
  type ImportSpec,
  isPassing,
  Sheet,
} from '@sheetport/contract';
import type { FileRecord } from '@sheetport/prisma';
import { type BookInfo, inspectInThread, type ReadingWait, type TextRow } from '@sheetport/sheets';
import { fileKey } from '@sheetport/storage';
import { z } from 'zod';
import type { Context } from '../../runner/context.ts';
import { type JobContext, readingWait } from '../../runner/job-context.ts';

/** What an import loads. `sheet`: its columns and row numbers; of a correction import, the sheet that the rejected rows came from. */
export interface Source {
  /** Of the file; absent for corrections of stored rejects. */
  sha256?: string;
  sheet: Sheet;
  dialect: Dialect | undefined;
  input: RowInput;
}

/** Where rows come from: a sheet of a file, a workbook of corrected rejects, or corrections of stored rejects. */
export type RowInput =
  | { kind: 'sheet'; path: string; format: Format }
  | { kind: 'workbook'; path: string; format: Format; sheets: readonly CorrectedSheet[] }
  | { kind: 'rows'; total: number; readPages(): AsyncIterable<readonly TextRow[]> };

/** A sheet of a workbook of corrected rejects. */
export interface CorrectedSheet {
  index: number;
  headerRow: number;
  /** The column with the rows' numbers in the sheet that they came from. */
  rowNumberColumn: number;
  /** For each column of the sheet that the rows came from: its index in this one. */
  columns: ReadonlyMap<number, number>;
}

/** What of a job reads files. */
type FileReader = Pick<JobContext, 'signal' | 'progress' | 'openFile'>;

const Sheets = z.array(Sheet);

/** What is known of a file's sheets. */
interface Book {
  format: Format;
  dialect: Dialect | undefined;
  sheets: Sheet[];
}

/**
 * Find the sheet that an import means, by what inspection has written, or by looking now.
 * @param thorough look at every row even where a first look is known: for types that must be right
 * @throws AppError `not_found`, `gone`, `no_such_sheet`, `empty_sheet`, or why the file cannot be read
 */
export async function findSource(
  context: Context,
  spec: ImportSpec,
  job: FileReader,
  thorough: boolean,
): Promise<Source> {
  const isOtherDialect = spec.dialect !== undefined;
  let file = await findFile(context, spec.fileId, isOtherDialect);
  if (!isOtherDialect && (await awaitFirstLook(context, file, job.signal)))
    file = await findFile(context, spec.fileId, isOtherDialect);
  const path = await job.openFile(fileKey(file.id));
  const choice = { ...DialectChoice.parse(file.dialectChoice ?? {}), ...spec.dialect };
  const written = knownBook(file);
  const known = isAsChosen(written?.dialect, spec.dialect) ? written : undefined;
  if (!written) await awaitInspection(context, file);
  const sheet = known && chooseSheet(known.sheets, spec);
  if (known && sheet && !isOtherHeader(spec, sheet) && (sheet.complete || !thorough)) {
    const input = { kind: 'sheet', path, format: known.format } as const;
    return { sheet: checked(sheet), sha256: file.sha256, dialect: known.dialect, input };
  }
  let book = await look(path, file.name, choice, spec, sheet, readingWait(job), thorough);
  let found = chooseSheet(book.sheets, spec);
  // Nothing was known of the file, so only now it is known which sheet has its headings elsewhere.
  if (isOtherHeader(spec, found)) {
    book = await look(path, file.name, choice, spec, found, readingWait(job), thorough);
    found = chooseSheet(book.sheets, spec);
  }
  // A look that finds nothing in that row goes by its own guess, which is not what was asked.
  if (headerOf(spec, found).row !== found.headerRow) throw new AppError('empty_sheet', { sheet: `"${found.name}"` });
  const input = { kind: 'sheet', path, format: book.format } as const;
  return { sheet: checked(found), sha256: file.sha256, dialect: book.dialect, input };
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
 * @throws AppError `not_found`, `gone`, or why the file cannot be read
 */
async function findFile(context: Context, id: string, mayBeUnclosed = false): Promise<FileRecord> {
  const file = await context.records.file.findUnique({ where: { id } });
  if (!file) throw new AppError('not_found', { what: 'file' });
  if (file.state === 'gone') throw new AppError('gone');
  const issue = ErrorInfo.safeParse(file.error).data;
  // Where it could not be inspected for another reason than its bytes, it is inspected now.
  if (
    file.state === 'unreadable' &&
    !isPassing(issue?.code ?? '') &&
    !(mayBeUnclosed && issue?.code === 'unclosed_quote')
  ) {
    throw Object.assign(new AppError('damaged_file'), issue);
  }
  return file;
}

/**
 * An import looks into a file itself where its inspection has not come so far. But an inspection that was begun more than once may have
 * lost its worker by the file: then the import is delivered again later, rather than do the same to another one.
 *
 * @throws AppError `file_not_ready` while the inspection goes on
 */
async function awaitInspection({ records }: Context, file: FileRecord): Promise<void> {
  if (file.inspectionId === null) return;
  const lost = await records.job.count({
    where: { id: file.inspectionId, state: { in: ['queued', 'running'] }, attempts: { gt: 1 } },
  });
  if (lost > 0) throw new AppError('file_not_ready');
}

/** How long an import waits for a first look that goes on, and how often it asks. Alone on the machine a first look takes a third of a second. */
const MAX_LOOK_MS = 5000;
const LOOK_POLL_MS = 40;

/**
 * Wait while an inspection takes its first look: to look beside it would take both of them far longer. Out: whether the file's record
 * may be another by now.
 */
async function awaitFirstLook({ records }: Context, file: FileRecord, signal: AbortSignal): Promise<boolean> {
  const { id, inspectionId } = file;
  // Written together with what the first look found.
  if (inspectionId === null || file.format !== null) return false;
  const isLooking = async (): Promise<boolean> => {
    const looking = { id: inspectionId, state: 'running', attempts: 1 } as const;
    if ((await records.job.count({ where: looking })) === 0) return false;
    return (await records.file.count({ where: { id, format: null } })) === 1;
  };
  const end = performance.now() + MAX_LOOK_MS;
  while (!signal.aborted && performance.now() < end && (await isLooking())) await sleep(LOOK_POLL_MS);
  return true;
}

/** All sheets of a file, by what inspection has written, or by a first look now. */
export async function findBook(context: Context, fileId: string, job: FileReader): Promise<Book & { path: string }> {
  const file = await findFile(context, fileId);
  const path = await job.openFile(fileKey(file.id));
  const known = knownBook(file);
  if (known) return { ...known, path };
  await awaitInspection(context, file);
  const choice = DialectChoice.parse(file.dialectChoice ?? {});
  const options = { ...readingWait(job), name: file.name, dialect: choice, sampleOnly: true };
  const { format, dialect, sheets } = await inspectInThread(path, options);
  return { path, format, dialect, sheets };
}

/** What a first look wrote: a sample suffices to run, and inspection may still be counting. */
function knownBook(file: FileRecord): Book | undefined {
  if (!file.sheets || !file.format) return undefined;
  const dialect = Dialect.optional().parse(file.dialect ?? undefined);
  return { format: Format.parse(file.format), dialect, sheets: Sheets.parse(file.sheets) };
}

async function look(
  path: string,
  name: string,
  dialect: DialectChoice,
  spec: ImportSpec,
  sheet: Sheet | undefined,
  wait: ReadingWait,
  thorough: boolean,
): Promise<BookInfo> {
  const header = sheet && headerOf(spec, sheet);
  return inspectInThread(path, {
    ...wait,
    name,
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
