/** All routes that name an object × all roles × how its table is shared, and all lists and events (docs/promises.md, P17 and P32). */
import { randomUUID } from 'node:crypto';
import {
  type ClientToServer,
  grantOf,
  type Job,
  mayDo,
  type Permission,
  ROLES,
  type Role,
  roleOnFolder,
  roleOnTable,
  type ServerToClient,
  type TableRole,
} from '@sheetport/contract';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addObjects, type TestObjects, type TestSharing } from '../testing/test-objects.ts';
import { addPerson, type TestPerson } from '../testing/test-people.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { OBJECT_KINDS, type ObjectKind } from './object-roles.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ bounds: { requestsPerMinute: 1e9 } });
});
afterAll(async () => server?.close());

const OPEN: TestSharing = {};
const HIDDEN: TestSharing = { restricted: true };
const SHARED: TestSharing[] = [
  { restricted: true, grant: 'viewer' },
  { restricted: true, grant: 'editor' },
  { restricted: true, grant: 'owner' },
];
/** Open tables that are shared as more, and what a folder gives or takes. */
const MIXED: TestSharing[] = [
  { grant: 'editor' },
  { folder: { restricted: true } },
  { restricted: true, folder: { restricted: true, grant: 'viewer' } },
  { folder: { restricted: true, grant: 'editor' }, grant: 'viewer' },
  { restricted: true, folder: {} },
  { folder: { restricted: true }, restricted: true, grant: 'viewer' },
  { folder: { grant: 'owner' } },
];

/** The role that the rules give on the objects of a table that is shared so. */
function expectRole(
  role: Role,
  kind: ObjectKind,
  { restricted = false, grant, folder = {} }: TestSharing,
): TableRole | null {
  const place = { restricted: folder.restricted ?? false, grant: folder.grant ?? null };
  return kind === 'folder' ? roleOnFolder(role, place) : roleOnTable(role, { restricted, grant: grant ?? null }, place);
}

