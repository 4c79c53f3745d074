/** An HTTP proxy on loopback in front of an S3 server, for faults that a network and a busy service have. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * - `busy`: 503 SlowDown, and the server gets no request
 * - `cut`: the answer breaks off in its middle
 * - `stalled`: the answer stops in its middle, and the connection stays
 * - `silent`: there is never an answer, and the server gets no request
 * - `lost`: the server does what it is asked, and its answer is lost
 */
export type Fault = 'busy' | 'cut' | 'stalled' | 'silent' | 'lost';

export interface FaultProxy {
  url: string;
  /** The next `times` requests whose "METHOD /path?query" fits. */
  fail(which: RegExp, fault: Fault, times?: number): void;
  /** Requests so far that fit. */
  count(which: RegExp): number;
  close(): Promise<void>;
}

const BUSY =
  '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';

export async function openFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(target);
  let faults: { which: RegExp; fault: Fault; times: number }[] = [];
  const seen: string[] = [];

  const server = createServer((asked, answer) => {
    const line = `${asked.method} ${asked.url}`;
    seen.push(line);
    const planned = faults.find(({ which }) => which.test(line));
    if (planned && --planned.times === 0) faults = faults.filter((one) => one !== planned);
    if (planned?.fault === 'busy') {
      asked.resume().once('end', () => answer.writeHead(503, { 'content-type': 'application/xml' }).end(BUSY));
    } else if (planned?.fault === 'silent') asked.resume();
    else pass(asked, answer, planned?.fault);
  });

  function pass(asked: IncomingMessage, answer: ServerResponse, fault: Fault | undefined): void {
    // The host that the caller named is part of its signature.
    const onward = request({ hostname, port, method: asked.method, path: asked.url, headers: asked.headers }, (got) => {
      if (fault === 'lost') {
        got.resume();
        answer.destroy();
        return;
      }
      answer.writeHead(got.statusCode!, got.headers);
      if (fault !== 'cut' && fault !== 'stalled') return void got.pipe(answer);
      const half = Math.floor(Number(got.headers['content-length']) / 2);
      let sent = 0;
      got.on('data', (chunk: Buffer) => {
        if (sent >= half) return;
        const some = chunk.subarray(0, half - sent);
        sent += some.length;
        answer.write(some);
        if (sent >= half && fault === 'cut') answer.destroy();
      });
    });
    // Swift sends a body after the head of a HEAD that fails, which no client reads.
    onward.on('error', () => answer.headersSent || answer.destroy());
    asked.on('error', () => onward.destroy());
    asked.pipe(onward);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fail: (which, fault, times = 1) => void faults.push({ which, fault, times }),
    count: (which) => seen.filter((line) => which.test(line)).length,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
