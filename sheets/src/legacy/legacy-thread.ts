/** The body of a legacy thread: parses one workbook, then hands over sheets as they are asked for. */
import { parentPort, workerData } from 'node:worker_threads';
import { asSheetError, SheetError } from '../errors.ts';
import { type LegacyFormat, readLegacyWorkbook } from './open-legacy.ts';
import { encodeSheet } from './sheet-cells.ts';

/** What the thread is started with. Without `sheet` all sheets are parsed. */
export interface LegacyTask {
  path: string;
  format: LegacyFormat;
  sheet: number | undefined;
}

export type LegacyRequest = { kind: 'scan'; sheet: number } | { kind: 'more' };

export type LegacyAnswer =
  | { kind: 'opened'; bytes: number; date1904: boolean; sheets: { index: number; name: string; hidden: boolean }[] }
  /** `share` of the sheet that has been handed over; 1 with the last batch. */
  | { kind: 'cells'; bytes: Uint8Array; share: number }
  | { kind: 'failed'; code: SheetError['code']; message: string; detail: Record<string, string | number> };

const port = parentPort!;

function answer(message: LegacyAnswer, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function fail(error: unknown): void {
  const { code, message, detail } = asSheetError(error);
  answer({ kind: 'failed', code, message, detail: { ...detail } });
}

try {
  const task = workerData as LegacyTask;
  const { book, bytes } = await readLegacyWorkbook(task.path, task.format, task.sheet);
  answer({
    kind: 'opened',
    bytes,
    date1904: book.Workbook?.WBProps?.date1904 === true,
    sheets: book.SheetNames.map((name, index) => ({
      index,
      name,
      hidden: (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0,
    })),
  });
  let batches: ReturnType<typeof encodeSheet> | null = null;
  port.on('message', (request: LegacyRequest) => {
    if (request.kind === 'scan') {
      if (book.SheetNames[request.sheet] === undefined) {
        return fail(new SheetError('no_such_sheet', 'The workbook has no such sheet.', { sheet: request.sheet }));
      }
      batches = encodeSheet(book, request.sheet);
    }
    const next = batches?.next().value;
    if (next) answer({ kind: 'cells', ...next }, [next.bytes.buffer as ArrayBuffer]);
  });
} catch (error) {
  fail(error);
}
