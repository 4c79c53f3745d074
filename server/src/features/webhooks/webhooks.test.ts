import type { Webhook, WebhookMessage, WebhookMessages, WebhookSecret, Webhooks } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addObjects } from '../../testing/test-objects.ts';
import { addPerson, type TestPerson } from '../../testing/test-people.ts';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
let editor: TestPerson;
beforeAll(async () => {
  server = await startTestServer();
  editor = await addPerson(server, 'editor');
});
afterAll(async () => server?.close());

const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];
const asked = { name: 'Warehouse', url: 'https://hooks.example.com/a?b=c', events: ['import.succeeded', 'file.ready'] };
const make = (more: object = {}) => editor.call('POST', '/api/webhooks', { ...asked, ...more });
const listOf = async (person: TestPerson) =>
  ((await (await person.call('GET', '/api/webhooks')).json()) as Webhooks).webhooks.map(({ id }) => id);

test('a webhook is made with a secret that is shown once, changed, rotated, tested and deleted', async () => {
  const made = (await (await make()).json()) as WebhookSecret;
  const { id } = made.webhook;
  expect(made.webhook).toMatchObject({ ...asked, tableIds: null, offReason: null, createdBy: editor.id, waiting: 0 });
  expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const { rows } = await server.pool.query('SELECT * FROM sheetport.webhook WHERE id = $1', [id]);
  expect(JSON.stringify(rows)).not.toContain(made.secret.slice(6, 30));
  const open = (sealed: string) => server.app.context.secretBox.open(`webhook ${id} secret`, sealed);
  expect(open(rows[0].secret)).toBe(made.secret);
  expect(await (await editor.call('GET', `/api/webhooks/${id}`)).json()).toEqual(made.webhook);

  const rotated = (await (
    await editor.call('POST', `/api/webhooks/${id}/rotate`, { graceHours: 1 })
  ).json()) as WebhookSecret;
  expect(rotated.secret).not.toBe(made.secret);
  expect(Date.parse(rotated.webhook.earlierSecretUntil!)).toBeGreaterThan(Date.now());
  const after = await server.pool.query('SELECT secret, earlier_secret FROM sheetport.webhook WHERE id = $1', [id]);
  expect([open(after.rows[0].secret), open(after.rows[0].earlier_secret)]).toEqual([rotated.secret, made.secret]);

  const off = await editor.call('PATCH', `/api/webhooks/${id}`, { on: false, name: 'Depot' });
  expect(await off.json()).toMatchObject({ name: 'Depot', offReason: 'switched_off' });
  const tried = (await (await editor.call('POST', `/api/webhooks/${id}/test`)).json()) as WebhookMessage;
  expect(tried).toMatchObject({ event: 'webhook.test', state: 'waiting', attempts: [], body: null });
  await editor.call('POST', `/api/webhooks/${id}/test`);
  const page = async (query: string) =>
    (await (await editor.call('GET', `/api/webhooks/${id}/messages${query}`)).json()) as WebhookMessages;
  const first = await page('?limit=1');
  const second = await page(`?limit=1&after=${first.next}`);
  expect([second.messages[0]?.id, second.next]).toEqual([tried.id, null]);
  expect(await codeOf(await editor.call('GET', `/api/webhooks/${id}/messages?after=x`))).toEqual([
    400,
    'invalid_cursor',
  ]);

  await server.pool.query(
    `UPDATE sheetport.webhook_message SET state = 'failed', attempts = 9, ended_at = now() WHERE id = $1`,
    [tried.id],
  );
  await server.pool.query(
    `INSERT INTO sheetport.webhook_attempt (message_id, ms, status, answer) VALUES ($1, 12, 500, 'no')`,
    [tried.id],
  );
  const again = await editor.call('POST', `/api/webhooks/${id}/messages/${tried.id}/resend`);
  expect(await again.json()).toMatchObject({
    id: tried.id,
    state: 'waiting',
    attempts: [{ status: 500, answer: 'no' }],
  });
  expect((await (await editor.call('GET', `/api/webhooks/${id}`)).json()) as Webhook).toMatchObject({
    waiting: 2,
    failed: 0,
  });
  expect((await editor.call('DELETE', `/api/webhooks/${id}`)).status).toBe(204);
  expect((await editor.call('GET', `/api/webhooks/${id}`)).status).toBe(404);
});

test('P32 a webhook is its maker’s: owners see and delete it, nobody else learns of it', async () => {
  const { id } = ((await (await make()).json()) as WebhookSecret).webhook;
  const [other, owner] = [await addPerson(server, 'editor'), await addPerson(server, 'owner')];
  expect([await listOf(other), (await listOf(owner)).includes(id)]).toEqual([[], true]);
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['PATCH', '', { on: false }],
    ['DELETE', '', undefined],
    ['POST', '/rotate', {}],
    ['POST', '/test', {}],
    ['GET', '/messages', undefined],
  ] as const)
    expect((await other.call(method, `/api/webhooks/${id}${path}`, body)).status).toBe(404);
  expect((await owner.call('POST', `/api/webhooks/${id}/rotate`, {})).status).not.toBe(200);
  expect((await owner.call('DELETE', `/api/webhooks/${id}`)).status).toBe(204);
  expect((await (await addPerson(server, 'viewer')).call('POST', '/api/webhooks', asked)).status).toBe(403);
});

test('addresses of this machine, others than http, and tables that one may not see are refused', async () => {
  for (const url of ['http://127.0.0.1/', 'http://[::1]:80/', 'http://169.254.169.254/', 'http://0x7f000001/'])
    expect(await codeOf(await make({ url }))).toEqual([422, 'address_not_allowed']);
  for (const url of ['ftp://example.com', 'nothing', 'https://a:b@example.com/'])
    expect(await codeOf(await make({ url }))).toEqual([400, 'invalid_request']);
  expect(await codeOf(await make({ events: [] }))).toEqual([400, 'invalid_request']);
  const { table } = await addObjects(server, editor.id, { restricted: true });
  expect(await codeOf(await make({ tableIds: [table] }))).toEqual([404, 'not_found']);
  expect(await listOf(editor)).toEqual([]);
});
