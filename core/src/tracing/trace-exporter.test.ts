import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { requestSpanOfJob, type Span, traceOfJob } from './span.ts';
import { openTraces } from './trace-exporter.ts';

/** What is looked at of it. */
interface Body {
  resourceSpans: { scopeSpans: { spans: { name: string }[] }[] }[];
}

const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A collector of traces that answers with `status()`, and what came. */
async function startCollector(status: () => number) {
  const requests: { path: string; headers: http.IncomingHttpHeaders; body: Body }[] = [];
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push({ path: request.url!, headers: request.headers, body: JSON.parse(body) });
    response.writeHead(status(), { 'content-type': 'application/json' }).end('{}');
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return { requests, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

const JOB = '018f0000-0000-4000-8000-00000000000a';
const span = (change: Partial<Span> = {}): Span => ({
  traceId: traceOfJob(JOB),
  spanId: requestSpanOfJob(JOB),
  name: 'POST /api/imports',
  kind: 'server',
  startMs: 1_700_000_000_000.25,
  endMs: 1_700_000_000_012,
  ...change,
});
const open = (endpoint: string | undefined, errors: unknown[] = []) =>
  openTraces({
    endpoint,
    headers: { 'x-key': 'one' },
    service: { 'service.name': 'sheetport-server' },
    onError: (error) => void errors.push(error),
  });

test('spans reach a collector as OTLP in JSON', async () => {
  const { requests, endpoint } = await startCollector(() => 200);
  const traces = open(endpoint);
  traces.record(span({ attributes: { 'http.response.status_code': 202, ratio: 0.5, warm: true, 'http.route': '/x' } }));
  traces.record(
    span({ kind: 'consumer', parentId: 'ab'.repeat(8), error: 'disk_full', link: { traceId: 'c', spanId: 'd' } }),
  );
  await traces.close();
  expect(requests.map(({ path, headers }) => [path, headers['x-key'], headers['content-type']])).toEqual([
    ['/v1/traces', 'one', 'application/json'],
  ]);
  expect(requests[0]!.body.resourceSpans).toEqual([
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'sheetport-server' } }] },
      scopeSpans: [
        {
          scope: { name: 'sheetport' },
          spans: [
            {
              traceId: '018f000000004000800000000000000a',
              spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
              name: 'POST /api/imports',
              kind: 2,
              startTimeUnixNano: '1700000000000250000',
              endTimeUnixNano: '1700000000012000000',
              attributes: [
                { key: 'http.response.status_code', value: { intValue: '202' } },
                { key: 'ratio', value: { doubleValue: 0.5 } },
                { key: 'warm', value: { boolValue: true } },
                { key: 'http.route', value: { stringValue: '/x' } },
              ],
            },
            expect.objectContaining({
              kind: 5,
              parentSpanId: 'abababababababab',
              links: [{ traceId: 'c', spanId: 'd' }],
              status: { code: 2, message: 'disk_full' },
            }),
          ],
        },
      ],
    },
  ]);
});

test('spans wait while the collector refuses them, and go once it takes them', async () => {
  let status = 503;
  const { requests, endpoint } = await startCollector(() => status);
  const errors: unknown[] = [];
  const traces = open(endpoint, errors);
  traces.record(span({ name: 'first' }));
  await expect.poll(() => errors.length).toBeGreaterThan(0);
  status = 200;
  traces.record(span({ name: 'second' }));
  await traces.close();
  const names = requests.at(-1)!.body.resourceSpans[0]!.scopeSpans[0]!.spans.map(({ name }) => name);
  expect(names).toEqual(['first', 'second']);
});

test('a collector that is away harms nobody, and without an endpoint nothing is kept', async () => {
  const errors: unknown[] = [];
  const away = open('http://127.0.0.1:1', errors);
  for (let n = 0; n < 7000; n++) away.record(span());
  await away.close();
  expect(errors).toHaveLength(1);
  const none = open(undefined);
  expect(none.isOn).toBe(false);
  none.record(span());
  await none.close();
});
