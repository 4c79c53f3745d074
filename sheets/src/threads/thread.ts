import type { InspectOptions, PreviewsWhere, SheetPreview } from '../inspect.ts';
import { stopIdleProcess } from '../legacy/reading-process.ts';
import type { BookInfo, Decoded, DecodePlan } from '../model.ts';
import type { Held } from './memory-budget.ts';
import { ReadingJob, runReadingJob } from './reading-job.ts';
import { stopIdleThread } from './reading-threads.ts';

export { warmThread } from './reading-threads.ts';

/** Buffers that may be on their way to the reader at once. */
const CREDIT = 6;

/** A buffer this full comes back to be filled again; see `copyBinary` in tables/src/copy-in.ts for why not every one. */
const SPARE_BYTES = 128 * 1024;

/** Ends the idle thread and the idle process, e.g. before this process exits. */
export async function stopThreads(): Promise<void> {
  await Promise.all([stopIdleThread(), stopIdleProcess()]);
}

/** How `decodeInThread` reads. */
export interface DecodeInThreadOptions {
  signal?: AbortSignal;
  /** The memory for it (`holdReadingMemory`). Whoever held it gives it back. */
  held?: Held;
  /** Messages that may wait for the reader, each of some 256 KiB of rows or a batch of rejects. */
  ahead?: number;
}

/**
 * `decode` in a worker thread, or in a process of its own for legacy formats, so that this thread's event loop stays free: same messages, same errors, and buffers that are moved,
 * not copied. The bytes of a message are only there until the next one is asked for: their buffer is filled again. A few buffers are in flight at most; leaving the loop or the signal ends the thread at once. A thread that dies or runs
 * out of memory throws SheetError thread_died or out_of_memory; a process that takes too much memory or time, too_complex.
 */
export async function* decodeInThread(
  plan: DecodePlan,
  { signal, held, ahead = CREDIT }: DecodeInThreadOptions = {},
): AsyncGenerator<Decoded, void, void> {
  const job = new ReadingJob({ signal }, held);
  try {
    await job.start({ kind: 'decode', id: job.id, plan, credit: ahead }, plan.format);
    for (;;) {
      const answer = await job.next();
      if (answer === null) return;
      if (answer.kind === 'decoded') {
        yield answer.decoded;
        job.sendCredit(spareOf(answer.decoded));
      }
    }
  } finally {
    await job.close();
  }
}

/** The buffer of a message that is worth filling again. */
function spareOf(decoded: Decoded): ArrayBuffer | undefined {
  const buffer = decoded.kind === 'rows' && decoded.bytes.length >= SPARE_BYTES ? decoded.bytes.buffer : undefined;
  return buffer instanceof ArrayBuffer ? buffer : undefined;
}

/** `inspect` in a worker thread, or in a process of its own for legacy formats; same results, callbacks and errors, and those of `decodeInThread`. */
export async function inspectInThread(path: string, options: InspectOptions = {}): Promise<BookInfo> {
  const { name, format, dialect, sampleOnly, headerRows, headerCounts, preview, pause } = options;
  const crossing = {
    ...(name === undefined ? {} : { name }),
    ...(format === undefined ? {} : { format }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(sampleOnly ? { sampleOnly } : {}),
    ...(headerRows ? { headerRows } : {}),
    ...(headerCounts ? { headerCounts } : {}),
    ...(preview ? { preview } : {}),
    ...(pause ? { pause } : {}),
  };
  return runReadingJob({ kind: 'inspect', path, options: crossing }, format, options, (answer) => {
    if (answer.kind === 'sample') options.onSample?.(answer.info, answer.previews);
    else if (answer.kind === 'progress') options.onProgress?.(answer.consumed, answer.total, answer.rows);
    return answer.kind === 'inspected' ? answer.info : undefined;
  });
}

/** `previewSheets` in a worker thread, or in a process of its own for legacy formats; same results and errors, and those of `decodeInThread`. */
export async function previewSheetsInThread(path: string, where: PreviewsWhere): Promise<SheetPreview[]> {
  return runReadingJob({ kind: 'preview', path, where }, where.format, {}, (answer) =>
    answer.kind === 'previewed' ? answer.sheets : undefined,
  );
}
