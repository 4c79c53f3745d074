import { randomUUID } from 'node:crypto';
import net from 'node:net';
import { ERRORS, Problem } from '@sheetport/contract';
import { openRecords } from '@sheetport/prisma';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ANY_CHARACTER } from '../../../tests/support/any-character.ts';
import { BEARER, sendCsv, startTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
const ids: string[] = [];
beforeAll(async () => {
  server = await startTestServer({ bounds: { requestsPerMinute: 1e9, signInsPerMinute: 1e9, bodyMs: 500 } });
  const fileId = await sendCsv(server);
  const table = (await (
    await server.post('/api/tables', { name: 'People', columns: [{ label: 'Name', type: 'text' }] })
  ).json()) as { id: string };
  const job = (await (await server.post('/api/imports', { fileId, table: { id: table.id } })).json()) as { id: string };
  ids.push(fileId, table.id, job.id, randomUUID(), 'not-an-id', '%00', '__proto__');
});
afterAll(async () => server?.close());

/** Words of our insides, none of which may come out. */
const LEAKS =
  /node_modules|\.ts:\d|\.js:\d|\bat [A-Z]\w+\.|SELECT |INSERT |prisma|sheetport\.|\/tmp\/|\/work|ECONN|postgres:\/\/|stack/i;

async function expectProblem(answer: Response, about: string): Promise<Problem> {
  expect(`${about}: ${answer.headers.get('content-type')}`).toBe(`${about}: application/problem+json; charset=utf-8`);
  const text = await answer.text();
  const problem = Problem.parse(JSON.parse(text));
  expect(Object.keys(ERRORS)).toContain(problem.code);
  expect(problem.status).toBe(answer.status);
  expect(text).not.toMatch(LEAKS);
  return problem;
}

test('P36 whatever is asked of whatever route, an error is a problem with a documented code', async () => {
  const routes = server.app.knownRoutes.filter(
    ({ method, url }) => url.startsWith('/api') && method !== 'HEAD' && method !== 'OPTIONS',
  );
  const Words = fc.oneof(
    fc.string({ unit: ANY_CHARACTER, maxLength: 30 }),
    fc.constantFrom('', '0', '-1', '1e99', 'null', '[]', '{}', '"', "'", '\u0000', '\ud800', '__proto__'),
  );
  const Plain = fc.oneof(
    fc.json({ maxDepth: 4 }),
    fc.constantFrom(
      '',
      '{',
      'null',
      '[]',
      '0',
      '{"__proto__":{"x":1}}',
      `{"fileId":"${ids[0]}","table":{"create":{"name":"\\u0000"}}}`,
      `{"fileId":"${ids[0]}","table":{"create":{"name":"\\ud800"}}}`,
    ),
    fc.constant(`{"tableId":"${ids[1]}","filter":${'{"and":['.repeat(200)}${']}'.repeat(200)}}`),
    fc.constant(`{"tableId":"${ids[1]}","columns":["\\u0000"],"name":"\\u0000"}`),
    fc.constant(`{"name":"\\u0000","columns":[{"label":"\\u0000","type":"text"}]}`),
  );
  let errors = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes),
      fc.constantFrom(...ids),
      fc.dictionary(
        fc.constantFrom('limit', 'after', 'sort', 'filter', 'sheet', 'state', 'kind', 'tableId', 'x'),
        Words,
        { maxKeys: 3 },
      ),
      Plain,
      fc.constantFrom(
        'application/json',
        'application/json',
        'text/plain',
        'multipart/form-data',
        'multipart/form-data; boundary=x',
        'application/offset+octet-stream',
        'x/y',
      ),
      async ({ method, url }, id, query, body, type) => {
        const search = new URLSearchParams(
          Object.fromEntries(Object.entries(query).map(([name, value]) => [name, value.toWellFormed()])),
        );
        const about = `${method} ${url.replace(':id', id)}?${search} ${type} ${body.slice(0, 100)}`;
        const answer = await server.call(`${url.replace(':id', id)}?${search}`, {
          method,
          headers: {
            'content-type': type,
            // No worker runs: who waits for a job waits in vain.
            prefer: 'wait=0',
            ...(type.startsWith('application/offset') && { 'tus-resumable': '1.0.0' }),
          },
          ...(method !== 'GET' && { body }),
        });
        if (answer.status < 400) return void (await answer.arrayBuffer());
        errors += 1;
        const problem = await expectProblem(answer, about);
        expect(`${about}: ${problem.code}`).not.toMatch(/: internal$/);
      },
    ),
    { numRuns: 300 },
  );
  expect(errors).toBeGreaterThan(100);
});

