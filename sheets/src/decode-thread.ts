import { parentPort } from 'node:worker_threads';
import { decode } from './decode.ts';
import { asSheetError } from './errors.ts';
import { inspect } from './inspect.ts';
import type { DecodePlan } from './model.ts';
import type { Answer, Request } from './thread-protocol.ts';

/** The body of a reading thread: does one job after another, and hands bytes over without copying them. */
const port = parentPort!;
let credit = 0;
let wake: () => void = () => {};

port.on('message', (request: Request) => {
  if (request.kind === 'credit') {
    credit += request.amount;
    wake();
  } else {
    const job = request.kind === 'decode' ? runDecode(request.id, request.plan, request.credit) : runInspect(request.id, request.path, request.name);
    job.then(
      () => answer({ kind: 'end', id: request.id }),
      (error: unknown) => {
        const { code, message, detail } = asSheetError(error);
        answer({ kind: 'failed', id: request.id, code, message, detail: { ...detail } });
      },
    );
  }
});

function answer(message: Answer, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

async function runDecode(id: number, plan: DecodePlan, firstCredit: number): Promise<void> {
  credit = firstCredit;
  for await (const decoded of decode(plan)) {
    while (credit <= 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    credit--;
    answer({ kind: 'decoded', id, decoded }, decoded.kind === 'rows' ? [decoded.bytes.buffer as ArrayBuffer] : []);
  }
}

async function runInspect(id: number, path: string, name: string | undefined): Promise<void> {
  const info = await inspect(path, {
    ...(name === undefined ? {} : { name }),
    onSample: (sample) => answer({ kind: 'sample', id, info: sample }),
    onProgress: (consumed, total, rows) => answer({ kind: 'progress', id, consumed, total, rows }),
  });
  answer({ kind: 'inspected', id, info });
}
