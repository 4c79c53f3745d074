/** What a hostile person tries with ids of others: in addresses, in bodies, and by what differs (docs/promises.md, P17 and P32). */
import { randomUUID } from 'node:crypto';
import { KEPT_KINDS, KEPT_LIMITS, type Table, type Usage } from '@sheetport/contract';
import { hashPassword } from 'better-auth/crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { savePassword } from '../features/people/find-person.ts';
import { addObjects } from '../testing/test-objects.ts';
import { addPerson, addSecondFactor, callWith, type TestPerson } from '../testing/test-people.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { OWN_KINDS, type OwnKind } from './object-makers.ts';

let server: TestServer;
/** An editor, who attacks, and their real table. */
let mallory: TestPerson;
let mine: Table;
let columns: object[];
beforeAll(async () => {
  server = await startTestServer({
    bounds: { requestsPerMinute: 1e9, signInsPerMinute: 1e9 },
  });
  mallory = await addPerson(server, 'editor');
  const asked = { name: 'Mine', columns: [{ label: 'No', type: 'integer' }] };
  mine = (await (await mallory.call('POST', '/api/tables', asked)).json()) as Table;
  columns = [{ heading: 'No', column: { column: mine.columns[0]!.name } }];
});
afterAll(async () => server?.close());

