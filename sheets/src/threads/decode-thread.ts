/** The body of a reading thread. */
import { parentPort } from 'node:worker_threads';
import { warmFastPath } from '../wasm-fast-path/fast-path.ts';
import { serveReader } from './serve-reader.ts';

/** More than small workbooks leave for the collector, which comes by at 64 MiB; a large store of shared strings is given back only with its thread. */
const SPENT_BYTES = 128 * 1024 * 1024;

const port = parentPort!;
warmFastPath();
serveReader({
  answer: (answer, transfer = []) => port.postMessage(answer, transfer),
  onRequest: (listener) => port.on('message', listener),
  isSpent() {
    const { external, arrayBuffers } = process.memoryUsage();
    return external + arrayBuffers > SPENT_BYTES;
  },
  readsLegacy: false,
});
