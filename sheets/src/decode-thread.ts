import { parentPort } from 'node:worker_threads';
import { decode } from './decode.ts';
import { asSheetError } from './errors.ts';
import { inspect, preview } from './inspect.ts';
import { warmLane } from './lane.ts';
import type { DecodePlan } from './model.ts';
import type { Answer, InspectRequest, Request } from './thread-protocol.ts';

/** The body of a reading thread: does one job after another, and hands bytes over without copying them. */
const port = parentPort!;
/** More than small workbooks leave for the collector, which comes by at 64 MiB; a large store of shared strings is given back only with its thread. */
const SPENT_BYTES = 128 * 1024 * 1024;
let credit = 0;
const spares: ArrayBuffer[] = [];
let wake: () => void = () => {};

warmLane();

port.on('message', (request: Request) => {
  if (request.kind === 'credit') {
    credit += request.amount;
    if (request.spare !== undefined) spares.push(request.spare);
    wake();
  } else {
    run(request).then(
      () => answer({ kind: 'end', id: request.id, spent: isSpent() }),
      (error: unknown) => {
        const { code, message, detail } = asSheetError(error);
        answer({ kind: 'failed', id: request.id, code, message, detail: { ...detail } });
      },
    );
  }
});

function isSpent(): boolean {
  const { external, arrayBuffers } = process.memoryUsage();
  return external + arrayBuffers > SPENT_BYTES;
}

function run(request: Exclude<Request, { kind: 'credit' }>): Promise<void> {
  if (request.kind === 'decode') return runDecode(request.id, request.plan, request.credit);
  if (request.kind === 'inspect') return runInspect(request.id, request.path, request.options);
  return preview(request.path, request.where).then(({ rows }) => answer({ kind: 'previewed', id: request.id, rows }));
}

function answer(message: Answer, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
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
    answer({ kind: 'decoded', id, decoded }, decoded.kind === 'rows' ? [decoded.bytes.buffer as ArrayBuffer] : []);
  }
}

async function runInspect(id: number, path: string, options: InspectRequest): Promise<void> {
  const info = await inspect(path, {
    ...options,
    onSample: (sample) => answer({ kind: 'sample', id, info: sample }),
    onProgress: (consumed, total, rows) => answer({ kind: 'progress', id, consumed, total, rows }),
  });
  answer({ kind: 'inspected', id, info });
}
