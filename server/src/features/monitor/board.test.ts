import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson } from '../../testing/test-people.ts';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server?.close());

const BOARD = '/api/monitor/board/';
const read = async (rest: string) => (await server.call(BOARD + rest)).json();

test('an owner reads the entries of the queues in bull-board, and changes none', async () => {
  const id = randomUUID();
  await server.producer.enqueue('large', { id, turn: 7 });

  const page = await server.call(BOARD);
  expect(page.headers.get('content-security-policy')).toMatch(/default-src 'self'.*base-uri 'self'/);
  const html = await page.text();
  expect(html).not.toMatch(/https?:|<%/);
  for (const [, name] of html.matchAll(/(?:src|href)="(static\/[^"]+)"/g)) {
    const file = await server.call(BOARD + name);
    expect([name, file.status]).toEqual([name, 200]);
  }
  expect((await server.call(`${BOARD}queue/bulk`)).headers.get('content-type')).toMatch(/html/);

  const { queues } = await read('api/queues?activeQueue=bulk&status=prioritized&page=1&jobsPerPage=10');
  expect(queues.map(({ name, readOnlyMode }: { name: string; readOnlyMode: boolean }) => [name, readOnlyMode])).toEqual(
    expect.arrayContaining([
      ['quick', true],
      ['small', true],
      ['bulk', true],
      ['exports', true],
    ]),
  );
  const { jobs } = queues.find(({ name }: { name: string }) => name === 'bulk');
  // Nothing but the job's id.
  expect(jobs).toEqual([expect.objectContaining({ id, data: { id } })]);
  expect(await read(`api/queues/bulk/${id}`)).toMatchObject({ status: 'prioritized' });
  expect((await read('api/redis/stats')).version).toMatch(/^\d/);

  for (const [method, rest] of [
    ['PUT', `api/queues/bulk/${id}/clean`],
    ['PUT', 'api/queues/bulk/pause'],
    ['PUT', 'api/queues/bulk/obliterate'],
    ['POST', 'api/queues/bulk/add'],
  ] as const) {
    const { status } = await server.call(BOARD + rest, {
      method,
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect([rest, status]).toEqual([rest, 404]);
  }
  expect(await server.producer.knows('large', id)).toBe(true);
  for (const rest of ['api/nothing', 'elsewhere', 'static/nothing.js', 'static/..%2f..%2fpackage.json'])
    expect([rest, (await server.call(BOARD + rest)).status]).toEqual([rest, 404]);
});

test('the board is for owners', async () => {
  const editor = await addPerson(server, 'editor');
  for (const rest of ['', 'api/queues', 'static/favicon.ico']) {
    expect((await editor.call('GET', BOARD + rest)).status).toBe(403);
    expect((await fetch(server.url + BOARD + rest)).status).toBe(401);
  }
});
