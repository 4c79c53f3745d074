import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  // More than any disk has is kept for the database, so there is never room.
  server = await startTestServer({ env: { DISK_RESERVE_BYTES: String(2 ** 52) } });
});
afterAll(async () => server?.close());

const FORM = () => {
  const form = new FormData();
  form.set('file', new Blob(['a,b\n1,2\n']), 'more.csv');
  return form;
};
const TUS = { 'tus-resumable': '1.0.0', 'upload-length': '8' };

test('P45 where the disk has no room, uploads are refused with what is free and needed, and leave nothing', async () => {
  const answers = [
    await server.call('/api/files', { method: 'POST', body: FORM() }),
    await server.call('/api/uploads', { method: 'POST', headers: TUS }),
  ];
  for (const answer of answers) {
    expect(answer.status).toBe(507);
    const problem = (await answer.json()) as { code: string; detail: string };
    expect(problem.code).toBe('disk_full');
    expect(problem.detail).toMatch(/are free, .* are needed\. .*Free some space/);
  }
  const { DATA_DIR } = server.settings;
  for (const folder of ['files', 'uploads'])
    expect(await readdir(path.join(DATA_DIR, folder)).catch(() => [])).toEqual([]);
});

test('P45 it is not ready then, and says why', async () => {
  const answer = await server.call('/api/ready');
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ disk: { short: true } });
});
