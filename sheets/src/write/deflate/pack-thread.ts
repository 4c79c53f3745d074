/** The body of a packing thread: blocks come as messages, and go back packed in the same order. */
import { parentPort } from 'node:worker_threads';
import { BlockDeflater } from './block-deflater.ts';
import type { PackAnswer } from './pack-messages.ts';

const port = parentPort!;
const deflater = new BlockDeflater();

function answer(message: PackAnswer, ...transfer: Uint8Array[]): void {
  port.postMessage(
    message,
    transfer.map(({ buffer }) => buffer as ArrayBuffer),
  );
}

port.on('message', (block: Uint8Array) => {
  const packed = deflater.deflate(block);
  answer({ kind: 'packed', packed, block }, packed, block);
});
answer({ kind: 'ready' });
