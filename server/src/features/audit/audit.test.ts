/** Who did what: one event for each change, download and refused call; none can be changed (docs/promises.md, P53). */
import { randomUUID } from 'node:crypto';
import { AUDIT_ACTIONS, type AuditEvent, type AuditEvents, FIRST_OWNER, grantOf } from '@sheetport/contract';
import { forgetAudit, inTransaction, recordAudit } from '@sheetport/core';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, callWith, type TestPerson } from '../../testing/test-people.ts';
import { sendCsv, startTestServer, type TestServer, TOKEN } from '../../testing/test-server.ts';
import { isAddressed } from './find-object.ts';

const PASSWORD = 'a horse of the canary islands';
let server: TestServer;
let owner: TestPerson;
let viewer: TestPerson;
beforeAll(async () => {
  server = await startTestServer({ bounds: { signInsPerMinute: 1e9 } });
  owner = await addPerson(server, 'owner', PASSWORD);
  viewer = await addPerson(server, 'viewer');
});
afterAll(async () => server?.close());

const json = async <T>(answer: Promise<Response>) => (await (await answer).json()) as T;
const list = async (query = '', limit = 500) =>
  (await json<AuditEvents>(server.call(`/api/audit?limit=${limit}${query}`))).events;
const last = async (query = '') => (await list(query, 1))[0];
const signIn = (body: object, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

async function makeTable(): Promise<{ id: string; name: string }> {
  const name = `T ${randomUUID()}`;
  const columns = [
    { label: 'City', type: 'text' },
    { label: 'Size', type: 'integer' },
  ];
  return json(server.post('/api/tables', { name, columns, key: [] }));
}

test('P53 each call that changes something is recorded, and words are of calls that are there', () => {
  const routes = server.app.knownRoutes.filter(({ url }) => url.startsWith('/api'));
  const operations = new Set(routes.filter(({ audited }) => audited).map(({ operation }) => operation));
  const ofTheService = [
    'useToken',
    'openSocket',
    'inspectLink',
    'finishImport',
    'finishUndo',
    'finishEdit',
    'removeOldFiles',
  ];
  const recorded = new Set<string>([...operations, ...ofTheService, 'removeOldEvents']);
  // A call that has no words of its own is shown by its operation id.
  expect(AUDIT_ACTIONS.filter((action) => !recorded.has(action))).toEqual([]);
  expect(operations.size).toBeGreaterThan(35);
  // A call that changes something is left out for a reason: it is read by POST, or a piece of an upload that was recorded when it began.
  const leftOut = routes.filter(({ method, audited }) => !audited && !['GET', 'HEAD', 'OPTIONS'].includes(method));
  expect(leftOut.map(({ operation }) => operation).sort()).toEqual([
    'appendUpload',
    'appendUploadByPost',
    'checkRules',
    'countRejects',
    'findDuplicates',
    'inspectLink',
    'previewSchedule',
  ]);
});

test('P53 whichever object an address names, the trail knows its kind', () => {
  const unknown = server.app.knownRoutes.filter(({ url, audited }) => audited && !isAddressed(url));
  expect(unknown.map(({ url }) => url)).toEqual([]);
});

test('P53 each call that a role may not make is recorded as refused, with who tried', async () => {
  let tried = 0;
  let who = viewer;
  for (const { method, url, permission, operation } of server.app.knownRoutes) {
    if (permission === null || method === 'HEAD' || method === 'OPTIONS' || grantOf('viewer', permission) !== 'none')
      continue;
    const body = method === 'GET' ? undefined : {};
    // Of each only so many are kept in a minute (refused-limit.ts).
    if (tried++ % 40 === 39) who = await addPerson(server, 'viewer');
    expect((await who.call(method, url.replace(/:\w+/g, randomUUID()), body)).status).toBe(403);
    expect(await last(`&person=${who.id}`)).toMatchObject({
      // A page of others has no name of ours.
      action: operation || url,
      outcome: 'refused',
      person: { id: who.id, name: 'A viewer' },
      details: { call: `${method} ${url}` },
    });
  }
  expect((await list(`&person=${viewer.id}&outcome=refused`)).length).toBeGreaterThan(20);
});

test('P53 sign-ins, done and refused, by each way; what was typed is not kept', async () => {
  const typed = `typed-${randomUUID()}@example.com`;
  expect((await signIn({ email: typed, password: PASSWORD })).status).toBe(401);
  expect(await last()).toMatchObject({ action: 'signIn', outcome: 'refused', person: null, object: null });
  expect((await signIn({ email: owner.email, password: 'canary-password' })).status).toBe(401);
  expect(await last()).toMatchObject({ outcome: 'refused', person: null, object: { kind: 'person', id: owner.id } });
  expect((await signIn({ email: owner.email, password: PASSWORD })).status).toBe(204);
  expect(await last()).toMatchObject({
    action: 'signIn',
    outcome: 'done',
    person: { id: owner.id, name: 'A owner' },
    via: { kind: 'password' },
    address: '127.0.0.1',
  });
  expect((await signIn({ token: 'canary-token-1' })).status).toBe(401);
  expect(await last()).toMatchObject({ action: 'signIn', outcome: 'refused', via: { kind: 'token' } });
  await fetch(`${server.url}/?token=${TOKEN}`, { redirect: 'manual' });
  expect(await last()).toMatchObject({
    action: 'signIn',
    outcome: 'done',
    person: { id: FIRST_OWNER },
    via: { kind: 'link' },
  });
  await fetch(`${server.url}/?token=canary-token-2`, { redirect: 'manual' });
  expect(await last()).toMatchObject({ action: 'signIn', outcome: 'refused', via: { kind: 'link' } });
  await fetch(`${server.url}/api/me`, { headers: { authorization: 'Bearer canary-token-3' } });
  expect(await last()).toMatchObject({ action: 'useToken', outcome: 'refused', person: null });
  const socket = io(server.url, { forceNew: true, reconnection: false, auth: { token: 'canary-token-4' } });
  await new Promise((resolve) => socket.on('connect_error', resolve));
  expect(await last()).toMatchObject({ action: 'openSocket', outcome: 'refused' });
  const { rows } = await server.pool.query('SELECT string_agg(e::text, $1) AS text FROM sheetport.audit_event e', [
    '\n',
  ]);
  for (const text of [rows[0].text, server.logged.join('\n')]) {
    expect(text).not.toMatch(/canary-|canary islands/);
    expect(text).not.toContain(typed);
    expect(text).not.toContain(TOKEN);
  }
  const lines = server.logged.map((line) => JSON.parse(line) as { event?: string; outcome?: string });
  expect(lines.filter(({ event }) => event === 'security.signIn').map(({ outcome }) => outcome)).toEqual(
    expect.arrayContaining(['done', 'refused']),
  );
});

test('P53 people, links and accounts: who, whom and what, without the secret of a link', async () => {
  const { path, invitation } = await json<{ path: string; invitation: { id: string } }>(
    owner.call('POST', '/api/invitations', { role: 'editor', name: 'Lan' }),
  );
  const token = path.split('#')[1]!;
  expect(await last()).toMatchObject({
    action: 'createInvitation',
    person: { id: owner.id },
    object: { kind: 'invitation', id: invitation.id, name: 'Lan' },
    details: { role: 'editor' },
  });
  const email = `${randomUUID()}@example.com`;
  await fetch(`${server.url}/api/links/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: 'Lan', email, password: PASSWORD }),
  });
  const joined = (await last())!;
  expect(joined).toMatchObject({ action: 'acceptInvitation', person: { name: 'Lan' }, via: { kind: 'link' } });
  const { id } = joined.person!;
  await owner.call('PATCH', `/api/people/${id}`, { role: 'viewer' });
  expect(await last()).toMatchObject({
    action: 'updatePerson',
    object: { kind: 'person', id, name: 'Lan' },
    details: { role: 'viewer' },
  });
  await owner.call('DELETE', `/api/people/${id}`);
  expect(await last()).toMatchObject({ action: 'deletePerson', object: { kind: 'person', id, name: 'Lan' } });
  await fetch(`${server.url}/api/links/inspect`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  expect(await last()).toMatchObject({ action: 'inspectLink', outcome: 'refused' });
  const all = JSON.stringify(await list());
  expect(all).not.toContain(token);
  expect(all).not.toContain(email);
});

test('P53 files, tables, exports: the columns and operators of a filter, without its values', async () => {
  const fileId = await sendCsv(server, 'City\ncell-canary\n', 'canaries.csv');
  expect(await last()).toMatchObject({
    action: 'uploadFile',
    object: { kind: 'file', id: fileId, name: 'canaries.csv' },
  });
  const table = await makeTable();
  expect(await last()).toMatchObject({
    action: 'createTable',
    object: { kind: 'table', id: table.id, name: table.name },
  });
  await server.call(`/api/tables/${table.id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      columns: [{ column: 'City', rules: [{ kind: 'list', values: ['cell-canary'], severity: 'error' }] }],
    }),
  });
  expect(await last()).toMatchObject({
    action: 'updateTable',
    details: { columns: [{ column: 'City', changes: [], rules: ['list'] }] },
  });
  const job = await json<{ id: string }>(
    server.post('/api/exports', {
      tableId: table.id,
      columns: ['City'],
      filter: { and: [{ column: 'city', op: 'eq', value: 'cell-canary' }] },
    }),
  );
  expect(await last()).toMatchObject({
    action: 'createExport',
    object: { kind: 'job', id: job.id, name: table.name },
    details: { tableId: table.id, format: 'xlsx', columns: ['City'], filter: [{ column: 'city', op: 'eq' }] },
  });
  const template = await json<{ id: string }>(
    server.call(`/api/tables/${table.id}/template.xlsx`, { headers: { prefer: 'respond-async' } }),
  );
  expect(await last()).toMatchObject({ action: 'downloadTemplate', object: { kind: 'table', id: table.id } });
  for (const { id } of [job, template]) await server.post(`/api/jobs/${id}/cancel`);
  await server.call(`/api/files/${fileId}`, { method: 'DELETE' });
  expect(await last()).toMatchObject({ action: 'deleteFile', object: { name: 'canaries.csv' } });
  await server.call(`/api/tables/${table.id}`, { method: 'DELETE' });
  const about = await list(`&objectId=${table.id}`);
  expect(about.map(({ action }) => action)).toEqual([
    'deleteTable',
    'downloadTemplate',
    'createExport',
    'updateTable',
    'createTable',
  ]);
  expect(JSON.stringify(await list())).not.toContain('cell-canary');
});

