import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rename, utimes, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BEARER, startTestServer, type TestServer } from '../../testing/test-server.ts';

const LIMIT = 5_000_000;
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { MAX_FILE_BYTES: String(LIMIT) } });
});
afterAll(async () => server?.close());

const TUS = { 'tus-resumable': '1.0.0' };
const OCTETS = { ...TUS, 'content-type': 'application/offset+octet-stream' };

async function create(bytes: number, name = 'book.xlsx'): Promise<string> {
  const answer = await server.call('/api/uploads', {
    method: 'POST',
    headers: {
      ...TUS,
      'upload-length': String(bytes),
      'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
    },
  });
  expect(answer.status).toBe(201);
  return answer.headers.get('location')!;
}
const patch = (where: string, offset: number, bytes: Uint8Array) =>
  server.call(where, {
    method: 'PATCH',
    headers: { ...OCTETS, 'upload-offset': String(offset) },
    body: bytes as Uint8Array<ArrayBuffer>,
  });
const offsetOf = async (where: string) =>
  Number((await server.call(where, { method: 'HEAD', headers: TUS })).headers.get('upload-offset'));
const idOf = (where: string) => where.split('/').at(-1)!;
const fileOf = async (where: string) => server.call(`/api/files/${idOf(where)}`);
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const place = (...parts: string[]) => path.join(server.settings.DATA_DIR, ...parts);

async function until(check: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error('it did not happen within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('P39 an upload in pieces is a File of the same id as soon as the last piece is answered', async () => {
  const bytes = randomBytes(3_000_000);
  const where = await create(bytes.length, 'Büro.xlsx');
  expect(where).toMatch(/^\/api\/uploads\/[0-9a-f]{8}-[0-9a-f]{4}-7/);
  expect((await patch(where, 0, bytes.subarray(0, 1_000_000))).status).toBe(204);
  // Whoever asks for the file meanwhile hears that it is on its way, not that there is none.
  const arriving = await fileOf(where);
  expect(arriving.status).toBe(200);
  expect(await arriving.json()).toMatchObject({
    id: idOf(where),
    name: 'Büro.xlsx',
    bytes: bytes.length,
    state: 'receiving',
    sha256: null,
  });
  const last = await patch(where, 1_000_000, bytes.subarray(1_000_000));
  expect([last.status, last.headers.get('upload-offset')]).toEqual([204, '3000000']);
  const file = (await (await fileOf(where)).json()) as { sha256: string; inspectionId: string };
  expect(file).toMatchObject({
    id: idOf(where),
    name: 'Büro.xlsx',
    bytes: bytes.length,
    sha256: sha256(bytes),
    state: 'received',
  });
  expect(await server.producer.knows('inspect', file.inspectionId)).toBe(true);
  expect(await readdir(place('uploads'))).toEqual([]);
});

test('P39 a connection cut at 70 % goes on from there', async () => {
  const bytes = randomBytes(2_000_000);
  const where = await create(bytes.length);
  const cut = http.request({
    host: '127.0.0.1',
    port: server.port,
    path: where,
    method: 'PATCH',
    headers: { ...BEARER, ...OCTETS, 'upload-offset': '0', 'content-length': bytes.length },
    agent: false,
  });
  cut.on('error', () => undefined);
  cut.write(bytes.subarray(0, 1_400_000));
  await until(async () => (await readFile(place('uploads', idOf(where)))).length === 1_400_000);
  cut.destroy();
  const offset = await offsetOf(where);
  expect(offset).toBe(1_400_000);
  expect((await patch(where, offset, bytes.subarray(offset))).status).toBe(204);
  expect((await (await fileOf(where)).json()) as object).toMatchObject({ sha256: sha256(bytes) });
});

test('P39 a wrong offset is refused and changes nothing', async () => {
  const where = await create(100);
  await patch(where, 0, randomBytes(40));
  expect(await codeOf(await patch(where, 0, randomBytes(10)))).toEqual([409, 'upload_conflict']);
  expect(await codeOf(await patch(where, 50, randomBytes(10)))).toEqual([409, 'upload_conflict']);
  expect(await offsetOf(where)).toBe(40);
});

test('P39 of two writers one writes at a time', async () => {
  const bytes = randomBytes(1_000_000);
  const where = await create(bytes.length);
  const slow = http.request({
    host: '127.0.0.1',
    port: server.port,
    path: where,
    method: 'PATCH',
    headers: { ...BEARER, ...OCTETS, 'upload-offset': '0', 'content-length': bytes.length },
    agent: false,
  });
  slow.on('error', () => undefined);
  slow.write(bytes.subarray(0, 300_000));
  await until(async () => (await readFile(place('uploads', idOf(where)))).length === 300_000);
  // The first holds its place until it is asked to let go; then the second sees how far it came.
  const second = await patch(where, 0, bytes);
  expect(await codeOf(second)).toEqual([409, 'upload_conflict']);
  slow.destroy();
  const offset = await offsetOf(where);
  expect((await patch(where, offset, bytes.subarray(offset))).status).toBe(204);
  expect((await (await fileOf(where)).json()) as object).toMatchObject({ sha256: sha256(bytes), bytes: bytes.length });
});

