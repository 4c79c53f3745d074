import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { io } from 'socket.io-client';
import { afterEach, expect, test, vi } from 'vitest';
import { BEARER, startTestServer, type TestServer, type TestServerOptions, TOKEN } from '../testing/test-server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openAt(options: TestServerOptions): Promise<TestServer> {
  const server = await startTestServer(options);
  closing.push(() => server.close());
  return server;
}

const IMAGE = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
const VISIT = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

/** What a socket is answered: 'in', or why not. */
function dial(server: TestServer, token: string | undefined, headers: Record<string, string> = {}): Promise<string> {
  const client = io(server.url, {
    forceNew: true,
    reconnection: false,
    transports: ['websocket'],
    extraHeaders: headers,
    ...(token !== undefined && { auth: { token } }),
  });
  return new Promise<string>((resolve) => {
    client.on('connect', () => resolve('in'));
    client.on('connect_error', (error) => resolve(error.message));
  }).finally(() => client.disconnect());
}

const signIn = (server: TestServer, token: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ token }),
  });

type Headers = Record<string, string>;
/** A way in, and what a server answers to a token that comes by it. */
const WAYS: [string, (server: TestServer, token: string, headers: Headers) => Promise<string>][] = [
  [
    'as a bearer',
    async (server, token, headers) =>
      String(
        (await fetch(`${server.url}/api/me`, { headers: { ...headers, authorization: `Bearer ${token}` } })).status,
      ),
  ],
  ['to sign in', async (server, token, headers) => String((await signIn(server, token, headers)).status)],
  ['over a socket', async (server, token, headers) => dial(server, token, headers)],
  [
    'over a socket as a bearer',
    async (server, token, headers) => dial(server, undefined, { ...headers, authorization: `Bearer ${token}` }),
  ],
];

