/** A system on loopback that is told and sent things, and fails as such systems do. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of one request. */
export type Fate = 'ok' | 'refuse' | 'cut' | 'cut answer' | 'slow';

/** What came under one id: how often, how often it was taken, and what it was. */
interface Received {
  times: number;
  taken: number;
  bodies: Set<string>;
}

export interface Receiver {
  url: string;
  /** By `webhook-id` or `idempotency-key`. */
  received: ReadonlyMap<string, Received>;
  close(): Promise<void>;
}

const SLOW_MS = 300;

/**
 * @param decide is asked once a request has begun to come, and may take its time; `ok` for all without it
 */
export async function startReceiver(
  decide: (request: http.IncomingMessage) => Fate | Promise<Fate> = () => 'ok',
): Promise<Receiver> {
  const received = new Map<string, Received>();
  const server = http.createServer(async (request, response) => {
    const id = String(request.headers['webhook-id'] ?? request.headers['idempotency-key']);
    const entry = received.get(id) ?? { times: 0, taken: 0, bodies: new Set() };
    entry.times++;
    received.set(id, entry);
    const fate = await decide(request);
    if (fate === 'cut') return void request.socket.destroy();
    const sha256 = createHash('sha256');
    let isWhole = true;
    try {
      for await (const piece of request) sha256.update(piece as Uint8Array);
    } catch {
      isWhole = false;
    }
    if (!isWhole) return;
    entry.bodies.add(sha256.digest('hex'));
    if (fate === 'refuse') return void response.writeHead(503).end('not now');
    entry.taken++;
    if (fate === 'slow') await new Promise((done) => setTimeout(done, SLOW_MS));
    if (fate === 'ok' || fate === 'slow') return void response.writeHead(200).end('taken');
    // It has it, and the other side does not learn so.
    request.socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
