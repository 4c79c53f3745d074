import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let webRoot: string;
beforeAll(async () => {
  webRoot = await mkdtemp(path.join(tmpdir(), 'sheetport-web-'));
  await mkdir(path.join(webRoot, 'assets'));
  await writeFile(path.join(webRoot, 'index.html'), '<!doctype html><title>Page</title>');
  await writeFile(path.join(webRoot, 'index.html.gz'), gzipSync('<!doctype html><title>Page</title>'));
  await writeFile(path.join(webRoot, 'assets', 'app-1a2b3c.js'), 'export {};');
  await writeFile(path.join(webRoot, '..', `${path.basename(webRoot)}-canary`), 'secret');
  server = await startTestServer({ webRoot });
});
afterAll(async () => {
  await server?.close();
  await rm(webRoot, { recursive: true });
  await rm(`${webRoot}-canary`);
});

const open = async (where: string, accept = 'text/html,*/*') => {
  const answer = await fetch(server.url + where, { headers: { accept } });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    keep: answer.headers.get('cache-control'),
    text: await answer.text(),
  };
};

test('P32 the web client is for anyone: the page anew each time, hashed files for good', async () => {
  for (const where of ['/', '/index.html', '/jobs/1', '/tables/x/rows?y=1']) {
    expect(await open(where)).toMatchObject({
      status: 200,
      type: 'text/html; charset=utf-8',
      keep: 'no-cache',
      text: expect.stringContaining('Page'),
    });
  }
  // What looks whether the service is there, and says no more of itself.
  expect(await open('/', '*/*')).toMatchObject({ status: 200, text: expect.stringContaining('Page') });
  expect(await open('/assets/app-1a2b3c.js', '*/*')).toMatchObject({
    status: 200,
    keep: 'public, max-age=31536000, immutable',
  });
  // A page that an older build asks for a file must not get a page in its place.
  expect(await open('/assets/app-000000.js', '*/*')).toMatchObject({
    status: 404,
    type: 'application/problem+json; charset=utf-8',
  });
});

test('P24 no address leads out of the web client’s folder', async () => {
  const out = `${path.basename(webRoot)}-canary`;
  for (const where of [
    `/../${out}`,
    `/..%2f${out}`,
    `/%2e%2e/${out}`,
    `/assets/..%2f..%2f${out}`,
    `/..%5c${out}`,
    '/.env',
    '/%00',
  ]) {
    expect((await open(where, '*/*')).text).not.toContain('secret');
  }
});

test('many parts of the server listen to one answer, which is no leak and is not logged as one', async () => {
  const warnings: Error[] = [];
  const hear = (warning: Error) => void warnings.push(warning);
  process.on('warning', hear);
  try {
    for (const where of ['/', '/assets/app-1a2b3c.js', '/api/health', '/metrics']) {
      await (await server.call(where)).arrayBuffer();
    }
    // Node says a warning at its next turn.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('warning', hear);
  }
  expect(warnings.map(({ message }) => message)).toEqual([]);
});