interface Said {
  status: number;
  code?: string;
  text: string;
}
/** What a call answers, without what is different each time. */
async function ask(person: TestPerson, method: string, path: string, body?: unknown): Promise<Said> {
  const answer = await person.call(method, path, body);
  const text = await answer.text();
  const { code, detail, title } = (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, string>;
  return { status: answer.status, ...(code !== undefined && { code }), text: `${title} ${detail}` };
}

/** Routes whose address names an object of a table, as `updateTable` does. HEAD goes with GET. */
function routesOfObjects() {
  return server.app.knownRoutes.flatMap(({ method, url, permission, object }) => {
    const kind = OBJECT_KINDS.find((one) => one === object);
    return kind && permission && method !== 'HEAD' ? [{ method, url, permission, kind }] : [];
  });
}

/** Guests have on an object what is shared with them and nothing else, so they show each role of a share. */
const FIRST: [Role, TestSharing[]][] = [['guest', [HIDDEN, ...SHARED]]];
const FURTHER: [Role, TestSharing[]][] = [
  ['guest', [OPEN]],
  ['viewer', [OPEN, HIDDEN]],
  ['editor', [OPEN, HIDDEN]],
  // Nothing changes what owners of the service may do.
  ['owner', [HIDDEN]],
  ['viewer', SHARED],
  ['editor', SHARED],
];

/** Each route that names an object answers by the role on it; what may not be known of is as if it were not there. */
async function checkRoutes(cases: [Role, TestSharing[]][]): Promise<void> {
  const routes = routesOfObjects();
  expect(routes.length).toBeGreaterThan(25);
  expect(new Set(routes.map(({ kind }) => kind))).toEqual(
    new Set(OBJECT_KINDS.filter((kind) => routes.some((one) => one.kind === kind))),
  );
  for (const [role, sharings] of cases) {
    const person = await addPerson(server, role);
    // Gives the person rights elsewhere, so that no answer is about what they may do nowhere.
    await addObjects(server, person.id, { grant: 'owner', folder: { grant: 'owner' } });
    const absent = new Map<string, Said>();
    for (const sharing of sharings) {
      let objects = await addObjects(server, person.id, sharing);
      for (const { method, url, permission, kind } of routes) {
        const body = method === 'GET' ? undefined : bodyOf(url, objects);
        const call = (id: string) => ask(person, method, url.replace(':id', id), body);
        const said = await call(objects[kind]);
        const route = `${method} ${url}`;
        const known = absent.get(route) ?? (await call(randomUUID()));
        absent.set(route, known);
        const has = expectRole(role, kind, sharing);
        const what = `${role} ${JSON.stringify(sharing)} ${route}`;
        if (has === null) expect([what, said]).toEqual([what, known]);
        else if (mayDo(has, permission)) {
          expect([what, said.code === 'forbidden' || said.text === known.text]).toEqual([what, false]);
          if (method !== 'GET') objects = await addObjects(server, person.id, sharing);
        } else expect([what, said.status, said.code]).toEqual([what, 403, 'forbidden']);
      }
    }
  }
}

test('P32 each route that names an object answers by the role on it; what may not be known of is as if it were not there', () =>
  checkRoutes(FIRST));
test('P32 the same of what is shared with those who have a role', { tags: ['long'] }, () => checkRoutes(FURTHER));

/** A body that fits, so that what is answered is not about the body. */
function bodyOf(url: string, { table }: TestObjects): unknown {
  if (url.endsWith('/rejects/count')) return { filters: [{ column: 'a' }] };
  if (url.endsWith('/corrections')) return { rows: [{ row: 2, cells: { a: '1' } }] };
  if (url.includes('/undo')) return {};
  if (url === '/api/files/:id') return { dialect: {} };
  if (url.endsWith('/mapping')) return { tableId: table };
  return {};
}

const json = async (person: TestPerson, path: string) =>
  (await (await person.call('GET', path)).json()) as Record<string, { id: string; role?: string }[]>;

test('P32 lists hold what a person may see and nothing else, and say what they may do with it', async () => {
  for (const role of ROLES) {
    const person = await addPerson(server, role);
    for (const sharing of role === 'owner' ? [HIDDEN] : [OPEN, HIDDEN, ...SHARED, ...MIXED]) {
      const objects = await addObjects(server, person.id, sharing);
      const has = expectRole(role, 'table', sharing);
      const what = `${role} ${JSON.stringify(sharing)}`;
      const lists = await Promise.all([
        json(person, '/api/tables'),
        json(person, `/api/jobs?search=${encodeURIComponent(objects.name)}`),
        json(person, '/api/files'),
        json(person, '/api/mappings'),
      ]);
      const found = lists.map((list, at) => {
        const kind = (['table', 'job', 'file', 'mapping'] as const)[at]!;
        const one = Object.values(list)[0]!.find(({ id }) => id === objects[kind]);
        return one && at < 2 ? one.role : Boolean(one);
      });
      const seen = has !== null;
      expect([what, found]).toEqual([
        what,
        [has ?? undefined, has ?? undefined, seen, seen].map((one, at) => (at < 2 && one === undefined ? false : one)),
      ]);
      if (!seen) expect(JSON.stringify(lists)).not.toContain(objects.table);
      const one = await person.call('GET', `/api/jobs/${objects.job}`);
      expect([what, one.status]).toEqual([what, seen ? 200 : 404]);
      if (seen) expect(((await one.json()) as Job).role).toBe(has);
    }
  }
}, 60_000);

test('P32 a table, a file and a batch that a body names are asked for like those of an address', async () => {
  for (const role of ROLES) {
    const person = await addPerson(server, role);
    const mine = await addObjects(server, person.id, { grant: 'owner' });
    await server.records.file.update({ where: { id: mine.file }, data: { createdBy: person.id } });
    for (const sharing of [OPEN, HIDDEN, ...SHARED]) {
      const theirs = await addObjects(server, person.id, sharing);
      const has = expectRole(role, 'table', sharing);
      const calls: [Permission, string, (table: string, file: string) => unknown][] = [
        ['table.export', '/api/exports', (tableId) => ({ tableId, format: 'csv' })],
        ['table.import', '/api/imports', (id) => ({ fileId: mine.file, table: { id } })],
        ['table.import', '/api/batches', (id) => ({ imports: [{ fileId: mine.file, table: { id } }] })],
      ];
      for (const [permission, path, body] of calls) {
        const said = await ask(person, 'POST', path, body(theirs.table, theirs.file));
        const what = `${role} ${JSON.stringify(sharing)} ${path}`;
        const absent = await ask(person, 'POST', path, body(randomUUID(), randomUUID()));
        if (has === null) expect([what, said]).toEqual([what, absent]);
        else if (mayDo(has, permission))
          expect([what, said.code === 'forbidden' || said.text === absent.text]).toEqual([what, false]);
        else expect([what, said.status, said.code]).toEqual([what, 403, 'forbidden']);
      }
      // A file of others, into a table of one's own.
      const take = (fileId: string) => ask(person, 'POST', '/api/imports', { fileId, table: { id: mine.table } });
      const taken = await take(theirs.file);
      const absent = await take(randomUUID());
      expect([role, sharing, taken.text === absent.text]).toEqual([role, sharing, has === null]);
      if (role !== 'owner') {
        const joined = { fileId: mine.file, table: { id: mine.table }, batchId: theirs.batch };
        expect(await ask(person, 'POST', '/api/imports', joined)).toMatchObject({ status: 404 });
      }
    }
  }
});

type Client = Socket<ServerToClient, ClientToServer>;
async function connect(person: TestPerson): Promise<{ client: Client; heard: Job[] }> {
  const client: Client = io(server.url, {
    forceNew: true,
    reconnection: false,
    extraHeaders: { cookie: person.cookie },
  });
  const heard: Job[] = [];
  client.on('job', (job) => heard.push(job));
  await new Promise<void>((resolve, reject) => {
    client.on('connect', resolve);
    client.on('connect_error', reject);
  });
  return { client, heard };
}

test('P17 events tell of jobs and batches whom they may be told to, as what these may do', async () => {
  for (const role of ROLES) {
    const person = await addPerson(server, role);
    const { client, heard } = await connect(person);
    expect(await client.emitWithAck('watch', 'all')).toMatchObject({ ok: grantOf(role, 'job.see') === 'all' });
    const shown: string[] = [];
    const hidden: string[] = [];
    for (const sharing of [HIDDEN, OPEN, ...SHARED]) {
      const { job, batch } = await addObjects(server, person.id, sharing);
      const has = expectRole(role, 'job', sharing);
      (has ? shown : hidden).push(job);
      const code = { ok: false, code: 'not_found' };
      expect(await client.emitWithAck('watch', job)).toMatchObject(has ? { ok: true, job: { role: has } } : code);
      expect(await client.emitWithAck('watch', { batchId: batch })).toMatchObject(has ? { ok: true } : code);
      await server.records.job.update({ where: { id: job }, data: { state: 'running', phase: 'reading', seq: 1 } });
      server.app.context.broadcaster.touch(job, 0);
    }
    // Of those here: jobs of other tests may still be told of.
    const heardOf = () => new Set(heard.map(({ id }) => id).filter((id) => [...shown, ...hidden].includes(id)));
    await expect.poll(heardOf, { timeout: 10_000 }).toEqual(new Set(shown));
    // Those that are hidden were touched first.
    for (const { id } of heard) expect(hidden).not.toContain(id);
    client.disconnect();
  }
});

test('P17 a right that is taken away ends what a socket is sent, and a page that asks again gets nothing', async () => {
  const person = await addPerson(server, 'viewer');
  const { table, job, batch } = await addObjects(server, person.id, { restricted: true, grant: 'viewer' });
  const { client, heard } = await connect(person);
  expect(await client.emitWithAck('watch', job)).toMatchObject({ ok: true });
  expect(await client.emitWithAck('watch', { batchId: batch })).toMatchObject({ ok: true });
  expect(await client.emitWithAck('watch', 'all')).toMatchObject({ ok: true });
  const open = await addObjects(server, person.id, {});
  let seq = 1;
  const move = async (id: string) => {
    seq += 1;
    await server.records.job.update({ where: { id }, data: { state: 'running', phase: 'reading', fence: 1, seq } });
    server.app.context.broadcaster.touch(id, 0);
  };
  const heardOf = (id: string) => heard.filter((one) => one.id === id).length;
  await move(job);
  await expect.poll(() => heardOf(job), { timeout: 10_000 }).toBeGreaterThan(0);
  await server.records.tableShare.deleteMany({ where: { tableId: table } });
  expect(await client.emitWithAck('watch', job)).toMatchObject({ ok: false, code: 'not_found' });
  expect(await client.emitWithAck('watch', { batchId: batch })).toMatchObject({ ok: false, code: 'not_found' });
  // Within a second nothing of it comes any more, while the other job is still told of.
  let quiet = 0;
  await expect
    .poll(
      async () => {
        const before = { job: heardOf(job), open: heardOf(open.job) };
        await move(job);
        await expect
          .poll(() => move(open.job).then(() => heardOf(open.job)), { timeout: 10_000 })
          .toBeGreaterThan(before.open);
        quiet = heardOf(job) === before.job ? quiet + 1 : 0;
        return quiet;
      },
      { timeout: 20_000, interval: 150 },
    )
    .toBeGreaterThan(5);
  expect((await person.call('GET', `/api/jobs/${job}`)).status).toBe(404);
  client.disconnect();
});

test('P17 a guest to whom a table is shared fills no template of the service, and is not told which there are', async () => {
  const guest = await addPerson(server, 'guest');
  const { table } = await addObjects(server, guest.id, { restricted: true, grant: 'editor' });
  const id = randomUUID();
  await server.records.exportTemplate.create({ data: { id, name: 'Prices', bytes: 1, sha256: 'x' } });
  const answers = [];
  for (const templateId of [id, randomUUID()])
    answers.push(await ask(guest, 'POST', '/api/exports', { tableId: table, templateId }));
  expect(answers[0]).toMatchObject({ status: 404, code: 'not_found' });
  expect(answers[1]).toEqual(answers[0]);
});