/** What an answer says, without what is different each time. */
async function said(answer: Response): Promise<unknown[]> {
  const text = await answer.text();
  const { title, detail, code } = (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, string>;
  return [answer.status, code, title, detail];
}

const addFile = async (createdBy: string) => {
  const id = randomUUID();
  const sheet = { index: 0, name: 'Sheet', hidden: false, rows: 1, headerRow: 1, headerRows: 1, complete: true };
  const column = { index: 0, header: 'No', type: 'integer', samples: [], blanks: 0, warnings: [] };
  const sheets = [{ ...sheet, columns: [column] }];
  await server.records.file.create({
    data: { id, name: 'x.csv', bytes: 1, sha256: id, state: 'ready', sheets, createdBy },
  });
  return id;
};
const exportOf = (tableId: string) => ({ tableId, format: 'csv' });
const target = { kind: 'http', url: 'https://files.example.com/x.csv', method: 'PUT' };

/** One object of each kind that belongs to a person and to no table. */
async function addOwn(createdBy: string, tableId: string): Promise<Record<OwnKind, string>> {
  const { records } = server;
  const [template, key, schedule, webhook, delivery, feed] = Array.from({ length: 6 }, () => randomUUID()) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const upload = await addFile(createdBy);
  await records.exportTemplate.create({ data: { id: template, name: 'x', bytes: 1, sha256: 'x', createdBy } });
  await records.apiKey.create({ data: { id: key, personId: createdBy, name: 'x', scopes: ['read'], secretHash: key } });
  const task = { kind: 'export', export: exportOf(tableId) };
  const timing = { kind: 'interval', minutes: 60 };
  const common = { name: 'x', createdBy };
  await records.schedule.create({
    data: { ...common, id: schedule, task, timing, timeZone: 'UTC', missed: 'skip', retries: 0, enabled: false },
  });
  await records.webhook.create({
    data: {
      ...common,
      id: webhook,
      url: 'https://x.example.com',
      host: 'x',
      events: ['import.succeeded'],
      secret: 'x',
    },
  });
  await records.delivery.create({
    data: { ...common, id: delivery, export: exportOf(tableId), target, host: 'x', headerNames: [] },
  });
  await records.feed.create({
    data: {
      ...common,
      id: feed,
      tableId,
      source: { kind: 'url', url: 'https://x.example.com/x.csv' },
      columns: columns as never,
      options: { mode: 'insert', key: [], onReject: 'skip' },
      newColumns: 'refuse',
      everyMinutes: 60,
      enabled: false,
    },
  });
  return { upload, key, template, schedule, webhook, delivery, feed };
}

test('P32 what is somebody’s own answers others as an id that was made up does, whatever the body', async () => {
  const victim = await addPerson(server, 'editor');
  const theirs = await addOwn(victim.id, mine.id);
  const routes = server.app.knownRoutes.flatMap(({ method, url, permission, object }) => {
    const kind = OWN_KINDS.find((one) => one === object);
    return kind && permission && method !== 'HEAD' && method !== 'OPTIONS' ? [{ method, url, kind }] : [];
  });
  expect(new Set(routes.map(({ kind }) => kind))).toEqual(new Set(OWN_KINDS));
  for (const person of [await addPerson(server, 'viewer'), mallory])
    for (const { method, url, kind } of routes)
      for (const body of method === 'GET' ? [undefined] : [{ made: 'up' }]) {
        const ask = async (id: string) =>
          said(await person.call(method, url.replace(':id', id).replace(/:\w+/, randomUUID()), body));
        const [known, madeUp] = [await ask(theirs[kind]), await ask(randomUUID())];
        expect([method, url, known]).toEqual([method, url, madeUp]);
        expect([url, [403, 404]]).toEqual([url, expect.arrayContaining([[403, 404].find((one) => one === known[0])])]);
      }
});

test('P32 no body reaches an object that one may not see: each answers as if it were not there', async () => {
  const victim = await addPerson(server, 'editor');
  const theirs = await addObjects(server, mallory.id, { restricted: true, folder: { restricted: true } });
  const own = await addOwn(mallory.id, mine.id);
  const foreign = await addOwn(victim.id, theirs.table);
  const [feedFile, run, message] = [randomUUID(), randomUUID(), randomUUID()];
  await server.records.feedFile.create({
    data: { id: feedFile, feedId: foreign.feed, name: 'x', bytes: 1, sha256: 'x', seenAs: {}, state: 'quarantined' },
  });
  await server.records.deliveryRun.create({ data: { id: run, deliveryId: foreign.delivery, state: 'delivered' } });
  await server.records.webhookMessage.create({
    data: { id: message, webhookId: foreign.webhook, event: 'import.succeeded', state: 'failed' },
  });
  const fileId = await addFile(mallory.id);
  const ids = { ...theirs, ...foreign, feedFile, run, message };
  const times = { timing: { kind: 'interval', minutes: 60 }, timeZone: 'UTC', name: 'x' };
  const into = { fileId, table: { id: mine.id } };
  const newFeed = { name: 'x', source: { kind: 'url', url: 'https://x.example.com/x.csv' }, everyMinutes: 60 };
  const sheet = { tableId: mine.id };
  const cases: [string, string, string, keyof typeof ids, (id: string) => object | undefined][] = [
    ['an export of a table', 'POST', '/api/exports', 'table', exportOf],
    [
      'a second sheet',
      'POST',
      '/api/exports',
      'table',
      (tableId) => ({ format: 'xlsx', sheets: [sheet, { tableId }] }),
    ],
    ['a view', 'POST', '/api/exports', 'view', (viewId) => ({ viewId, format: 'csv' })],
    ['a view as a sheet', 'POST', '/api/exports', 'view', (viewId) => ({ format: 'xlsx', sheets: [{ viewId }] })],
    ['an export after a job', 'POST', '/api/exports', 'job', (id) => ({ ...exportOf(mine.id), dependsOn: [id] })],
    ['an import after a job', 'POST', '/api/imports', 'job', (id) => ({ ...into, dependsOn: [id] })],
    ['an import of a file', 'POST', '/api/imports', 'upload', (id) => ({ ...into, fileId: id })],
    ['an import into a batch', 'POST', '/api/imports', 'batch', (batchId) => ({ ...into, batchId })],
    ['a batch of a file', 'POST', '/api/batches', 'file', (id) => ({ imports: [{ ...into, fileId: id }] })],
    [
      'a schedule',
      'POST',
      '/api/schedules',
      'table',
      (id) => ({ ...times, task: { kind: 'export', export: exportOf(id) } }),
    ],
    [
      'a delivery at times',
      'POST',
      '/api/schedules',
      'delivery',
      (deliveryId) => ({ ...times, task: { kind: 'delivery', deliveryId } }),
    ],
    [
      'another task',
      'PATCH',
      `/api/schedules/${own.schedule}`,
      'delivery',
      (deliveryId) => ({ task: { kind: 'delivery', deliveryId } }),
    ],
    ['a delivery', 'POST', '/api/deliveries', 'table', (id) => ({ name: 'x', target, export: exportOf(id) })],
    [
      'a delivery of a view',
      'POST',
      '/api/deliveries',
      'view',
      (viewId) => ({ name: 'x', target, export: { viewId, format: 'csv' } }),
    ],
    ['another export', 'PATCH', `/api/deliveries/${own.delivery}`, 'table', (id) => ({ export: exportOf(id) })],
    ['a run of another delivery', 'POST', `/api/deliveries/${own.delivery}/runs/RUN/resend`, 'run', () => undefined],
    ['a feed', 'POST', '/api/feeds', 'table', (tableId) => ({ ...newFeed, tableId, mappingId: theirs.mapping })],
    [
      'a mapping of another table',
      'POST',
      '/api/feeds',
      'mapping',
      (mappingId) => ({ ...newFeed, tableId: mine.id, mappingId }),
    ],
    ['a file of another feed', 'POST', `/api/feeds/${own.feed}/imports`, 'feedFile', (feedFileId) => ({ feedFileId })],
    [
      'a webhook',
      'POST',
      '/api/webhooks',
      'table',
      (id) => ({ name: 'x', url: 'https://x.example.com', events: ['import.succeeded'], tableIds: [mine.id, id] }),
    ],
    ['other tables of a webhook', 'PATCH', `/api/webhooks/${own.webhook}`, 'table', (id) => ({ tableIds: [id] })],
    [
      'a message of another webhook',
      'POST',
      `/api/webhooks/${own.webhook}/messages/RUN/resend`,
      'message',
      () => undefined,
    ],
    [
      'a key for a table',
      'POST',
      '/api/keys',
      'table',
      (id) => ({ name: 'x', scopes: ['read'], tables: { tableIds: [id] } }),
    ],
    ['a key for a folder', 'PATCH', `/api/keys/${own.key}`, 'folder', (id) => ({ tables: { folderIds: [id] } })],
    [
      'a saved view',
      'POST',
      '/api/views',
      'table',
      (tableId) => ({ name: 'x', tableId, shared: false, definition: {} }),
    ],
    [
      'an upload link',
      'POST',
      `/api/tables/${mine.id}/upload-links`,
      'mapping',
      (mappingId) => ({ mappingId, name: 'x', expiresAt: new Date(Date.now() + 3_600_000).toISOString() }),
    ],
    ['a mapping', 'GET', `/api/files/${fileId}/mapping?tableId=RUN`, 'table', () => undefined],
    [
      'a table in a folder',
      'POST',
      '/api/tables',
      'folder',
      (folderId) => ({ name: randomUUID(), folderId, columns: [{ label: 'a', type: 'text' }] }),
    ],
  ];
  for (const [what, method, path, kind, body] of cases) {
    const ask = async (id: string) => said(await mallory.call(method, path.replace('RUN', id), body(id)));
    const [known, madeUp] = [await ask(ids[kind]), await ask(randomUUID())];
    // A batch begins with its first import, so an id that was made up is one's own.
    if (kind !== 'batch') expect([what, known]).toEqual([what, madeUp]);
    expect([what, known.slice(0, 2)]).toEqual([what, [404, 'not_found']]);
  }
  // The same list with what is one's own: it is the right that is missing, not the request that is wrong.
  const ofMine = await mallory.call('POST', '/api/deliveries', { name: 'x', target, export: exportOf(mine.id) });
  expect(ofMine.status).toBe(201);
});

test('P32 a view that others use is changed and deleted by who may share it, not by a maker who no longer may', async () => {
  const maker = await addPerson(server, 'editor');
  const asked = { name: 'For all', tableId: mine.id, definition: {} };
  const make = async (shared: boolean) =>
    ((await (await maker.call('POST', '/api/views', { ...asked, shared })).json()) as { id: string }).id;
  const [shared, own] = [await make(true), await make(false)];
  await server.records.person.update({ where: { id: maker.id }, data: { role: 'viewer' } });
  const tries: [string, object | undefined][] = [
    ['PATCH', { name: 'Mine' }],
    ['PATCH', { definition: {} }],
    ['PATCH', { shared: false }],
    ['DELETE', undefined],
  ];
  for (const [method, body] of tries) expect((await maker.call(method, `/api/views/${shared}`, body)).status).toBe(403);
  expect((await maker.call('PATCH', `/api/views/${own}`, { shared: true })).status).toBe(403);
  expect((await maker.call('PATCH', `/api/views/${own}`, { name: 'Mine' })).status).toBe(200);
  expect((await maker.call('DELETE', `/api/views/${own}`)).status).toBe(204);
});

test('P32 the same export is not handed out again once its maker may not make it, nor to anybody else', async () => {
  const lan = await addPerson(server, 'editor');
  const body = { ...exportOf(mine.id), reuse: true };
  const before = (await (await lan.call('POST', '/api/exports', body)).json()) as { id: string };
  const others = (await (await mallory.call('POST', '/api/exports', body)).json()) as { id: string };
  expect(others.id).not.toBe(before.id);
  await server.records.table.update({ where: { id: mine.id }, data: { restricted: true } });
  expect((await lan.call('POST', '/api/exports', body)).status).toBe(404);
  expect((await lan.call('GET', `/api/jobs/${before.id}/file`)).status).toBe(404);
  await server.records.table.update({ where: { id: mine.id }, data: { restricted: false } });
});

test('P32 half of a second factor begins no session, and a session that was planted is not the one that signs in', async () => {
  const password = 'a long password of theirs';
  const person = await addPerson(server, 'editor');
  await savePassword(server.records, person.id, await hashPassword(password));
  await addSecondFactor(server, person.id);
  const sessions = () => server.records.session.count({ where: { userId: person.id } });
  const had = await sessions();
  const planted = mallory.cookie;
  const half = await callWith(server, planted)('POST', '/api/session', { email: person.email, password });
  expect([half.status, half.headers.get('set-cookie')]).toEqual([401, null]);
  expect([await sessions(), (await mallory.call('GET', '/api/me')).status]).toEqual([had, 200]);
  const off = await addPerson(server, 'viewer', password);
  const fresh = await addPerson(server, 'viewer');
  const whole = await callWith(server, fresh.cookie)('POST', '/api/session', { email: off.email, password });
  expect(whole.status).toBe(204);
  expect(whole.headers.get('set-cookie')!.split(';')[0]).not.toBe(fresh.cookie);
  // The browser has left the earlier account.
  expect((await fresh.call('GET', '/api/me')).status).toBe(401);
});

test('P34 nobody keeps more of a kind than its limit, however many are made at once; it is told before', async () => {
  const lan = await addPerson(server, 'editor');
  const mappingId = randomUUID();
  await server.records.savedMapping.create({
    data: {
      id: mappingId,
      headingFingerprint: 'x',
      tableId: mine.id,
      columns: columns as never,
      options: { mode: 'insert', key: [], onReject: 'skip' },
      fileName: 'x.csv',
    },
  });
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const template = new FormData();
  template.set('file', new Blob(['x']), 'x.xlsx');
  const makers: Record<keyof typeof KEPT_LIMITS, () => Promise<Response>> = {
    apiKeys: () => lan.call('POST', '/api/keys', { name: 'x', scopes: ['read'] }),
    views: () => lan.call('POST', '/api/views', { name: 'x', tableId: mine.id, shared: false, definition: {} }),
    templates: () =>
      fetch(`${server.url}/api/templates`, { method: 'POST', headers: { cookie: lan.cookie }, body: template }),
    uploadLinks: () => lan.call('POST', `/api/tables/${mine.id}/upload-links`, { mappingId, name: 'x', expiresAt }),
    schedules: () =>
      lan.call('POST', '/api/schedules', {
        name: 'x',
        task: { kind: 'export', export: exportOf(mine.id) },
        timing: { kind: 'interval', minutes: 60 },
        timeZone: 'UTC',
      }),
    feeds: () =>
      lan.call('POST', '/api/feeds', {
        name: 'x',
        source: { kind: 'url', url: 'https://x.example.com/x.csv' },
        tableId: mine.id,
        mappingId,
        everyMinutes: 60,
        enabled: false,
      }),
    deliveries: () => lan.call('POST', '/api/deliveries', { name: 'x', target, export: exportOf(mine.id) }),
    webhooks: () =>
      lan.call('POST', '/api/webhooks', { name: 'x', url: 'https://x.example.com', events: ['import.succeeded'] }),
  };
  const copies: Record<keyof typeof KEPT_LIMITS, [string, string]> = {
    apiKeys: ['api_key', `person_id, name, scopes, secret_hash) SELECT gen_random_uuid(), $1, 'x', '{read}', 'x'`],
    views: [
      'view',
      `created_by, name, table_id, shared, definition) SELECT gen_random_uuid(), $1, 'x', '${mine.id}', false, '{}'`,
    ],
    templates: ['export_template', `created_by, name, bytes, sha256) SELECT gen_random_uuid(), $1, 'x', 1, 'x'`],
    uploadLinks: [
      'upload_link',
      `created_by, name, table_id, token_hash, columns, options, max_files, max_file_bytes, expires_at) SELECT gen_random_uuid(), $1, 'x', '${mine.id}', gen_random_uuid()::text, '[]', '{"mode":"insert","key":[],"onReject":"skip"}', 1, 1, now() + interval '1 hour'`,
    ],
    schedules: [
      'schedule',
      `created_by, name, task, timing, time_zone, enabled, missed, retries) SELECT gen_random_uuid(), $1, 'x', '{}', '{}', 'UTC', false, 'skip', 0`,
    ],
    feeds: [
      'feed',
      `created_by, name, source, table_id, columns, options, new_columns, every_minutes, enabled) SELECT gen_random_uuid(), $1, 'x', '{}', '${mine.id}', '[]', '{}', 'refuse', 60, false`,
    ],
    deliveries: [
      'delivery',
      `created_by, name, export, target, host, header_names) SELECT gen_random_uuid(), $1, 'x', '{}', '{}', 'x', '{}'`,
    ],
    webhooks: [
      'webhook',
      `created_by, name, url, host, events, secret) SELECT gen_random_uuid(), $1, 'x', 'https://x.example.com', 'x', '{}', 'x'`,
    ],
  };
  const usage = async () => ((await (await lan.call('GET', '/api/me/usage')).json()) as Usage).kept;
  for (const kind of KEPT_KINDS) {
    const limit = KEPT_LIMITS[kind];
    const [table, rest] = copies[kind];
    // A worker would have to read a template, so none is made here.
    const free = kind === 'templates' ? 0 : 1;
    await server.pool.query(`INSERT INTO sheetport.${table} (id, ${rest} FROM generate_series(1, $2)`, [
      lan.id,
      limit - free,
    ]);
    expect([kind, (await usage())[kind]]).toEqual([kind, { used: limit - free, limit }]);
    const answers = await Promise.all([makers[kind](), makers[kind](), makers[kind]()]);
    const codes = await Promise.all(answers.map(async (answer) => (await said(answer)).slice(0, 2)));
    const refused = codes.filter(([status, code]) => status === 409 && code === 'too_many_kept');
    expect([kind, codes, refused.length]).toEqual([kind, codes, 3 - free]);
    expect((await usage())[kind].used).toBe(limit);
  }
}, 60_000);
