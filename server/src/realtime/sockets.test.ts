import { once } from 'node:events';
import http from 'node:http';
import { type ClientToServer, type Job, type ServerToClient, seqOf, type WatchAnswer } from '@sheetport/contract';
import { claimJob, endJob } from '@sheetport/core';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { sendCsv, startTestServer, type TestServer, TOKEN } from '../testing/test-server.ts';

type Client = Socket<ServerToClient, ClientToServer>;
let server: TestServer;
let fileId: string;
const clients: Client[] = [];
beforeAll(async () => {
  server = await startTestServer();
  fileId = await sendCsv(server);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});
afterAll(async () => server?.close());

interface Ways {
  auth?: object;
  headers?: Record<string, string>;
  polling?: boolean;
  at?: TestServer;
}
function dial({ auth, headers, polling, at = server }: Ways): Client {
  const client: Client = io(at.url, {
    forceNew: true,
    reconnection: false,
    transports: [polling ? 'polling' : 'websocket'],
    ...(auth && { auth }),
    ...(headers && { extraHeaders: headers }),
  });
  clients.push(client);
  return client;
}
/** 'in', or why not. */
function fate(client: Client): Promise<string> {
  return new Promise((resolve) => {
    client.on('connect', () => resolve('in'));
    client.on('connect_error', (error) => resolve(error.message));
  });
}
async function enter(ways: Ways = { auth: { token: TOKEN } }): Promise<{ client: Client; heard: Job[] }> {
  const client = dial(ways);
  const heard: Job[] = [];
  client.on('job', (job) => heard.push(job));
  expect(await fate(client)).toBe('in');
  return { client, heard };
}
const watch = (client: Client, what: string): Promise<WatchAnswer> => client.timeout(5000).emitWithAck('watch', what);
async function session(at = server): Promise<string> {
  const answer = await fetch(`${at.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: TOKEN }),
  });
  return answer.headers.get('set-cookie')!.split(';')[0]!;
}
async function start(): Promise<Job> {
  return (await (await server.post('/api/imports', { fileId, table: { create: { name: 'New' } } })).json()) as Job;
}
async function until(check: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!check()) {
    if (Date.now() > end) throw new Error('it did not happen within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('P17 only who is signed in comes in, by cookie, header or token', async () => {
  const cookie = await session();
  for (const polling of [false, true]) {
    expect(await fate(dial({ polling }))).toBe('not_signed_in');
    expect(await fate(dial({ polling, auth: { token: 'wrong' } }))).toBe('not_signed_in');
    expect(await fate(dial({ polling, auth: { token: { $ne: '' } } }))).toBe('not_signed_in');
    expect(await fate(dial({ polling, headers: { cookie: `${cookie}x` } }))).toBe('not_signed_in');
    expect(await fate(dial({ polling, auth: { token: TOKEN } }))).toBe('in');
    expect(await fate(dial({ polling, headers: { cookie } }))).toBe('in');
    expect(await fate(dial({ polling, headers: { authorization: `Bearer ${TOKEN}` } }))).toBe('in');
  }
});

test('P33 a handshake from another site or for another name is refused', async () => {
  const cookie = await session();
  for (const headers of [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { host: 'evil.example' },
  ]) {
    expect(await fate(dial({ headers: { cookie, ...headers } as Record<string, string> }))).toMatch(/error/);
    const status = await new Promise<number>((resolve, reject) => {
      http
        .get(
          {
            host: '127.0.0.1',
            port: server.port,
            path: '/socket.io/?EIO=4&transport=polling',
            headers: { cookie, ...headers } as Record<string, string>,
          },
          (response) => resolve(response.statusCode!),
        )
        .on('error', reject);
    });
    expect(status).toBe(403);
  }
  expect(await fate(dial({ headers: { cookie, origin: server.url, 'sec-fetch-site': 'same-origin' } }))).toBe('in');
});

test('P16 the answer to watch is the job as it is; then every change comes, and one end', async () => {
  const job = await start();
  const { client, heard } = await enter();
  expect(await watch(client, job.id)).toMatchObject({ ok: true, job: { id: job.id, state: 'queued' } });
  const claim = (await claimJob(server.pool, job.id, 'test'))!;
  server.queueListener.onMoved(job.id);
  await until(() => heard.some(({ state }) => state === 'running'));
  const progress = { fraction: 0.5, rowsDone: 5, rowsTotal: 10, rowsPerSecond: 1, secondsLeft: 5, queuePosition: null };
  const counts = { read: 5, inserted: 0, updated: 0, unchanged: 0, rejected: 0 };
  server.queueListener.onReport({
    id: job.id,
    seq: seqOf(claim.fence, 1),
    state: 'running',
    phase: 'reading',
    progress,
    counts,
  });
  await until(() => heard.at(-1)?.progress.fraction === 0.5);
  // The row lags behind, but HTTP and a second watcher see what the first has heard.
  expect(await (await server.call(`/api/jobs/${job.id}`)).json()).toMatchObject({
    progress: { fraction: 0.5 },
    phase: 'reading',
  });
  const late = await enter();
  expect(await watch(late.client, job.id)).toMatchObject({ job: { progress: { fraction: 0.5 } } });
  await endJob(server.pool, job.id, claim.fence, 'failed', seqOf(claim.fence, 2), {
    code: 'damaged_file',
    message: 'Oh.',
  });
  for (let n = 0; n < 5; n++) server.queueListener.onMoved(job.id);
  await until(() => heard.at(-1)?.state === 'failed');
  // A job that moves after it is heard after all that the first one still had to say.
  const next = await start();
  await watch(client, next.id);
  await claimJob(server.pool, next.id, 'test');
  server.queueListener.onMoved(job.id);
  server.queueListener.onMoved(next.id);
  await until(() => heard.at(-1)?.id === next.id && heard.at(-1)?.state === 'running');
  heard.splice(0, heard.length, ...heard.filter(({ id }) => id === job.id));
  expect(heard.filter(({ state }) => state === 'failed')).toHaveLength(1);
  expect(heard.at(-1)).toEqual(await (await server.call(`/api/jobs/${job.id}`)).json());
});

test('P16 with no message at all, what is watched is right within two seconds; a second server tells the same', async () => {
  const other = await server.again();
  const job = await start();
  const { client, heard } = await enter();
  const far = await enter({ auth: { token: TOKEN }, at: other });
  await watch(client, job.id);
  await watch(far.client, 'all');
  await until(() => far.heard.some(({ id }) => id === job.id));
  expect((await server.post(`/api/jobs/${job.id}/cancel`)).status).toBe(202);
  await until(() => heard.some(({ state }) => state === 'cancelled'));
  await until(() => far.heard.some(({ id, state }) => id === job.id && state === 'cancelled'));
  expect(heard.at(-1)).toMatchObject({ state: 'cancelled' });
  await other.close();
});

test('P17 what does not exist cannot be watched, nor what is not an id', async () => {
  const { client } = await enter();
  expect(await watch(client, '01890000-0000-7000-8000-000000000009')).toEqual({ ok: false, code: 'not_found' });
  expect(await watch(client, '../all')).toEqual({ ok: false, code: 'invalid_request' });
  expect(await watch(client, { $gt: '' } as unknown as string)).toEqual({ ok: false, code: 'invalid_request' });
  client.emit('watch', 'all', 'not a function' as never);
  (client as Socket).emit('constructor');
  expect(await watch(client, 'all')).toEqual({ ok: true, job: null });
});

test('P17 signing out ends that session’s sockets, and no others; the cookie does not come back', async () => {
  const [mine, yours] = [await session(), await session()];
  const a = await enter({ headers: { cookie: mine } });
  const b = await enter({ headers: { cookie: yours } });
  await watch(a.client, 'all');
  await watch(b.client, 'all');
  const out = once(a.client as never, 'disconnect');
  expect((await fetch(`${server.url}/api/session`, { method: 'DELETE', headers: { cookie: mine } })).status).toBe(204);
  await out;
  const job = await start();
  await until(() => b.heard.some(({ id }) => id === job.id));
  expect(a.heard.some(({ id }) => id === job.id)).toBe(false);
  expect(await fate(dial({ headers: { cookie: mine } }))).toBe('not_signed_in');
  expect(b.client.connected).toBe(true);
});

test('P17 P50 signing out through one server ends what the session has open at another', async () => {
  const other = await server.again();
  const cookie = await session();
  const far = await enter({ headers: { cookie }, at: other });
  const out = once(far.client as never, 'disconnect');
  await fetch(`${server.url}/api/session`, { method: 'DELETE', headers: { cookie } });
  await out;
  expect((await fetch(`${other.url}/api/me`, { headers: { cookie } })).status).toBe(401);
  await other.close();
});

test('P34 a question that comes too fast is refused, and nobody waits for its answer for ever', async () => {
  const { client } = await enter();
  const answers = await Promise.all(Array.from({ length: 150 }, () => watch(client, 'all')));
  const codes = new Set(answers.map((answer) => (answer.ok ? 'ok' : answer.code)));
  expect(codes).toEqual(new Set(['ok', 'too_many_requests']));
  expect(client.connected).toBe(true);
});

test('P34 ten thousand messages are dropped, and whoever does not stop is turned out', async () => {
  const { client } = await enter();
  const out = once(client as never, 'disconnect');
  for (let n = 0; n < 10_000; n++) client.emit('unwatch', 'all');
  await out;
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
});

test('P34 a message larger than any of ours is not read', async () => {
  const { client } = await enter();
  const out = once(client as never, 'disconnect');
  client.emit('unwatch', 'x'.repeat(20_000));
  await out;
});

test('P35 with fifty sockets and a request open it closes', async () => {
  const busy = await startTestServer();
  const ends: Promise<unknown>[] = [];
  for (let n = 0; n < 50; n++) {
    const { client } = await enter({ auth: { token: TOKEN }, at: busy, polling: n % 5 === 0 });
    ends.push(once(client as never, 'disconnect'));
  }
  const arrived = new Promise<void>((resolve) => {
    busy.app.server.on('request', ({ url }) => url === '/api/files' && resolve());
  });
  const stuck = http.request({
    host: '127.0.0.1',
    port: busy.port,
    method: 'POST',
    path: '/api/files',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'multipart/form-data; boundary=x' },
  });
  stuck.on('error', () => undefined);
  stuck.write('--x\r\n');
  await arrived;
  // The request never ends by itself: a close that waited for it would not come back.
  await busy.close();
  await Promise.all(ends);
});
