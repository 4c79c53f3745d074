import { decode } from '../decode.ts';
import { detectFormat } from '../detect/format.ts';
import { asSheetError } from '../errors.ts';
import { inspect, previewSheets } from '../inspect.ts';
import { isLegacy } from '../legacy/legacy-format.ts';
import type { DecodePlan, Format } from '../model.ts';
import { bytesOfStrings } from '../xlsx/shared-strings.ts';
import { openWorkbook } from '../xlsx/workbook.ts';
import { startAsking } from './thread-memory.ts';
import type { Answer, InspectRequest, JobRequest, Request } from './thread-protocol.ts';

/** What a reading thread or process is to its parent. */
export interface ReaderPort {
  answer(answer: Answer, transfer?: ArrayBuffer[]): void;
  onRequest(listener: (request: Request) => void): void;
  /** Whether more memory is held than is good to keep, now that a job is over. */
  isSpent(): boolean;
  /** Legacy workbooks are read here; elsewhere they are left alone, and their format is the answer. */
  readsLegacy: boolean;
}

/** The body of a reader: does one job after another, and hands bytes over without copying them where the port can. */
export function serveReader(port: ReaderPort): void {
  let credit = 0;
  const spares: ArrayBuffer[] = [];
  let wake: () => void = () => {};
  let goOn: () => void = () => {};

  port.onRequest((request) => {
    if (request.kind === 'credit') {
      credit += request.amount;
      if (request.spare !== undefined) spares.push(request.spare);
      wake();
    } else if (request.kind === 'granted') {
      goOn();
    } else {
      startAsking((bytes) => {
        port.answer({ kind: 'needs', id: request.id, bytes });
        return new Promise((resolve) => {
          goOn = resolve;
        });
      });
      run(request).then(
        (told) => {
          if (told) port.answer({ kind: 'end', id: request.id, spent: port.isSpent() });
        },
        (error: unknown) => {
          const { code, message, detail } = asSheetError(error);
          port.answer({ kind: 'failed', id: request.id, spent: port.isSpent(), code, message, detail: { ...detail } });
        },
      );
    }
  });

  /** @returns false where the file is not for this reader */
  async function run(request: JobRequest): Promise<boolean> {
    if (request.kind === 'measure') {
      port.answer({ kind: 'measured', id: request.id, bytes: await measure(request.path) });
      return true;
    }
    const format = await formatOf(request);
    if (isLegacy(format) && !port.readsLegacy) {
      port.answer({ kind: 'legacy', id: request.id, format });
      return false;
    }
    if (request.kind === 'decode') await runDecode(request.id, request.plan, request.credit);
    else if (request.kind === 'inspect') await runInspect(request.id, request.path, { ...request.options, format });
    else {
      const sheets = await previewSheets(request.path, { ...request.where, format });
      port.answer({ kind: 'previewed', id: request.id, sheets });
    }
    return true;
  }

  async function runDecode(id: number, plan: DecodePlan, firstCredit: number): Promise<void> {
    credit = firstCredit;
    spares.length = 0;
    for await (const decoded of decode(plan, undefined, spares)) {
      while (credit <= 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      credit--;
      const transfer = decoded.kind === 'rows' ? [decoded.bytes.buffer as ArrayBuffer] : [];
      port.answer({ kind: 'decoded', id, decoded }, transfer);
    }
  }

  async function runInspect(id: number, path: string, options: InspectRequest): Promise<void> {
    const info = await inspect(path, {
      ...options,
      onSample: (sample, previews) => port.answer({ kind: 'sample', id, info: sample, previews }),
      onProgress: (consumed, total, rows) => port.answer({ kind: 'progress', id, consumed, total, rows }),
    });
    port.answer({ kind: 'inspected', id, info });
  }
}

/** What an xlsx takes in memory while it is read, in bytes. */
async function measure(path: string): Promise<number> {
  const book = await openWorkbook(path);
  await book.close();
  return bytesOfStrings(book);
}

async function formatOf(request: Exclude<JobRequest, { kind: 'measure' }>): Promise<Format> {
  if (request.kind === 'decode') return request.plan.format;
  if (request.kind === 'preview') return request.where.format ?? detectFormat(request.path, request.where.name);
  return request.options.format ?? detectFormat(request.path, request.options.name);
}
