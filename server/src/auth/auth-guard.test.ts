import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BEARER, startTestServer, type TestServer, TOKEN } from '../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { ALLOWED_HOSTS: 'sheets.example' }, bounds: { signInsPerMinute: 1e9 } });
});
afterAll(async () => server?.close());

/** A request with any Host, which fetch does not allow. */
function ask(
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string; headers: http.IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port: server.port, method, path, headers, agent: false },
      (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode!, body, headers: response.headers }));
      },
    );
    request.on('error', reject);
    request.end();
  });
}

/** A cookie of the right name whose signature is not ours. */
const forged = () => `${server.app.context.access.cookieName}=${'a'.repeat(32)}.${'b'.repeat(43)}%3D`;
const strangers = (): [string, Record<string, string>][] => [
  ['nobody', {}],
  ['a wrong token', { authorization: `Bearer ${TOKEN}x` }],
  ['an empty token', { authorization: 'Bearer ' }],
  ['the token as a password', { authorization: `Basic ${Buffer.from(`owner:${TOKEN}`).toString('base64')}` }],
  ['a forged session', { cookie: forged() }],
];
const OPEN = new Set([
  'GET /api/health',
  'HEAD /api/health',
  'POST /api/session',
  'GET /api/session/options',
  'HEAD /api/session/options',
  'GET /api/session/oidc',
  'HEAD /api/session/oidc',
  'GET /api/session/oidc/callback',
  'HEAD /api/session/oidc/callback',
  'POST /api/password-requests',
  'POST /api/links/inspect',
  'POST /api/links/accept',
  'POST /api/links/password',
  'POST /api/visits',
  'POST /api/feed-files',
]);

test('P32 every route but health, sign-in and links answers strangers 401', async () => {
  const guarded = server.app.knownRoutes.filter(
    ({ method, url }) => /^\/(api|metrics)/.test(url) && !OPEN.has(`${method} ${url}`),
  );
  expect(guarded.length).toBeGreaterThan(40);
  for (const { method, url } of guarded) {
    for (const [who, headers] of strangers()) {
      const answer = await ask(method, url.replace(':id', randomUUID()), headers);
      expect(`${method} ${url} for ${who}: ${answer.status}`).toBe(`${method} ${url} for ${who}: 401`);
      if (method !== 'HEAD') expect(JSON.parse(answer.body).code).toBe('not_signed_in');
    }
  }
});

test('P32 an address that does not exist tells strangers nothing', async () => {
  for (const path of ['/api/nothing', '/api', '/API/files', '/api/files/x/y/z', '/metrics/x'])
    expect((await ask('GET', path, {})).status).toBe(401);
  expect((await ask('GET', '/api/nothing', BEARER)).status).toBe(404);
});

test('P32 health is open and says no more than that', async () => {
  const answer = await ask('GET', '/api/health', {});
  expect([answer.status, answer.body]).toEqual([200, '{"status":"ok"}']);
});

test('P33 a foreign Host is refused, our own names are not', async () => {
  const own = ['localhost', `127.0.0.1:${server.port}`, `[::1]:${server.port}`, 'SHEETS.example', 'sheets.example:443'];
  const foreign = [
    'evil.example',
    'localhost.evil.example',
    '192.0.2.7',
    '127.0.0.1.nip.io',
    'a b',
    'localhost@evil.example',
  ];
  for (const host of own)
    expect(`${host} ${(await ask('GET', '/api/me', { ...BEARER, host })).status}`).toBe(`${host} 200`);
  for (const host of foreign)
    expect(`${host} ${(await ask('GET', '/api/me', { ...BEARER, host })).status}`).toMatch(/ 40[03]$/);
  expect(JSON.parse((await ask('GET', '/api/me', { ...BEARER, host: 'evil.example' })).body).code).toBe(
    'foreign_origin',
  );
});

test('P33 another site cannot act, even with a good cookie or token', async () => {
  const here = `127.0.0.1:${server.port}`;
  const cross: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `http://127.0.0.1:${server.port + 1}` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: `http://${here}`, 'sec-fetch-site': 'cross-site' },
  ];
  for (const { method, url } of server.app.knownRoutes.filter(
    ({ method, url }) => url.startsWith('/api') && ['POST', 'PATCH', 'DELETE'].includes(method),
  )) {
    for (const headers of cross) {
      const answer = await ask(method, url.replace(':id', randomUUID()), { ...BEARER, ...headers });
      expect(`${method} ${url} ${JSON.stringify(headers)} ${answer.status}`).toBe(
        `${method} ${url} ${JSON.stringify(headers)} 403`,
      );
    }
  }
  const own = await ask('DELETE', `/api/files/${randomUUID()}`, {
    ...BEARER,
    origin: `http://${here}`,
    'sec-fetch-site': 'same-origin',
  });
  expect(own.status).toBe(404);
});

test('P32 the printed link signs in once and leaves the address; signing out voids the cookie, also after a restart', async () => {
  const link = await fetch(`${server.url}/jobs?show=all&token=${TOKEN}`, { redirect: 'manual' });
  expect([link.status, link.headers.get('location')]).toEqual([303, '/jobs?show=all']);
  const set = link.headers.get('set-cookie')!;
  expect(set).toMatch(/; Path=\/; HttpOnly; SameSite=Strict; Max-Age=2592000$/);
  const cookie = set.split(';')[0]!;
  expect((await fetch(`${server.url}/api/me`, { headers: { cookie } })).status).toBe(200);
  expect((await fetch(`${server.url}/api/me`, { headers: { cookie: `${cookie}x` } })).status).toBe(401);
  expect((await fetch(`${server.url}/api/session`, { method: 'DELETE', headers: { cookie } })).status).toBe(204);
  expect((await fetch(`${server.url}/api/me`, { headers: { cookie } })).status).toBe(401);
  const again = await server.again();
  expect((await fetch(`${again.url}/api/me`, { headers: { cookie } })).status).toBe(401);
  await again.close();
});

test('P32 a link leads nowhere else, and a wrong one signs nobody in', async () => {
  const away = await ask('GET', `//evil.example/?token=${TOKEN}`, {});
  expect([away.status, away.headers.location]).toEqual([303, expect.stringMatching(/^\/($|[^/])/)]);
  const wrong = await fetch(`${server.url}/?token=wrong`, { redirect: 'manual' });
  expect([wrong.status, wrong.headers.get('location'), wrong.headers.get('set-cookie')]).toEqual([303, '/', null]);
});

test('P34 wrong tokens are slowed down, the right one is not counted', async () => {
  const strict = await startTestServer({ bounds: { signInsPerMinute: 5 } });
  const signIn = (token: string) =>
    fetch(`${strict.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
  for (let n = 0; n < 10; n++) expect((await signIn(TOKEN)).status).toBe(204);
  const answers = [];
  for (let n = 0; n < 8; n++) answers.push(await signIn('wrong'));
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
  expect(Number(answers.at(-1)!.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(((await answers.at(-1)!.json()) as { code: string }).code).toBe('too_many_requests');
  await strict.close();
});

test('P34 one caller cannot ask without end', async () => {
  const strict = await startTestServer({ bounds: { requestsPerMinute: 20 } });
  const statuses = await Promise.all(Array.from({ length: 30 }, async () => (await strict.call('/api/me')).status));
  expect(statuses.filter((status) => status === 200)).toHaveLength(20);
  expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  expect((await fetch(`${strict.url}/api/health`)).status).toBe(200);
  await strict.close();
});
