/**
 * PostgreSQL behind TLS: answers SSLRequest as a server with `ssl = on` does, and passes on what is inside (PostgreSQL docs, "Message Flow",
 * SSL Session Encryption). The certificate is made by openssl for each proxy, for the name localhost.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { TLSSocket } from 'node:tls';

export const HAS_OPENSSL = ['/usr/bin/openssl', '/bin/openssl'].some((file) => existsSync(file));

export interface TlsProxy {
  /** The same database over TLS, without any `sslmode`. */
  readonly url: URL;
  /** A file with the certificate of the authority: the server's own, which has signed itself. */
  readonly rootCertificate: string;
  /** Connections that came without asking for TLS; they were cut. */
  plain(): number;
  close(): Promise<void>;
}

const SSL_REQUEST = 80_877_103;

export async function openTlsProxy(target: string): Promise<TlsProxy> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'tls-proxy-'));
  const [keyFile, rootCertificate] = [path.join(home, 'key.pem'), path.join(home, 'root.pem')];
  const request = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost`;
  execFileSync(
    'openssl',
    [...request.split(' '), '-addext', 'subjectAltName=DNS:localhost', '-keyout', keyFile, '-out', rootCertificate],
    { stdio: 'ignore' },
  );
  const [key, cert] = await Promise.all([readFile(keyFile), readFile(rootCertificate)]);
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let plain = 0;
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
    socket.once('data', (first) => {
      if (first.length < 8 || first.readInt32BE(4) !== SSL_REQUEST) {
        plain += 1;
        socket.destroy();
        return;
      }
      socket.write('S');
      const inside = new TLSSocket(socket, { isServer: true, key, cert });
      const upstream = connect(Number(port), hostname);
      inside.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
      upstream.on('error', () => inside.destroy()).on('close', () => inside.destroy());
      inside.pipe(upstream).pipe(inside);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.hostname = 'localhost';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url,
    rootCertificate,
    plain: () => plain,
    async close() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
      await rm(home, { recursive: true, force: true });
    },
  };
}
