/** Sheets and cells of a legacy workbook, to a RowSink. The library that parses them may hang or fill memory, so it has a thread of its own. */
import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { asSheetError, SheetError } from '../errors.ts';
import { LEGACY_MS, LEGACY_MS_PER_MIB, MAX_LEGACY_UNPACKED_BYTES, THREAD_HEAP_MIB } from '../limits.ts';
import type { Dialect } from '../model.ts';
import type { RowSink } from '../row-sink.ts';
import { replay } from './cell-batch.ts';
import type { LegacyAnswer, LegacyRequest, LegacyTask } from './legacy-thread.ts';
import type { LegacyFormat } from './open-legacy.ts';

type Report = (consumed: number, total: number) => void | Promise<void>;

/** Threads are compiled code; a test that runs the sources uses the last build. */
const BODY = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/legacy/legacy-thread.js' : './legacy-thread.js',
  import.meta.url,
);

/** Parsing takes most of the time, in one go; what is reported when it is over, as a share of the file. */
const PARSED_SHARE = 0.7;

/** A thread that nobody asks anything is ended, and started again when someone does: it holds a whole workbook in memory. */
const IDLE_MS = 5_000;

/** A parsed legacy workbook: its sheets in order, chart sheets among them. */
export interface LegacySource {
  readonly sheets: readonly { index: number; name: string; hidden: boolean }[];
  /** The file's size. */
  readonly bytes: number;
  /** As `scanLegacy`, for a sheet of this workbook. One at a time. */
  scan(sheet: number, sink: RowSink, report: Report): Promise<void>;
  /** Frees its memory at once rather than after a few seconds. */
  close(): Promise<void>;
}

/**
 * Parses a workbook once, for whoever looks at several of its sheets.
 *
 * @param only the one sheet that will be scanned, where that is known
 * @param budgetMs the time allowed for parsing; by default by the file's size
 * @throws SheetError 'file_too_large_for_format', 'encrypted', 'damaged_file' (also when the time allowed for a file of its size is
 *   over), 'out_of_memory', 'cannot_read', and those of the zip reader
 */
export async function openLegacy(
  path: string,
  format: LegacyFormat,
  only?: number,
  budgetMs?: number,
): Promise<LegacySource> {
  const { size } = await stat(path).catch((error: unknown) => {
    throw asSheetError(error);
  });
  // The size says how long an honest file takes; a packed one is larger inside.
  const mib = Math.min(format === 'xls' ? size : size * 10, MAX_LEGACY_UNPACKED_BYTES) / 2 ** 20;
  const start = async () => {
    const started = new LegacyThread({ path, format, sheet: only }, budgetMs ?? LEGACY_MS + LEGACY_MS_PER_MIB * mib);
    try {
      return { thread: started, opened: await started.ask(null, 'opened') };
    } catch (error) {
      await started.close();
      throw error;
    }
  };

  const first = await start();
  const { sheets, bytes, date1904 } = first.opened;
  let thread: LegacyThread | null = first.thread;
  let idle: NodeJS.Timeout | undefined;
  const close = async () => {
    clearTimeout(idle);
    const ended = thread;
    thread = null;
    await ended?.close();
  };
  const rest = () => {
    idle = setTimeout(() => void close(), IDLE_MS).unref();
  };
  rest();
  return {
    sheets,
    bytes,
    close,
    async scan(sheet, sink, report) {
      clearTimeout(idle);
      thread ??= (await start()).thread;
      try {
        await scanSheet(thread, sheet, bytes, date1904, sink, report);
      } catch (error) {
        await close();
        throw error;
      }
      rest();
    },
  };
}

async function scanSheet(
  thread: LegacyThread,
  sheet: number,
  bytes: number,
  date1904: boolean,
  sink: RowSink,
  report: Report,
): Promise<void> {
  sink.date1904 = date1904;
  sink.lasting = true; // a batch stays as it is until all its rows are through
  let done = Math.floor(bytes * PARSED_SHARE);
  await report(done, bytes);
  for (let request: LegacyRequest = { kind: 'scan', sheet }; ; request = { kind: 'more' }) {
    const batch = await thread.ask(request, 'cells');
    if (!(await replay(batch.bytes, sink, () => report(done, bytes)))) return;
    done = Math.floor(bytes * (PARSED_SHARE + (1 - PARSED_SHARE) * batch.share));
    await report(done, bytes);
    if (batch.share === 1) return;
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

/** The thread with the library in it: questions and answers, one at a time, each within the time allowed. */
class LegacyThread {
  readonly #thread: Worker;
  readonly #budgetMs: number;
  #settle: ((answer: LegacyAnswer | SheetError) => void) | null = null;
  #early: LegacyAnswer | SheetError | null = null;

  constructor(task: LegacyTask, budgetMs: number) {
    this.#budgetMs = budgetMs;
    this.#thread = new Worker(BODY, {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MIB },
      execArgv: [],
      env: {},
      stderr: true, // what V8 says of a full heap is no news to anyone
    });
    this.#thread.on('message', (answer: LegacyAnswer) => this.#take(answer));
    this.#thread.on('error', (error) => {
      const known = asSheetError(error);
      this.#take(known.code === 'out_of_memory' ? known : new SheetError('damaged_file', 'The workbook is damaged.'));
    });
    this.#thread.on('exit', () => this.#take(new SheetError('thread_died', 'The reading thread ended early.')));
  }

  /** The answer to a request; to null, what the thread says first. */
  async ask<K extends LegacyAnswer['kind']>(
    request: LegacyRequest | null,
    kind: K,
  ): Promise<LegacyAnswer & { kind: K }> {
    if (request) this.#thread.postMessage(request);
    this.#thread.ref();
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<LegacyAnswer | SheetError>((resolve) => {
      timer = setTimeout(() => resolve(tooSlow(this.#budgetMs)), this.#budgetMs);
      if (this.#early) resolve(this.#early);
      else this.#settle = resolve;
    });
    clearTimeout(timer);
    this.#settle = null;
    this.#early = null;
    this.#thread.unref();
    if (answer instanceof SheetError) throw answer;
    if (answer.kind === 'failed') throw new SheetError(answer.code, answer.message, answer.detail);
    if (answer.kind !== kind) throw new SheetError('thread_died', 'The reading thread lost its way.');
    return answer as LegacyAnswer & { kind: K };
  }

  async close(): Promise<void> {
    this.#thread.removeAllListeners('exit'); // this end is wanted
    await this.#thread.terminate();
  }

  #take(answer: LegacyAnswer | SheetError): void {
    if (this.#settle) this.#settle(answer);
    else this.#early ??= answer;
  }
}

function tooSlow(ms: number): SheetError {
  return new SheetError('damaged_file', 'The workbook takes longer to read than any honest one of its size.', { ms });
}
