import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BEARER, sendCsv, startTestServer, type TestServer } from '../../testing/test-server.ts';

const LIMIT = 200_000;
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { MAX_FILE_BYTES: String(LIMIT) } });
});
afterAll(async () => server?.close());

function send(bytes: Uint8Array, name = 'book.xlsx', field = 'file'): Promise<Response> {
  const form = new FormData();
  form.set(field, new Blob([bytes as Uint8Array<ArrayBuffer>]), name);
  return server.call('/api/files', { method: 'POST', body: form });
}
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];
const left = async () =>
  (await Promise.all(['uploads', 'files'].map((place) => readdir(path.join(server.settings.DATA_DIR, place))))).flat();

/** A multipart request by hand, to be cut or never ended. */
function begin(name = 'cut.xlsx', headers: Record<string, string> = {}): http.ClientRequest {
  const request = http.request({
    host: '127.0.0.1',
    port: server.port,
    method: 'POST',
    path: '/api/files',
    headers: { ...BEARER, 'content-type': 'multipart/form-data; boundary=xx', ...headers },
    agent: false,
  });
  request.on('error', () => undefined);
  request.write(`--xx\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`);
  return request;
}

async function until(check: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error('it did not happen within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('P01 a file answered 201 is on the disk, whole and hashed, with an inspection that waits', async () => {
  const bytes = randomBytes(LIMIT);
  const answer = await send(bytes);
  expect(answer.status).toBe(201);
  const file = (await answer.json()) as {
    id: string;
    sha256: string;
    bytes: number;
    inspectionId: string;
    state: string;
  };
  expect(file).toMatchObject({
    bytes: LIMIT,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    state: 'received',
  });
  expect(Buffer.compare(await readFile(path.join(server.settings.DATA_DIR, 'files', file.id)), bytes)).toBe(0);
  expect(await (await server.call(`/api/jobs/${file.inspectionId}`)).json()).toMatchObject({
    kind: 'inspect',
    state: 'queued',
    fileId: file.id,
  });
  expect(await server.producer.knows('small', file.inspectionId)).toBe(true);
  expect(await readdir(path.join(server.settings.DATA_DIR, 'uploads'))).toEqual([]);
});

test('P26 one byte too many is refused and nothing is left', async () => {
  const before = await left();
  expect(await codeOf(await send(randomBytes(LIMIT + 1)))).toEqual([413, 'file_too_large']);
  expect(await left()).toEqual(before);
});

test('P26 far too much is refused while it streams, not after', async () => {
  const before = await left();
  const request = begin('huge.xlsx', { 'transfer-encoding': 'chunked' });
  const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
  let written = 0;
  const pump = setInterval(() => {
    if (!request.destroyed) request.write(Buffer.alloc(64 * 1024));
    written += 64 * 1024;
  }, 5);
  const [response] = await answered;
  clearInterval(pump);
  expect(response.statusCode).toBe(413);
  expect(written).toBeLessThan(50 * LIMIT);
  request.destroy();
  await until(async () => (await left()).length === before.length);
});

/** More than the buffers of a connection hold. */
const MUCH = 32 * 1024 * 1024;

test.each([
  ['keep-alive', '/api/files', 'multipart/form-data; boundary=xx', 413, 'file_too_large'],
  ['close', '/api/files', 'multipart/form-data; boundary=xx', 413, 'file_too_large'],
  ['close', '/api/imports', 'application/json', 400, 'invalid_request'],
  ['close', '/api/files', 'text/plain', 415, 'unsupported_media_type'],
])(
  'P26 who reads only when all is sent gets the answer, too (Connection: %s, %s, %s)',
  async (connection, where, type, status, code) => {
    const socket = net.connect(server.port, '127.0.0.1');
    socket.pause();
    const start = `--xx\r\ncontent-disposition: form-data; name="file"; filename="huge.xlsx"\r\n\r\n`;
    socket.write(
      `POST ${where} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${BEARER.authorization}\r\ncontent-type: ${type}\r\n` +
        `connection: ${connection}\r\ncontent-length: ${start.length + MUCH}\r\n\r\n${start}`,
    );
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.write(Buffer.alloc(MUCH), () => resolve());
    });
    let answer = '';
    for await (const chunk of socket) {
      answer += chunk;
      if (answer.endsWith('}')) break;
    }
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain(`"code":"${code}"`);
  },
);

test.each([0, 1, 1000, 150_000])('P01 P26 a sender that goes away after %i bytes leaves nothing', async (bytes) => {
  const before = await left();
  const records = await server.records.file.count();
  const request = begin();
  request.write(randomBytes(bytes));
  await until(async () => (await left()).length > before.length || bytes === 0);
  request.destroy();
  await until(async () => (await left()).length === before.length);
  expect(await server.records.file.count()).toBe(records);
});

test('P01 a body without its last boundary is no file', async () => {
  const before = await left();
  const request = begin();
  const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
  request.end(randomBytes(5000));
  const [response] = await answered;
  expect(response.statusCode).toBe(400);
  expect(await left()).toEqual(before);
});