test('P36 a fault that nobody foresaw says nothing of itself, and is logged with the request', async () => {
  const { findMany } = server.records.job;
  Object.assign(server.app.context.broadcaster, {
    view: async () => {
      throw new TypeError(`secret of ${findMany.name} at /srv/app/somewhere.ts:1 SELECT * FROM sheetport.job`);
    },
  });
  const answer = await server.call('/api/jobs');
  expect(await expectProblem(answer, 'forced')).toMatchObject({ status: 500, code: 'internal' });
  Reflect.deleteProperty(server.app.context.broadcaster, 'view');
  const line = server.logged.find((one) => one.includes('secret of'))!;
  expect(JSON.parse(line).reqId).toBe(answer.headers.get('x-request-id'));
  expect(server.logged.join('')).not.toContain(BEARER.authorization.slice(7));
});

test('P11 with Postgres away every call says so, health does not mind, and it heals alone', async () => {
  const dead = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none', connectionTimeoutMillis: 500 });
  const context = server.app.context as { pool: pg.Pool; records: typeof server.records };
  const { query, connect } = server.pool;
  const deadRecords = openRecords(dead);
  const alive = {
    job: server.records.job,
    table: server.records.table,
    file: server.records.file,
    $queryRaw: server.records.$queryRaw,
  };
  for (const name of Object.keys(alive))
    Object.defineProperty(context.records, name, {
      value: (deadRecords as never)[name],
      configurable: true,
      writable: true,
    });
  Object.assign(context.pool, { query: dead.query.bind(dead), connect: dead.connect.bind(dead) });
  for (const where of ['/api/jobs', '/api/tables', '/api/files', `/api/jobs/${ids[2]}`, `/api/tables/${ids[1]}/rows`]) {
    expect(await expectProblem(await server.call(where), where)).toMatchObject({
      status: 503,
      code: 'database_unavailable',
    });
  }
  expect(await expectProblem(await server.post(`/api/jobs/${ids[2]}/cancel`), 'cancel')).toMatchObject({ status: 503 });
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  expect(await (await server.call('/api/ready')).json()).toMatchObject({ status: 'degraded', postgres: false });
  for (const [name, value] of Object.entries(alive))
    Object.defineProperty(context.records, name, { value, configurable: true, writable: true });
  Object.assign(context.pool, { query, connect });
  expect((await server.call('/api/jobs')).status).toBe(200);
  await deadRecords.$disconnect();
  await dead.end();
});

test('P34 a body that drips is ended', async () => {
  const socket = net.connect(server.port, '127.0.0.1');
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.on('error', () => undefined);
  socket.write(
    `POST /api/imports HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${BEARER.authorization}\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{`,
  );
  const drip = setInterval(() => socket.write(' '), 50);
  await closed;
  clearInterval(drip);
});

test('P36 what is not even HTTP gets an answer that says nothing', async () => {
  for (const text of [
    'GET //[ HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n',
    'GET /%zz?token=%zz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n',
    'nonsense\r\n\r\n',
    'GET /api/me HTTP/1.1\r\n\r\n',
  ]) {
    const socket = net.connect(server.port, '127.0.0.1');
    socket.write(text);
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).not.toMatch(LEAKS);
  }
});

test('P23 nesting without end is refused, in a body and in a query', async () => {
  for (const body of [
    '['.repeat(500_000),
    `${'['.repeat(400_000)}${']'.repeat(400_000)}`,
    `{"fileId":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_001)}`,
  ]) {
    const answer = await server.call('/api/imports', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(await expectProblem(answer, 'deep')).toMatchObject({ status: 400, code: 'invalid_request' });
  }
  const filter = `${'{"and":['.repeat(1200)}${']}'.repeat(1200)}`;
  const answer = await server.call(`/api/tables/${ids[1]}/rows?filter=${encodeURIComponent(filter)}`);
  expect([400, 422]).toContain(answer.status);
  await expectProblem(answer, 'deep filter');
});

test('P36 a body that is too large is refused', async () => {
  expect(await expectProblem(await server.post('/api/imports', { x: 'x'.repeat(2 ** 20) }), 'large')).toMatchObject({
    status: 400,
    code: 'invalid_request',
  });
});
