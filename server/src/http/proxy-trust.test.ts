import { TrustProxy } from '@sheetport/contract';
import { io } from 'socket.io-client';
import { afterEach, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { clientAddress, openProxyTrust } from './proxy-trust.ts';

const from = (remoteAddress: string, forwarded: string | undefined, setting: string) =>
  clientAddress(
    { headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress } as never },
    openProxyTrust(TrustProxy.parse(setting)),
  );

test('P34 who sent a request is who the last trusted proxy saw; what others say does not count', () => {
  // Nobody is trusted.
  expect(from('198.51.100.7', '203.0.113.1', '0')).toBe('198.51.100.7');
  // One proxy: only what it added itself.
  expect(from('127.0.0.1', '203.0.113.1, 198.51.100.7', '1')).toBe('198.51.100.7');
  // Two proxies, by number and by address.
  for (const setting of ['2', 'loopback, 10.0.0.0/8'])
    expect(from('127.0.0.1', '203.0.113.1, 198.51.100.7, 10.1.2.3', setting)).toBe('198.51.100.7');
  // By address: a peer that is no proxy of ours, whatever it says.
  expect(from('198.51.100.7', '203.0.113.1', '10.0.0.0/8')).toBe('198.51.100.7');
  expect(from('198.51.100.7', '10.0.0.1, 10.0.0.2', '10.0.0.0/8')).toBe('198.51.100.7');
  // A client that says it came through a proxy of ours, which it did not.
  expect(from('10.0.0.2', '203.0.113.1, 10.9.9.9, 198.51.100.7', '10.0.0.0/8')).toBe('198.51.100.7');
  // IPv4 on a server that listens on IPv6; IPv6.
  expect(from('::ffff:10.0.0.2', '198.51.100.7', '10.0.0.0/8')).toBe('198.51.100.7');
  expect(from('2001:db8::1', '2001:db9::5', '2001:db8::/32')).toBe('2001:db9::5');
  // No header, and one that is no address.
  expect(from('127.0.0.1', undefined, '1')).toBe('127.0.0.1');
  expect(from('127.0.0.1', 'unknown', 'loopback')).toBe('unknown');
});

let server: TestServer;
afterEach(async () => server?.close());

async function attempts(setting: string, forwarded: (n: number) => string): Promise<number[]> {
  server = await startTestServer({ env: { TRUST_PROXY: setting }, bounds: { signInsPerMinute: 2 } });
  const statuses: number[] = [];
  for (let n = 0; n < 4; n++) {
    const headers = { authorization: 'Bearer wrong', 'x-forwarded-for': forwarded(n) };
    statuses.push((await fetch(`${server.url}/api/me`, { headers })).status);
  }
  return statuses;
}

test('P34 a peer that is no trusted proxy cannot make itself another by X-Forwarded-For', async () => {
  // These tests connect from 127.0.0.1.
  expect(await attempts('10.0.0.0/8', (n) => `203.0.113.${n}`)).toEqual([401, 401, 429, 429]);
  // It is counted as itself over a socket, too, and not as whom it names.
  const dial = (forwarded: string) =>
    new Promise<string>((resolve) => {
      const socket = io(server.url, {
        forceNew: true,
        reconnection: false,
        transports: ['websocket'],
        auth: { token: 'wrong' },
        extraHeaders: { 'x-forwarded-for': forwarded },
      });
      socket.on('connect_error', ({ message }) => resolve(message));
      socket.on('connect', () => resolve('in'));
    });
  expect(await dial('203.0.113.99')).toBe('too_many_requests');
});

test('P34 behind two proxies each client is counted as itself', { tags: ['long'] }, async () => {
  expect(await attempts('2', (n) => `203.0.113.${n}, 198.51.100.7, 10.1.2.3`)).toEqual([401, 401, 429, 429]);
  await server.close();
  expect(await attempts('loopback, 10.0.0.0/8', (n) => `198.51.100.${n}, 10.1.2.3`)).toEqual([401, 401, 401, 401]);
});

test('P34 forged session cookies are limited by address; a good one is not counted', async () => {
  server = await startTestServer({ bounds: { wrongSessionsPerMinute: 3 } });
  const { cookieName } = server.app.context.access;
  const ask = async (cookie: string) => (await fetch(`${server.url}/api/me`, { headers: { cookie } })).status;
  const statuses: number[] = [];
  for (let n = 0; n < 5; n++) statuses.push(await ask(`${cookieName}=${n}.forged`));
  expect(statuses).toEqual([401, 401, 401, 429, 429]);
  const value = await server.app.context.accounts.startSession('owner', { address: '', browser: '' }, 'password');
  expect(await ask(`${cookieName}=${value}`)).toBe(200);
  // Nor are those of other services on this host name, which browsers send along.
  expect(await ask('sheetport_12345678=other.service')).toBe(401);
});
