import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** How long a refused sender may go on sending. Some read the answer only when they have sent everything. */
const MAX_LINGER_MS = 30_000;
/** How long it may pause meanwhile. */
const SILENT_MS = 5000;

/**
 * An answer to a request whose body is still on its way. The answer goes out at once; its stream ends when the sender has sent the
 * rest, which is thrown away, or has had its time. Node closes the connection of an answer that has ended where the request or the answer
 * says `Connection: close`. Closed with unread bytes, it is reset, and the sender loses the answer (RFC 9112, 9.6).
 */
export function answerLateBody(request: IncomingMessage, answer: string): Readable {
  return Readable.from(sendThenDiscard(request, answer), { objectMode: false });
}

async function* sendThenDiscard(request: IncomingMessage, answer: string): AsyncGenerator<string> {
  yield answer;
  await discard(request);
}

/** Throw away what is left of a body. Where it does not end in time, the connection is cut. */
function discard(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((done) => {
    const cut = () => request.destroy();
    const silent = setTimeout(cut, SILENT_MS);
    const longest = setTimeout(cut, MAX_LINGER_MS);
    const finish = () => {
      clearTimeout(silent);
      clearTimeout(longest);
      done();
    };
    request.unpipe();
    request.on('data', () => silent.refresh());
    request.once('end', finish).once('close', finish).on('error', finish);
    request.resume();
  });
}
