import { ERRORS } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Door, openDoor } from '../testing/open-door.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(async () => door?.close());

interface Call {
  summary?: string;
  tags?: string[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}
const PAGES = ['/api/docs', '/api/docs/page.js', '/api/docs/page.css'];

test('P36 the description has every call, each with words and shapes, and every error', async () => {
  const api = (await (await door.call('/api/openapi.json')).json()) as {
    openapi: string;
    paths: Record<string, Record<string, Call>>;
    'x-errors': object;
  };
  expect(api.openapi).toBe('3.1.0');
  expect(Object.keys(api['x-errors'])).toEqual(Object.keys(ERRORS));
  for (const { method, url } of door.app.knownRoutes) {
    if (!url.startsWith('/api') || PAGES.includes(url) || method === 'HEAD' || method === 'OPTIONS') continue;
    const call = api.paths[url.replace(':id', '{id}')]?.[method.toLowerCase()];
    expect([method, url, call?.summary, call?.tags]).toEqual([method, url, expect.any(String), expect.any(Array)]);
    expect(call!.responses.default?.content).toHaveProperty(['application/problem+json']);
  }
  const imports = api.paths['/api/imports']!.post!;
  expect(JSON.stringify(imports.requestBody)).toContain('onReject');
  expect(imports.responses['202']?.content?.['application/json']?.schema).toMatchObject({
    type: 'object',
    required: expect.arrayContaining(['seq', 'progress']),
  });
});

test('P33 the page of the calls loads nothing from elsewhere and runs under the strict policy', async () => {
  for (const path of PAGES) {
    const answer = await door.call(path);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).not.toMatch(/https?:\/\/|<script>|\son\w+=|innerHTML|eval\(/);
    const policy = answer.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/script-src|unsafe-eval/);
  }
});

test('P41 the metrics count what they say', async () => {
  await door.call('/api/jobs');
  const text = await (await door.call('/metrics')).text();
  expect(text).toMatch(/sheetport_http_request_seconds_count\{method="GET",route="\/api\/jobs",status="200"\} 1/);
  expect(text).toMatch(/sheetport_queue_entries\{queue="bulk",state="waiting"\} 0/);
  expect(text).toMatch(/sheetport_sockets 0/);
});