test('P01 what a killed server left behind is swept; what is recorded or fresh is not', async () => {
  const id = await sendCsv(server);
  const { DATA_DIR } = server.settings;
  const orphan = path.join(DATA_DIR, 'files', '01890000-0000-7000-8000-000000000001');
  const part = path.join(DATA_DIR, 'uploads', '01890000-0000-7000-8000-000000000002.part');
  for (const file of [orphan, part]) await writeFile(file, 'half');
  expect(await server.app.sweep()).toBe(0);
  const old = new Date(Date.now() - 7_200_000);
  await utimes(part, old, old);
  await utimes(path.join(DATA_DIR, 'files', id), old, old);
  expect(await server.app.sweep()).toBe(1);
  expect(await server.app.sweep(-1000)).toBe(1);
  expect(await left()).toContain(id);
});

test('P24 names never become paths, and read as what they are', async () => {
  const names: [string, string][] = [
    ['../../../canary', 'canary'],
    ['..\\..\\canary.xlsx', 'canary.xlsx'],
    ['C:\\Users\\me\\Book 1.xlsx', 'Book 1.xlsx'],
    ['invoice\u202excod.xlsx', 'invoicexcod.xlsx'],
    ['..', 'file'],
    ['Bu\u0308cher.xlsx', 'Bücher.xlsx'],
    ['表.xlsx', '表.xlsx'],
    [`${'n'.repeat(300)}.xlsx`, `${'n'.repeat(195)}.xlsx`],
  ];
  const canary = path.join(server.settings.DATA_DIR, 'canary');
  await writeFile(canary, 'alive');
  for (const [given, kept] of names) {
    const answer = await send(Buffer.from('a,b\n1,2\n'), given);
    expect([given, answer.status, ((await answer.json()) as { name: string }).name]).toEqual([given, 201, kept]);
  }
  expect(await readFile(canary, 'utf8')).toBe('alive');
  for (const name of await left()) expect(name).toMatch(/^[0-9a-f-]{36}(\.json)?$/);
});

test('P26 an empty file, no file, another field and another type are refused by name', async () => {
  expect(await codeOf(await send(new Uint8Array()))).toEqual([422, 'empty_file']);
  expect(await codeOf(await send(Buffer.from('x'), 'a.csv', 'upload'))).toEqual([400, 'no_file']);
  expect(await codeOf(await server.post('/api/files', { file: 'x' }))).toEqual([415, 'unsupported_media_type']);
  expect(await codeOf(await server.post('/api/files'))).toEqual([415, 'unsupported_media_type']);
});

test('P11 with the queue away a file is accepted all the same', async () => {
  const lonely = await startTestServer({
    bounds: { uploadQueueMs: 300 },
    producer: { enqueue: () => new Promise(() => undefined) },
  });
  // The queue never answers: that this comes back is the proof.
  const id = await sendCsv(lonely);
  expect((await (await lonely.call(`/api/files/${id}`)).json()) as object).toMatchObject({ state: 'received' });
  await lonely.close();
});

test('P37 a file that was removed answers 410, its bytes are gone and its history stays', async () => {
  const id = await sendCsv(server, 'a\n1\n', 'gone.csv');
  expect((await server.call(`/api/files/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await codeOf(await server.call(`/api/files/${id}`))).toEqual([410, 'gone']);
  expect(await codeOf(await server.post('/api/imports', { fileId: id, table: { create: { name: 'x' } } }))).toEqual([
    410,
    'gone',
  ]);
  expect(await left()).not.toContain(id);
  const { jobs } = (await (await server.call('/api/jobs?limit=200')).json()) as {
    jobs: { title: string; state: string; fileId: string }[];
  };
  expect(jobs.find(({ fileId }) => fileId === id)).toMatchObject({ title: 'gone.csv', state: 'cancelled' });
});

test('P25 a preview comes from what inspection wrote, and not before', async () => {
  const id = await sendCsv(server);
  expect(await codeOf(await server.call(`/api/files/${id}/preview`))).toEqual([409, 'file_not_ready']);
  const rows = Array.from({ length: 40 }, (_, index) => ({ row: index + 1, cells: ['x', null] }));
  await writeFile(
    path.join(server.settings.DATA_DIR, 'files', `${id}.preview.json`),
    JSON.stringify({ sheets: [{ index: 0, rows }] }),
  );
  expect(await (await server.call(`/api/files/${id}/preview?limit=5`)).json()).toEqual({
    sheet: 0,
    rows: rows.slice(0, 5),
  });
  expect(await codeOf(await server.call(`/api/files/${id}/preview?sheet=7`))).toEqual([422, 'no_such_sheet']);
});

test('P34 an upload that only drips is ended', async () => {
  const strict = await startTestServer({ bounds: { slowSpanMs: 300, slowestBytesPerSecond: 1000 } });
  const request = http.request({
    host: '127.0.0.1',
    port: strict.port,
    method: 'POST',
    path: '/api/files',
    headers: { ...BEARER, 'content-type': 'multipart/form-data; boundary=xx' },
    agent: false,
  });
  const ended = new Promise((resolve) => request.on('error', resolve).on('response', resolve));
  request.write('--xx\r\ncontent-disposition: form-data; name="file"; filename="slow.csv"\r\n\r\n');
  const drip = setInterval(() => !request.destroyed && request.write('x'), 50);
  await ended;
  clearInterval(drip);
  request.destroy();
  await until(async () => (await readdir(path.join(strict.settings.DATA_DIR, 'uploads'))).length === 0);
  await strict.close();
});
