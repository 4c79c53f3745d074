import { ERRORS } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server?.close());

interface Parameter {
  name: string;
  in: string;
  description?: string;
}
interface Media {
  schema: object;
  examples?: Record<string, object>;
}
interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media> }>;
}
interface Description {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, object>>;
  tags: { name: string }[];
  'x-errors': object;
}
const PAGES = ['/api/docs', '/api/docs/page.js', '/api/docs/page.css'];
/** Pages of others, with what they ask for. */
const BOARD = '/api/monitor/board/*';
const describe = async () => (await (await server.call('/api/openapi.json')).json()) as Description;
const operationsOf = ({ paths }: Description) =>
  Object.entries(paths).flatMap(([path, calls]) =>
    Object.entries(calls).map(([method, operation]) => ({ at: `${method} ${path}`, ...operation })),
  );

test('P36 the description has every route, each with a name, words and shapes, and every error', async () => {
  const api = await describe();
  expect(api.openapi).toBe('3.1.0');
  expect(Object.keys(api['x-errors'])).toEqual(Object.keys(ERRORS));
  const routes = server.app.knownRoutes.filter(
    ({ url }) => (url.startsWith('/api') || url === '/metrics') && ![...PAGES, BOARD].includes(url),
  );
  expect(routes.length).toBeGreaterThan(40);
  for (const { method, url } of routes) {
    const calls = api.paths[url.replace(/:(\w+)/g, '{$1}')];
    // HEAD goes with every GET, and is described where it is of use.
    const call = calls?.[method.toLowerCase()] ?? (method === 'HEAD' ? calls?.get : undefined);
    expect([method, url, call?.operationId]).toEqual([
      method,
      url,
      expect.stringMatching(/^[a-z]+([A-Z][a-z]+)+$|^sign(In|Out)$/),
    ]);
  }
  const known = new Set(routes.map(({ method, url }) => `${method.toLowerCase()} ${url.replace(/:(\w+)/g, '{$1}')}`));
  const operations = operationsOf(api);
  expect(operations.map(({ at }) => at).filter((at) => !known.has(at))).toEqual([]);
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const tags = api.tags.map(({ name }) => name);
  for (const { at, summary, description, parameters, responses, ...operation } of operations) {
    expect([at, summary, description]).toEqual([at, expect.any(String), expect.any(String)]);
    expect(tags).toEqual(expect.arrayContaining(operation.tags));
    expect(`${at}: ${Object.keys(responses)}`).toMatch(/: [23]\d\d\b/);
    expect(responses).toHaveProperty('500');
    for (const parameter of parameters ?? [])
      expect([at, parameter.name, parameter.description]).toEqual([at, parameter.name, expect.any(String)]);
  }
});

test('shapes that have a name are referred to by it, and every name is there', async () => {
  const api = await describe();
  for (const [, name, part] of JSON.stringify(api).matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g))
    expect(api.components[name!]).toHaveProperty([part!]);
  expect(JSON.stringify(api)).not.toMatch(/"\$ref":"(?!#\/components\/)/);
  for (const { at, requestBody, responses } of operationsOf(api)) {
    const medias = [requestBody, ...Object.values(responses)].flatMap(
      (part) => part?.content?.['application/json'] ?? [],
    );
    // What is not JSON by a schema of ours: the two descriptions.
    for (const { schema, examples } of medias.filter((media) => !('format' in media.schema))) {
      expect([at, schema]).toEqual([at, { $ref: expect.stringMatching(/^#\/components\/schemas\//) }]);
      expect([at, Object.keys(examples ?? {}).length]).not.toEqual([at, 0]);
    }
  }
  expect(api.components.schemas!.Filter).toMatchObject({
    anyOf: expect.arrayContaining([
      expect.objectContaining({
        properties: { and: expect.objectContaining({ items: { $ref: '#/components/schemas/Filter' } }) },
      }),
    ]),
  });
  const { post } = api.paths['/api/exports']!;
  expect(post!.requestBody!.content['application/json']!.schema).toEqual({ $ref: '#/components/schemas/NewExport' });
  expect(post!.responses['202']!.content!['application/json']!.schema).toEqual({ $ref: '#/components/schemas/Job' });
});

test('the description of the events has the job as the calls have it', async () => {
  const events = (await (await server.call('/api/asyncapi.json')).json()) as Description & { asyncapi: string };
  expect(events.asyncapi).toBe('3.0.0');
  expect(events.components.messages).toMatchObject({ job: { payload: { $ref: '#/components/schemas/Job' } } });
  expect(events.components.schemas!.Job).toEqual((await describe()).components.schemas!.Job);
});

test('P33 the page of the calls loads nothing from elsewhere and runs under the strict policy', async () => {
  for (const path of PAGES) {
    const answer = await server.call(path);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).not.toMatch(/https?:\/\/|<script>|\son\w+=|innerHTML|eval\(/);
    const policy = answer.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/script-src|unsafe-eval/);
  }
});
