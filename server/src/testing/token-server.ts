/** A server on loopback for tests that renews access tokens as that of Google or Microsoft does (RFC 6749, section 6), or fails to. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

export interface TokenServer {
  /** For an IMAP server: whose an access token is. The token is put behind it. */
  infoUrl: string;
  /** What it takes; null: it refuses all. */
  refreshToken: string | null;
  /** It gives a new refresh token each time, and refuses the previous one. */
  rotates: boolean;
  /** How long an access token holds, in seconds; undefined: it does not say. */
  seconds: number | undefined;
  /** `silent`: it never answers. */
  fault: 'silent' | 'broken' | 'busy' | null;
  /** What it was asked. */
  asked: URLSearchParams[];
  /** No access token holds any more. */
  endAll(): void;
  /** Where tokens are renewed. @param tls files of a certificate and its key; without them in plain text */
  listen(tls?: { certificate: string; key: string }): Promise<string>;
  close(): void;
}

/** @param user whose mailbox its tokens open */
export async function startTokenServer(user: string): Promise<TokenServer> {
  const holding = new Set<string>();
  const servers: http.Server[] = [];
  const answer: http.RequestListener = async (request, response) => {
    const send = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const url = new URL(request.url!, 'http://localhost');
    if (url.pathname === '/info') {
      const isHeld = holding.has(url.searchParams.get('token') ?? '');
      return void send(isHeld ? 200 : 401, isHeld ? { email: user } : {});
    }
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const form = new URLSearchParams(Buffer.concat(pieces).toString());
    state.asked.push(form);
    if (state.fault === 'silent') return;
    if (state.fault === 'busy') return void response.writeHead(503).end('<html>later</html>');
    if (state.fault === 'broken') return void response.writeHead(200).end('<html>Sign in</html>');
    if (form.get('refresh_token') !== state.refreshToken)
      return void send(400, {
        error: 'invalid_grant',
        error_description: 'Token has been expired or revoked.\r\nTrace: 1',
      });
    const nth = state.asked.length;
    const accessToken = `access-${nth}`;
    holding.add(accessToken);
    if (state.rotates) state.refreshToken = `refresh-${nth}`;
    send(200, {
      access_token: accessToken,
      token_type: 'Bearer',
      ...(state.seconds !== undefined && { expires_in: state.seconds }),
      ...(state.rotates && { refresh_token: state.refreshToken }),
    });
  };
  const open = async (server: http.Server) => {
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const state: TokenServer = {
    infoUrl: `http://127.0.0.1:${await open(http.createServer(answer))}/info?token=`,
    refreshToken: 'refresh-0',
    rotates: false,
    seconds: 3600,
    fault: null,
    asked: [],
    endAll: () => holding.clear(),
    async listen(tls) {
      if (!tls) return `http://127.0.0.1:${await open(http.createServer(answer))}/token`;
      const [cert, key] = await Promise.all([readFile(tls.certificate), readFile(tls.key)]);
      return `https://localhost:${await open(https.createServer({ cert, key }, answer))}/token`;
    },
    close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
  return state;
}