test('P34 two thousand images that another site embeds take nothing from the owner', { tags: ['long'] }, async () => {
  const webRoot = await mkdtemp(path.join(tmpdir(), 'sheetport-web-'));
  closing.push(() => rm(webRoot, { recursive: true }));
  await writeFile(path.join(webRoot, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(path.join(webRoot, 'index.html'), '<!doctype html><title>Page</title>');
  const server = await openAt({ webRoot, bounds: { requestsPerMinute: 30, signInsPerMinute: 5 } });
  const cookie = (await signIn(server, TOKEN)).headers.get('set-cookie')!.split(';')[0]!;
  const addresses = ['/icon.svg', '/api/me', '/api/jobs', '/?token=wrong'];
  for (let n = 0; n < 2000; n += 20) {
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async (_, at) => {
        const answer = await fetch(server.url + addresses[at % addresses.length]!, { headers: { ...IMAGE, cookie } });
        await answer.arrayBuffer();
        return answer.status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([403]));
  }
  // Nor do the client's own files, whoever loads them how often.
  for (let n = 0; n < 100; n++) expect((await fetch(`${server.url}/icon.svg`)).status).toBe(200);
  for (let n = 0; n < 30; n++) expect((await fetch(`${server.url}/api/me`, { headers: { cookie } })).status).toBe(200);
  expect((await fetch(`${server.url}/api/me`, { headers: { cookie } })).status).toBe(429);
});

test('P33 another site may link to a page, and do nothing else', { tags: ['long'] }, async () => {
  const server = await openAt({});
  // Not by fetch, which says of itself what it is.
  const status = (where: string, headers: Record<string, string>, method = 'GET') =>
    new Promise<number>((resolve, reject) => {
      http
        .request(server.url + where, { method, headers: { accept: 'text/html', ...headers } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode!);
        })
        .on('error', reject)
        .end();
    });
  expect(await status(`/?token=${TOKEN}`, VISIT)).toBe(303);
  expect(await status('/api/me', { ...BEARER, ...VISIT })).toBe(200);
  for (const other of [
    IMAGE,
    { ...IMAGE, 'sec-fetch-site': 'same-site' },
    { ...VISIT, 'sec-fetch-dest': 'iframe' },
    { ...VISIT, 'sec-fetch-mode': 'cors' },
    { 'sec-fetch-site': 'cross-site' },
  ] as Record<string, string>[]) {
    expect(await status('/', other)).toBe(403);
    expect(await status('/api/me', { ...BEARER, ...other })).toBe(403);
    expect(await status('/api/health', other)).toBe(200);
  }
  expect(await status('/api/session', VISIT, 'DELETE')).toBe(403);
  expect(await status('/api/me', { ...BEARER, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' })).toBe(200);
});

test('P34 wrong tokens are limited by address, whichever way they come, and the owner at that address is served', async () => {
  const server = await openAt({ env: { TRUST_PROXY: '1' }, bounds: { signInsPerMinute: 3 } });
  for (const [at, [way, attempt]] of WAYS.entries()) {
    // Each way from an address of its own: one server for all.
    const from = { 'x-forwarded-for': `192.0.2.${at + 1}` };
    const status = async (headers: Record<string, string> = {}) =>
      (await fetch(`${server.url}/api/me`, { headers: { ...from, ...headers } })).status;
    const answers: string[] = [];
    for (let n = 0; n < 5; n++) answers.push(await attempt(server, `wrong-${n}`, from));
    const refused = answers[0] === '401' ? '401' : 'not_signed_in';
    const limited = refused === '401' ? '429' : 'too_many_requests';
    expect([way, ...answers]).toEqual([way, refused, refused, refused, limited, limited]);
    // One count for all ways.
    expect([way, (await signIn(server, 'wrong', from)).status]).toEqual([way, 429]);
    expect([way, await status()]).toEqual([way, 401]);
    expect([way, await status(BEARER)]).toEqual([way, 200]);
    expect([way, (await signIn(server, TOKEN, from)).status]).toEqual([way, 204]);
    expect([way, await dial(server, TOKEN, from)]).toEqual([way, 'in']);
  }
});

test('P34 a flood of strangers does not use up what the owner may ask, nor does the owner what others may', async () => {
  const server = await openAt({ bounds: { requestsPerMinute: 10, signInsPerMinute: 3 } });
  for (let n = 0; n < 50; n++) {
    expect((await fetch(`${server.url}/api/me`)).status).toBe(401);
    await signIn(server, 'wrong');
  }
  for (let n = 0; n < 10; n++) expect((await server.call('/api/me')).status).toBe(200);
  expect((await server.call('/api/me')).status).toBe(429);
  expect((await signIn(server, TOKEN)).status).toBe(204);
});

test('P34 sockets that do not say whose they are are limited by address; the owner’s are not', async () => {
  const server = await openAt({ bounds: { anonymousSocketsPerMinute: 3 } });
  const open = async (headers: Record<string, string> = {}) =>
    (await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers })).status;
  const statuses: number[] = [];
  for (let n = 0; n < 5; n++) statuses.push(await open());
  expect(statuses).toEqual([200, 200, 200, 403, 403]);
  for (let n = 0; n < 5; n++) expect(await open(BEARER)).toBe(200);
});

test('P34 behind a proxy, what a caller adds to X-Forwarded-For does not make it another', {
  tags: ['long'],
}, async () => {
  const server = await openAt({ env: { TRUST_PROXY: '1' }, bounds: { signInsPerMinute: 2 } });
  const attempt = async (forwarded: string) =>
    (
      await fetch(`${server.url}/api/me`, {
        headers: { authorization: 'Bearer wrong', 'x-forwarded-for': forwarded },
      })
    ).status;
  const statuses: number[] = [];
  for (let n = 0; n < 4; n++) statuses.push(await attempt(`192.0.2.${n}, 198.51.100.7`));
  expect(statuses).toEqual([401, 401, 429, 429]);
  expect(await attempt('198.51.100.8')).toBe(401);
  // The addresses of one IPv6 subscriber are one.
  expect([await attempt('2001:db8::1'), await attempt('2001:db8::2'), await attempt('2001:db8::3')]).toEqual([
    401, 401, 429,
  ]);
  expect(await attempt('2001:db8:0:1::1')).toBe(401);
});

test('what exceeds a limit, or comes from another site, is a security event in the log, without what was sent', {
  tags: ['long'],
}, async () => {
  const server = await startTestServer({ bounds: { requestsPerMinute: 3 } });
  for (let at = 0; at < 4; at++) await server.call('/api/tables');
  await fetch(`${server.url}/api/tables`, {
    method: 'POST',
    headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'canary' }),
  });
  const lines = server.logged.map((line) => JSON.parse(line) as Record<string, unknown>);
  const events = lines.filter(({ event }) => event === 'security.limit');
  expect(events.map(({ code }) => code)).toEqual(['too_many_requests', 'foreign_origin']);
  expect(events[0]).toMatchObject({ call: 'GET /api/tables', address: '127.0.0.1' });
  expect(JSON.stringify(events)).not.toContain('canary');
  await server.close();
});
