import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPublicAddress, openOutgoingGuard } from './outgoing-guard.ts';
import { openOutgoing, readText } from './outgoing-request.ts';

const LOOPBACK = [{ address: '127.0.0.0', prefix: 8 }];
const notAllowed = expect.objectContaining({ code: 'address_not_allowed' });
const unreachable = (detail: RegExp) =>
  expect.objectContaining({ code: 'receiver_unreachable', message: expect.stringMatching(detail) });

let server: http.Server;
let port: number;
const seen: { url: string; method: string; headers: http.IncomingHttpHeaders; body: string }[] = [];
beforeAll(async () => {
  server = http.createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    seen.push({
      url: request.url!,
      method: request.method!,
      headers: request.headers,
      body: Buffer.concat(pieces).toString(),
    });
    if (request.url === '/silent') return;
    if (request.url === '/drip') return void response.write('a');
    if (request.url === '/away')
      return void response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
    if (request.url === '/next')
      return void response.writeHead(307, { location: `http://localhost:${port}/end` }).end();
    response.end(request.url === '/long' ? 'ệ'.repeat(1000) : 'ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('addresses of this machine, of neighbours and of private networks are none of the internet, in any notation', () => {
  const inside =
    '127.0.0.1 127.9.9.9 0.0.0.0 10.1.2.3 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.8 198.19.0.1 224.0.0.1 255.255.255.255 :: ::1 fe80::1 fe80::1%eth0 fd00::1 ff02::1 ::ffff:127.0.0.1 ::ffff:7f00:1 0:0:0:0:0:ffff:a00:1 ::127.0.0.1 64:ff9b::a00:1 2002:7f00:1:: 2001::1 2001:db8::1 100::1 3fff::1';
  for (const address of inside.split(' ')) expect([address, isPublicAddress(address)]).toEqual([address, false]);
  const outside =
    '1.1.1.1 172.32.0.1 192.169.0.1 100.128.0.1 2606:4700::1111 ::ffff:1.1.1.1 64:ff9b::101:101 2a00:1450::1';
  for (const address of outside.split(' ')) expect([address, isPublicAddress(address)]).toEqual([address, true]);
  expect(isPublicAddress('example.com')).toBe(false);
  const guard = openOutgoingGuard(LOOPBACK);
  expect([guard.allows('127.0.0.1'), guard.allows('::ffff:127.0.0.1'), guard.allows('10.0.0.1')]).toEqual([
    true,
    true,
    false,
  ]);
});

test.each([
  'http://127.0.0.1',
  'http://[::1]',
  'http://2130706433',
  'http://0x7f.1',
  'http://localhost',
  'http://[::ffff:127.0.0.1]',
  'http://0',
  'https://127.1',
])('nothing is sent to %s', async (address) => {
  const before = seen.length;
  const asked = openOutgoing(openOutgoingGuard([]), { url: `${address}:${port}/`, timeoutMs: 5000 });
  await expect(asked).rejects.toThrow(notAllowed);
  expect(seen).toHaveLength(before);
});

test('a name is resolved once: the connection goes to the address that was checked, and to no other of its addresses', async () => {
  let asked = 0;
  const answers = [
    [
      { address: '10.9.9.9', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ],
    [{ address: '10.9.9.9', family: 4 }],
  ];
  const resolve = ((_host: string, _options: unknown, done: (error: null, found: unknown) => void) =>
    done(null, answers[asked++])) as never;
  const guard = openOutgoingGuard(LOOPBACK, resolve);
  const url = `http://rebound.example:${port}/`;
  expect((await openOutgoing(guard, { url, timeoutMs: 5000 })).status).toBe(200);
  expect(seen.at(-1)?.headers.host).toBe(`rebound.example:${port}`);
  expect(asked).toBe(1);
  await expect(openOutgoing(guard, { url, timeoutMs: 5000 })).rejects.toThrow(notAllowed);
});

test('redirects are followed where asked for, without secrets to another site, and never into a private network', async () => {
  const guard = openOutgoingGuard(LOOPBACK);
  const ask = (path: string, redirects: number) =>
    openOutgoing(guard, {
      url: `http://127.0.0.1:${port}${path}`,
      redirects,
      headers: { authorization: 'Bearer x', 'x-a': '1' },
      timeoutMs: 5000,
    });
  expect((await ask('/next', 0)).status).toBe(307);
  expect(await ask('/next', 1)).toMatchObject({ status: 200, url: `http://localhost:${port}/end` });
  expect(seen.at(-1)?.headers).toMatchObject({ 'x-a': '1' });
  expect(seen.at(-1)?.headers).not.toHaveProperty('authorization');
  await expect(ask('/away', 3)).rejects.toThrow(notAllowed);
  for (const url of ['ftp://127.0.0.1/', 'file:///etc/passwd', 'http://a:b@127.0.0.1/', 'nothing'])
    await expect(openOutgoing(guard, { url, timeoutMs: 5000 })).rejects.toThrow(
      unreachable(/no http or https address/),
    );
});

test('bodies go out as text and as streams; answers are cut, and silence ends', async () => {
  const guard = openOutgoingGuard(LOOPBACK);
  const url = `http://127.0.0.1:${port}`;
  for (const body of ['a text', Buffer.from('a text'), Readable.from(['a ', 'text'])]) {
    const answer = await openOutgoing(guard, { url, method: 'POST', body, timeoutMs: 5000 });
    expect(await readText(answer, 10)).toEqual({ text: 'ok', isCut: false });
    expect(seen.at(-1)).toMatchObject({ method: 'POST', body: 'a text' });
  }
  const long = await openOutgoing(guard, { url: `${url}/long`, timeoutMs: 5000 });
  expect(await readText(long, 10)).toEqual({ text: 'ệệệ', isCut: true });
  await expect(openOutgoing(guard, { url: `${url}/silent`, timeoutMs: 50 })).rejects.toThrow(unreachable(/in time/));
  const drip = await openOutgoing(guard, { url: `${url}/drip`, timeoutMs: 50 });
  await expect(readText(drip, 10)).rejects.toThrow(unreachable(/in time/));
  await expect(openOutgoing(guard, { url: 'http://127.0.0.1:1/', timeoutMs: 5000 })).rejects.toThrow(
    unreachable(/listens/),
  );
  const source = Readable.from(
    (async function* () {
      yield 'a';
      throw new Error('a disk failed');
    })(),
  );
  await expect(openOutgoing(guard, { url, method: 'PUT', body: source, timeoutMs: 5000 })).rejects.toThrow(
    unreachable(/./),
  );
});