test('P53 a call that is repeated is one event, and so is one that changes nothing none', async () => {
  const table = await makeTable();
  const before = (await list()).length;
  const headers = { 'idempotency-key': randomUUID() };
  for (let n = 0; n < 3; n++) {
    const answer = await server.post('/api/exports', { tableId: table.id }, headers);
    expect([answer.status, await answer.json()]).toMatchObject([202, { kind: 'export' }]);
  }
  await server.call(`/api/files/${randomUUID()}`, { method: 'DELETE' });
  for (const filter of ['text', null, 5, { and: 'x' }])
    expect((await server.post('/api/exports', { tableId: table.id, filter })).status).toBe(400);
  await server.call('/api/tables');
  expect((await list()).length).toBe(before + 1);
});

test('P53 a change and its event are kept together, or neither is', async () => {
  const person = await addPerson(server, 'editor');
  await server.pool.query('ALTER TABLE sheetport.audit_event RENAME TO audit_event_away');
  try {
    expect((await owner.call('PATCH', `/api/people/${person.id}`, { role: 'viewer' })).status).toBe(500);
    // One whose change is not in the service's own records is answered, and the log has the event.
    expect((await owner.call('GET', `/api/audit/export?action=none`)).status).toBe(200);
  } finally {
    await server.pool.query('ALTER TABLE sheetport.audit_event_away RENAME TO audit_event');
  }
  expect(await server.records.person.findUnique({ where: { id: person.id } })).toMatchObject({ role: 'editor' });
  expect(server.logged.some((line) => line.includes('"event":"audit.lost"') && line.includes('exportAudit'))).toBe(
    true,
  );
});

