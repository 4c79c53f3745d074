import type { ServerResponse } from 'node:http';
import type { Bounds } from '../deps.ts';
import type { App } from './app-type.ts';

/** End downloads that are read too slowly to be meant: each holds a file, a connection and memory (docs/promises.md, P34). */
export function guardSlowDownloads(app: App, bounds: Pick<Bounds, 'slowSpanMs' | 'slowestBytesPerSecond'>): void {
  app.addHook('onSend', async (_request, reply, payload) => {
    if (payload !== null && typeof payload === 'object' && 'pipe' in payload) watch(reply.raw, bounds);
    return payload;
  });
}

function watch(answer: ServerResponse, bounds: Pick<Bounds, 'slowSpanMs' | 'slowestBytesPerSecond'>): void {
  const least = (bounds.slowestBytesPerSecond * bounds.slowSpanMs) / 1000;
  let before = 0;
  const timer = setInterval(() => {
    const { socket } = answer;
    if (!socket) return;
    // What has left this process. While nothing waits to be sent, the reader is not to blame.
    const sent = socket.bytesWritten - socket.writableLength;
    if (answer.writableLength > 0 && sent - before < least) socket.destroy();
    before = sent;
  }, bounds.slowSpanMs);
  timer.unref();
  answer.once('close', () => clearInterval(timer));
}