test('P39 both of two whole writers at once leave one whole file', async () => {
  const bytes = randomBytes(400_000);
  const where = await create(bytes.length);
  const answers = await Promise.all([patch(where, 0, bytes), patch(where, 0, bytes)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
  expect((await (await fileOf(where)).json()) as object).toMatchObject({ sha256: sha256(bytes) });
  expect(await server.records.job.count({ where: { fileId: idOf(where) } })).toBe(1);
});

test('P39 a sender that missed the last answer hears that the upload is whole', async () => {
  const where = await create(10);
  await patch(where, 0, randomBytes(10));
  const head = await server.call(where, { method: 'HEAD', headers: TUS });
  expect([head.status, head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual([
    200,
    '10',
    '10',
  ]);
});

test('P01 whatever a killed server had not finished is finished when someone asks, and when it starts', async () => {
  const config = (id: string, bytes: number) =>
    JSON.stringify({
      id,
      size: bytes,
      offset: 0,
      metadata: { filename: 'late.csv' },
      creation_date: new Date().toISOString(),
    });
  const bytes = Buffer.from('a,b\n1,2\n');
  // Killed after the last byte, before the rename.
  const first = '01890000-0000-7000-8000-00000000000a';
  await writeFile(place('uploads', `${first}.json`), config(first, bytes.length));
  await writeFile(place('uploads', first), bytes);
  expect(await offsetOf(`/api/uploads/${first}`)).toBe(bytes.length);
  // Killed after the rename, before the row.
  const second = '01890000-0000-7000-8000-00000000000b';
  await writeFile(place('uploads', `${second}.json`), config(second, bytes.length));
  await writeFile(place('files', second), bytes);
  await server.app.sweep();
  for (const id of [first, second]) {
    expect((await (await server.call(`/api/files/${id}`)).json()) as object).toMatchObject({
      name: 'late.csv',
      sha256: sha256(bytes),
    });
  }
});

test('P26 too large is refused before a byte is sent, and nothing of it is left', async () => {
  const headers = { ...TUS, 'upload-length': String(LIMIT + 1) };
  expect(await codeOf(await server.call('/api/uploads', { method: 'POST', headers }))).toEqual([413, 'file_too_large']);
  const where = await create(100);
  expect(await codeOf(await patch(where, 0, randomBytes(101)))).toEqual([413, 'file_too_large']);
  expect(
    await codeOf(await server.call('/api/uploads', { method: 'POST', headers: { ...TUS, 'upload-length': '0' } })),
  ).toEqual([422, 'empty_file']);
});

test('P26 an upload whose length is told late has the same limit', async () => {
  const answer = await server.call('/api/uploads', { method: 'POST', headers: { ...TUS, 'upload-defer-length': '1' } });
  const where = answer.headers.get('location')!;
  expect(await codeOf(await patch(where, 0, randomBytes(LIMIT + 1)))).toEqual([413, 'file_too_large']);
});

test('P24 ids of others places are not found, and a name cannot lead out', async () => {
  const canary = place('uploads', '..', 'canary.json');
  await writeFile(canary, '{}');
  for (const id of ['..%2Fcanary', '%2e%2e%2fcanary', 'canary', '..%5Ccanary', '%00']) {
    const answer = await server.call(`/api/uploads/${id}`, { method: 'DELETE', headers: TUS });
    expect([400, 404]).toContain(answer.status);
  }
  expect(await readFile(canary, 'utf8')).toBe('{}');
  await rename(canary, place('swept'));
});

test('P26 an upload that nobody finishes goes away after a day; one can be dropped at once', async () => {
  const where = await create(100);
  await patch(where, 0, randomBytes(10));
  await server.app.sweep();
  expect(await offsetOf(where)).toBe(10);
  const old = new Date(Date.now() - 25 * 3600_000);
  await utimes(place('uploads', idOf(where)), old, old);
  await server.app.sweep();
  expect((await server.call(where, { method: 'HEAD', headers: TUS })).status).toBe(404);
  const dropped = await create(100);
  expect((await server.call(dropped, { method: 'DELETE', headers: TUS })).status).toBe(204);
  expect((await readdir(place('uploads'))).filter((name) => name.startsWith(idOf(dropped)))).toEqual([]);
});

test('P36 what is not tus is answered with a problem', async () => {
  expect(await codeOf(await server.call('/api/uploads', { method: 'POST' }))).toEqual([400, 'invalid_request']);
  expect(await codeOf(await server.call('/api/uploads', { method: 'POST', headers: TUS }))).toEqual([
    400,
    'invalid_request',
  ]);
  const where = await create(10);
  expect(
    await codeOf(
      await server.call(where, {
        method: 'PATCH',
        headers: { ...TUS, 'content-type': 'text/plain', 'upload-offset': '0' },
        body: 'x',
      }),
    ),
  ).toEqual([400, 'invalid_request']);
  const options = await server.call('/api/uploads', { method: 'OPTIONS' });
  expect([
    options.status,
    options.headers.get('tus-version'),
    options.headers.get('access-control-allow-origin'),
  ]).toEqual([204, '1.0.0', null]);
});

test('P39 the last piece and the record survive a database that is away for a moment', async () => {
  const bytes = randomBytes(1000);
  const where = await create(bytes.length);
  const { $transaction } = server.records;
  Object.assign(server.records, {
    $transaction: async () => Promise.reject(Object.assign(new Error('Connection terminated unexpectedly'))),
  });
  expect(await codeOf(await patch(where, 0, bytes))).toEqual([503, 'database_unavailable']);
  Object.assign(server.records, { $transaction });
  expect(await offsetOf(where)).toBe(1000);
  expect((await (await fileOf(where)).json()) as object).toMatchObject({ sha256: sha256(bytes) });
});