test('P53 events are neither changed nor removed, but for the sweep of those that are old', async () => {
  const { pool } = server;
  const old = randomUUID();
  const add = (objectId: string, days: number) =>
    pool.query(
      `INSERT INTO sheetport.audit_event (at, action, outcome, via, object_kind, object_id)
       VALUES (now() - $2 * interval '1 day', 'signIn', 'done', 'service', 'test', $1)`,
      [objectId, days],
    );
  await add(old, 500);
  await add(randomUUID(), 0.5);
  for (const sql of [
    `UPDATE sheetport.audit_event SET action = 'x'`,
    'DELETE FROM sheetport.audit_event',
    'TRUNCATE sheetport.audit_event',
    `BEGIN; SET LOCAL sheetport.audit_sweep = 'on'; DELETE FROM sheetport.audit_event`,
  ]) {
    const client = await pool.connect();
    await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
    await client.query('ROLLBACK');
    client.release();
  }
  const client = await pool.connect();
  expect(await inTransaction(client, (db) => forgetAudit(db, 400))).toBe(1);
  client.release();
  expect(await list(`&objectId=${old}`)).toEqual([]);
  expect(await list('&objectKind=test')).toHaveLength(1);
});

test('P53 owners alone see the trail: page by page, by person, action and time, and as a file', async () => {
  const objectId = randomUUID();
  const names = ['=cmd()', 'a "quoted", name', 'plain; -2+3', 'Việt', 'e;=1'];
  const newName = 'x;"=1\\,-2 | \'@3; +4 ok-5';
  for (const name of names)
    await recordAudit(server.pool, {
      action: 'createTable',
      outcome: 'done',
      personId: owner.id,
      via: 'service',
      object: { kind: 'table', id: objectId, name },
      details: { newName, list: ['=2'], count: -1 },
    });
  const seen: AuditEvent[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page: AuditEvents = await json(
      server.call(`/api/audit?objectId=${objectId}&limit=2${after && `&after=${after}`}`),
    );
    seen.push(...page.events);
    after = page.next;
  }
  expect(seen.map(({ object }) => object?.name)).toEqual([...names].reverse());
  const day = new Date().toISOString().slice(0, 10);
  expect(await list(`&objectId=${objectId}&from=${day}&to=${day}&action=createTable&person=${owner.id}`)).toHaveLength(
    5,
  );
  expect(await list(`&objectId=${objectId}&to=2020-01-01`)).toEqual([]);
  const csv = await server.call(`/api/audit/export?objectId=${objectId}`);
  expect(csv.headers.get('content-disposition')).toContain('audit.csv');
  const lines = (await csv.text()).trimEnd().split('\r\n');
  expect(lines).toHaveLength(6);
  expect(lines[5]).toContain(`,'=cmd(),`);
  expect(lines[4]).toContain(',"a ""quoted"", name",');
  // Also for who splits at another separator.
  expect(lines[1]).toContain(",e;''=1,");
  // The details too, as whoever parses them gets them back.
  const details = /,"(\{.*\})"$/.exec(lines[1]!)![1]!.replaceAll('""', '"');
  expect(details).not.toMatch(/[,;:|]["'\\]*(?!-1)[=+\-@]/);
  expect(JSON.parse(details)).toEqual({ newName, list: ['=2'], count: -1 });
  const jsonl = await (await server.call(`/api/audit/export?objectId=${objectId}&format=jsonl`)).text();
  expect(
    jsonl
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(seen);
  expect(await last()).toMatchObject({ action: 'exportAudit', details: { format: 'jsonl' } });
  expect((await server.call('/api/audit?after=bad')).status).toBe(400);
  for (const person of [await addPerson(server, 'viewer'), await addPerson(server, 'editor')])
    for (const path of ['/api/audit', '/api/audit/export'])
      expect((await callWith(server, person.cookie)('GET', path)).status).toBe(403);
});
