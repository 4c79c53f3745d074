import type { Job } from '@sheetport/contract';
import { requestSpanOfJob, type Span, traceOfJob } from '@sheetport/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendCsv, startTestServer, type TestServer } from '../testing/test-server.ts';

const spans: Span[] = [];
let server: TestServer;
beforeAll(async () => {
  const traces = { isOn: true, record: (...more: Span[]) => void spans.push(...more), close: async () => undefined };
  server = await startTestServer({ traces });
});
afterAll(async () => server?.close());

const taken = async (count: number) => {
  await expect.poll(() => spans.length).toBe(count);
  return spans.splice(0);
};
const CALLER = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) };
const traceparent = `00-${CALLER.traceId}-${CALLER.spanId}-01`;

test('a request is a span, in the trace of its caller or in one of its own', async () => {
  await server.call('/api/jobs?state=queued');
  expect(await taken(1)).toEqual([
    expect.objectContaining({
      name: 'GET /api/jobs',
      kind: 'server',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      parentId: undefined,
      attributes: expect.objectContaining({ 'http.route': '/api/jobs', 'http.response.status_code': 200 }),
    }),
  ]);
  await server.call('/api/jobs', { headers: { traceparent } });
  expect(await taken(1)).toMatchObject([{ traceId: CALLER.traceId, parentId: CALLER.spanId }]);
  await server.call('/api/jobs', { headers: { traceparent: 'nonsense' } });
  expect((await taken(1))[0]!.parentId).toBeUndefined();
  // Probes of a load balancer say nothing.
  await server.call('/api/health');
  await server.call('/api/jobs');
  expect((await taken(1))[0]!.name).toBe('GET /api/jobs');
});

test('a request that starts a job is the first span of the trace of the job', async () => {
  const fileId = await sendCsv(server);
  await taken(1);
  const body = { fileId, table: { create: { name: 'Traced' } } };
  const job = (await (await server.post('/api/imports', body, { traceparent })).json()) as Job;
  const ofJob = { traceId: traceOfJob(job.id), spanId: requestSpanOfJob(job.id) };
  expect(await taken(2)).toMatchObject([
    { ...ofJob, name: 'POST /api/imports', link: CALLER },
    { traceId: CALLER.traceId, parentId: CALLER.spanId, link: ofJob },
  ]);
});
