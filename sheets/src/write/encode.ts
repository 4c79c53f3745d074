/** Rows out of Postgres into a file that a person opens. */
import { SheetError } from '../errors.ts';
import type { EncodeFormat, EncodePlan } from '../model.ts';
import { fillTemplate } from '../template/fill-template.ts';
import { CopyReader } from './copy-reader.ts';
import type { Encoded } from './encoded.ts';
import { writeOds } from './ods/write-ods.ts';
import { writeParquet } from './parquet/write-parquet.ts';
import { writePdf } from './pdf/write-pdf.ts';
import { publishFile } from './published-file.ts';
import { StoppableSource } from './stoppable-source.ts';
import { writeText } from './write-text.ts';
import { writeWorkbook } from './write-workbook.ts';
import { type WriteFile, writeZip } from './write-zip.ts';

/**
 * Writes an export to `plan.path`, whole or not at all (promise P30).
 *
 * @param sources for each sheet of the plan one stream of PostgreSQL's `COPY ... TO STDOUT` in text format, with exactly the plan's columns,
 *   DateStyle ISO, UTF-8. They are read one after the other, in chunks of any size. Each is released (its iterator's `return`) at the end.
 * @param onProgress rows encoded and bytes of the file written so far; never goes back; called for each chunk, so it must be cheap
 * @param signal aborting it ends the writing at once
 * @returns the file's size, its rows, and its sheets as they were named; `truncated` counts texts cut at Excel's 32,767 characters
 * @throws SheetError 'aborted', 'bad_plan', 'truncated' (a source ends within a row), 'too_many_columns', 'too_many_rows', 'record_too_long',
 *   'cannot_write'; what a source throws is thrown on
 */
export async function encode(
  plan: EncodePlan,
  sources: AsyncIterable<Uint8Array>[],
  onProgress: (rows: number, bytes: number) => void,
  signal?: AbortSignal,
): Promise<Encoded> {
  checkPlan(plan, sources.length);
  const stoppable = sources.map((source) => new StoppableSource(source));
  const readers = stoppable.map((source) => new CopyReader(source));
  const stop = () => {
    for (const source of stoppable) source.stop(new SheetError('aborted', 'Writing was stopped.'));
  };
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await publishFile(plan.path, (file) =>
      plan.format === 'zip'
        ? writeZip(file, plan, readers, onProgress, writeFile)
        : writeFile(file, plan, readers, onProgress),
    );
  } catch (error) {
    throw asWriteError(error);
  } finally {
    signal?.removeEventListener('abort', stop);
    for (const source of stoppable) source.release();
  }
}

const writeFile: WriteFile = (file, plan, readers, onProgress) => {
  switch (plan.format) {
    case 'xlsx':
      return plan.template
        ? fillTemplate(file, plan, readers, onProgress)
        : writeWorkbook(file, plan, readers, onProgress);
    case 'ods':
      return writeOds(file, plan, readers, onProgress);
    case 'parquet':
      return writeParquet(file, plan, readers[0]!, onProgress);
    case 'pdf':
      return writePdf(file, plan, readers[0]!, onProgress);
    default:
      return writeText(file, plan, readers[0]!, onProgress);
  }
};

/** Formats of several sheets, or files. */
const HOLDS_SHEETS: ReadonlySet<EncodeFormat> = new Set<EncodeFormat>(['xlsx', 'ods', 'zip']);

/** @throws SheetError 'bad_plan' when plan and sources cannot be meant for each other */
export function checkPlan(plan: EncodePlan, sources: number): void {
  if (plan.sheets.length === 0 || plan.sheets.length !== sources) {
    throw new SheetError('bad_plan', 'An export needs one source for each sheet.');
  }
  if (!HOLDS_SHEETS.has(plan.format) && plan.sheets.length > 1) {
    throw new SheetError('bad_plan', 'Only a workbook can hold several sheets.');
  }
}

/** The file system's own errors become 'cannot_write'; all others, such as a source's, stay what they are. */
function asWriteError(error: unknown): unknown {
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  const ofFiles = ['open', 'write', 'fsync', 'fdatasync', 'rename', 'close', 'unlink', 'ftruncate'];
  if (typeof code === 'string' && ofFiles.includes(String(syscall))) {
    return new SheetError('cannot_write', 'The file could not be written.', { system: code });
  }
  return error;
}
