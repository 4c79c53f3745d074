/**
 * A connection to Postgres that is cut at a chosen statement, and, like a connection pooler, may drop or refuse
 * startup parameters. It reads the frontend's messages (PostgreSQL docs, "Message Formats") and passes everything else on as it is.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What pgbouncer takes. */
const POOLED = new Set([
  'user',
  'database',
  'client_encoding',
  'application_name',
  'datestyle',
  'timezone',
  'standard_conforming_strings',
]);

export interface CutProxy {
  /** The same database through this proxy. */
  readonly url: string;
  /** Statements asked for so far, over all connections. */
  statements(): number;
  /** Settles when the connection was cut. */
  readonly cut: Promise<void>;
  close(): Promise<void>;
}

export interface CutProxyOptions {
  /** Cut when the answer to this statement comes back, counted from 1 over all connections; never when absent. */
  readonly at?: number;
  /** What to do with startup parameters that poolers do not know (pgbouncer, `ignore_startup_parameters`); passed on when absent. */
  readonly parameters?: 'drop' | 'refuse';
}

export async function openCutProxy(target: string, { at, parameters }: CutProxyOptions = {}): Promise<CutProxy> {
  const to = new URL(target);
  const sockets = new Set<Socket>();
  let statements = 0;
  let isCut = false;
  let tellCut = () => {};
  const whenCut = new Promise<void>((done) => {
    tellCut = done;
  });
  const cut = () => {
    isCut = true;
    tellCut();
    for (const socket of sockets) socket.destroy();
  };

  const server = createServer((client) => {
    if (isCut) return void client.destroy();
    const upstream = connect(Number(to.port), to.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    let cutAtAnswer = false;
    let pending = Buffer.alloc(0);
    let started = false;
    upstream.on('data', (chunk: Buffer) => {
      if (cutAtAnswer) cut();
      else client.write(chunk);
    });
    client.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (;;) {
        const header = started ? 1 : 0;
        if (pending.length < header + 4) return;
        const length = header + pending.readInt32BE(header);
        if (pending.length < length) return;
        let message: Buffer = pending.subarray(0, length);
        pending = pending.subarray(length);
        if (!started) {
          started = true;
          const unknown = [...startupParameters(message).keys()].filter((name) => !POOLED.has(name));
          if (parameters === 'refuse' && unknown.length > 0) return void client.destroy();
          if (parameters === 'drop') message = without(message, unknown);
        } else if ('QS'.includes(String.fromCharCode(message[0]!))) {
          statements += 1; // A simple query, or the Sync that ends one with parameters.
          if (statements === at) cutAtAnswer = true;
        }
        upstream.write(message);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    statements: () => statements,
    cut: whenCut,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function startupParameters(message: Buffer): Map<string, string> {
  const words = message.subarray(8).toString('utf8').split('\0');
  const parameters = new Map<string, string>();
  for (let index = 0; words[index]; index += 2) parameters.set(words[index]!, words[index + 1]!);
  return parameters;
}

function without(message: Buffer, names: readonly string[]): Buffer {
  const parameters = startupParameters(message);
  for (const name of names) parameters.delete(name);
  const body = Buffer.from(`${[...parameters].flat().join('\0')}\0\0`);
  const head = Buffer.from(message.subarray(0, 8));
  head.writeInt32BE(8 + body.length, 0);
  return Buffer.concat([head, body]);
}
