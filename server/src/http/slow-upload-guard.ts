import type { IncomingMessage } from 'node:http';
import type { Bounds } from '../deps.ts';

/**
 * End an upload that comes too slowly to be meant: it would hold a connection for days (docs/promises.md, P34).
 * @returns a function that stops watching
 */
export function guardSlowUpload(
  request: IncomingMessage,
  bounds: Pick<Bounds, 'slowSpanMs' | 'slowestBytesPerSecond'>,
): () => void {
  const { socket } = request;
  const least = (bounds.slowestBytesPerSecond * bounds.slowSpanMs) / 1000;
  let before = socket.bytesRead;
  const timer = setInterval(() => {
    if (request.complete) return clearInterval(timer);
    // While we ourselves hold the stream back (a slow disk), the sender is not to blame.
    if (!request.isPaused() && socket.bytesRead - before < least) request.destroy();
    before = socket.bytesRead;
  }, bounds.slowSpanMs);
  timer.unref();
  return () => clearInterval(timer);
}
