/** A right that is taken away while something of it goes on (docs/promises.md, P54). */
import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Table } from '@sheetport/contract';
import { exportKey } from '@sheetport/storage';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDueFeed } from '../features/feeds/check-feeds.ts';
import { addPerson, type TestPerson } from '../testing/test-people.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { findActingPerson } from './acting-person.ts';

/** More than the buffers between server and reader hold. */
const LARGE = 48 * 1024 ** 2;
let server: TestServer;
let folder: string;
let mine: Table;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sheetport-feed-'));
  server = await startTestServer({ env: { FEED_FOLDERS: folder }, bounds: { requestsPerMinute: 1e9 } });
  const columns = [{ label: 'No', type: 'integer' }];
  mine = (await (await server.post('/api/tables', { name: 'Numbers', columns })).json()) as Table;
});
afterAll(async () => server?.close());

interface Going {
  isCut(): boolean;
  /** What goes on comes to its end. Out: how the server answered, or null where it cut the connection. */
  end(): Promise<number | null>;
}

/** A file that is being sent; nothing more of it comes until the end. */
async function beginUpload(headers: Record<string, string>): Promise<Going> {
  const edge = 'x-edge';
  const before = `--${edge}\r\ncontent-disposition: form-data; name="file"; filename="${randomUUID()}.csv"\r\n\r\nNo\r\n1\r\n`;
  const after = `\r\n--${edge}--\r\n`;
  const request = http.request(`${server.url}/api/files`, {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': `multipart/form-data; boundary=${edge}`,
      'content-length': before.length + after.length,
    },
  });
  let wasCut = false;
  const answer = new Promise<number | null>((resolve) => {
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    request.on('error', () => {
      wasCut = true;
      resolve(null);
    });
  });
  await new Promise<void>((resolve) => request.write(before, () => resolve()));
  return {
    isCut: () => wasCut,
    end: () => {
      if (!wasCut) request.end(after);
      return answer;
    },
  };
}

/** A large file that is being read, after its first bytes. */
async function beginDownload(headers: Record<string, string>, jobId: string): Promise<Going> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get(`${server.url}/api/jobs/${jobId}/file`, { headers, agent: false }, resolve).on('error', reject);
  });
  expect(response.statusCode).toBe(200);
  let [bytes, wasCut] = [0, false];
  response.on('data', (piece: Buffer) => {
    bytes += piece.length;
  });
  response.pause();
  const { socket } = response;
  const id = String(response.headers['x-request-id']);
  return {
    // The reader is not at its end, so nothing but a reset tells it.
    isCut() {
      if (socket.destroyed) wasCut = true;
      return wasCut || server.logged.some((line) => line.includes('was cut off') && line.includes(id));
    },
    end: () =>
      new Promise((resolve) => {
        response.on('close', () => resolve(bytes === LARGE ? 200 : null));
        response.on('error', () => undefined);
        response.resume();
      }),
  };
}

async function addExport(tableId: string | null, createdBy: string, sheets?: object[]): Promise<string> {
  const id = randomUUID();
  const result = { name: 'x.csv', format: 'csv' };
  await server.records.job.create({
    data: {
      id,
      kind: 'export',
      state: 'succeeded',
      title: 'x',
      spec: { format: 'csv', ...(sheets ? { sheets } : { tableId }) } as object,
      lane: 'small',
      tableId,
      createdBy,
      result,
    },
  });
  await server.app.context.storage.write(exportKey(id), Buffer.alloc(LARGE, 'x'));
  return id;
}

async function addTable(folderId?: string): Promise<string> {
  const id = randomUUID();
  await server.records.table.create({
    data: {
      id,
      name: id,
      schema: 'people',
      relationName: id,
      columns: [],
      key: [],
      ...(folderId && { folderId }),
    },
  });
  return id;
}

interface Case {
  person: TestPerson;
  headers: Record<string, string>;
  tableId: string | null;
  sheets?: object[];
  revoke(): Promise<unknown>;
  /** Whether it concerns tables only, and no upload. */
  ofTable?: boolean;
}
const owner = (method: string, path: string, body?: unknown) =>
  server.call(path, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

async function openCases(): Promise<Record<string, Case>> {
  const make = async (tableId: string | null): Promise<Omit<Case, 'revoke'>> => {
    const person = await addPerson(server, 'editor');
    return { person, headers: { cookie: person.cookie }, tableId };
  };
  const withKey = async () => {
    const one = await make(await addTable());
    const asked = { name: 'x', scopes: ['import', 'export'] };
    const { key, secret } = (await (await one.person.call('POST', '/api/keys', asked)).json()) as {
      key: { id: string };
      secret: string;
    };
    return { ...one, keyId: key.id, headers: { authorization: `Bearer ${secret}` } };
  };
  const [role, disabled, deleted, session] = [
    await make(await addTable()),
    await make(await addTable()),
    await make(await addTable()),
    await make(await addTable()),
  ];
  const [ended, rotated] = [await withKey(), await withKey()];
  const [table, second, folderId] = [await addTable(), await addTable(), randomUUID()];
  await server.records.folder.create({ data: { id: folderId, name: folderId } });
  const inFolder = await make(await addTable(folderId));
  const unshared = await make(table);
  const several = await make(null);
  return {
    'the role is taken away': {
      ...role,
      revoke: () => owner('PATCH', `/api/people/${role.person.id}`, { role: 'guest' }),
    },
    'the person is disabled': {
      ...disabled,
      revoke: () => owner('PATCH', `/api/people/${disabled.person.id}`, { disabled: true }),
    },
    'the person is deleted': { ...deleted, revoke: () => owner('DELETE', `/api/people/${deleted.person.id}`) },
    'the session is ended': {
      ...session,
      revoke: () => owner('DELETE', `/api/people/${session.person.id}/sessions`),
    },
    'the key is ended': { ...ended, revoke: () => owner('DELETE', `/api/keys/${ended.keyId}`) },
    'the key is rotated without grace': {
      ...rotated,
      revoke: () => rotated.person.call('POST', `/api/keys/${rotated.keyId}/rotate`, { graceHours: 0 }),
    },
    'the table is restricted': {
      ...unshared,
      ofTable: true,
      revoke: () => owner('PATCH', `/api/tables/${table}/shares`, { restricted: true }),
    },
    'the folder is restricted': {
      ...inFolder,
      ofTable: true,
      revoke: () => owner('PATCH', `/api/folders/${folderId}/shares`, { restricted: true }),
    },
    'one of several tables is restricted': {
      ...several,
      sheets: [{ tableId: await addTable() }, { tableId: second }],
      ofTable: true,
      revoke: () => owner('PATCH', `/api/tables/${second}/shares`, { restricted: true }),
    },
  };
}

test('P54 uploads and downloads that go on are cut off within seconds of the right that is gone, and no others', {
  tags: ['long'],
}, async () => {
  const cases = await openCases();
  const stays = await addPerson(server, 'editor');
  const headers = { cookie: stays.cookie };
  const kept = [await beginUpload(headers), await beginDownload(headers, await addExport(await addTable(), stays.id))];
  const going = new Map<string, Going>();
  for (const [what, { person, headers, tableId, sheets, ofTable }] of Object.entries(cases)) {
    if (!ofTable) going.set(`an upload: ${what}`, await beginUpload(headers));
    const jobId = await addExport(tableId, person.id, sheets);
    going.set(`a download: ${what}`, await beginDownload(headers, jobId));
  }
  const files = await server.records.file.count();
  for (const [what, { revoke }] of Object.entries(cases)) {
    const answer = (await revoke()) as Response;
    expect([what, answer.status]).toEqual([what, expect.toSatisfy((status: number) => status < 300)]);
  }
  const open = () => [...going].flatMap(([what, one]) => (one.isCut() ? [] : [what]));
  await expect.poll(open, { timeout: 20_000 }).toEqual([]);
  for (const [what, one] of going) expect([what, await one.end()]).toEqual([what, null]);
  expect(await server.records.file.count()).toBe(files);
  expect(await Promise.all(kept.map((one) => one.end()))).toEqual([201, 200]);
});

test('P54 a feed reads nothing any more once its person may not have it', async () => {
  const feedId = randomUUID();
  const maker = await addPerson(server, 'owner');
  await writeFile(path.join(folder, 'numbers.csv'), 'No\n1\n');
  await server.records.feed.create({
    data: {
      id: feedId,
      name: 'x',
      tableId: mine.id,
      source: { kind: 'folder', path: folder, afterwards: 'leave' },
      columns: [{ heading: 'No', column: { column: mine.columns[0]!.name } }],
      options: { mode: 'insert', key: [], onReject: 'skip' },
      newColumns: 'refuse',
      everyMinutes: 60,
      createdBy: maker.id,
    },
  });
  let seconds = 0;
  // Each look comes so much later that a file is known to be whole.
  const look = async () => {
    seconds += 10;
    await checkDueFeed(server.app.context, new Date(Date.now() + seconds * 1000), feedId);
    const { error } = await server.records.feed.findUniqueOrThrow({ where: { id: feedId } });
    return (error as { code?: string } | null)?.code ?? null;
  };
  const person = (data: object) => server.records.person.update({ where: { id: maker.id }, data });
  const steps: [string, () => Promise<unknown>, string | null][] = [
    ['a first look', async () => undefined, null],
    [
      'no owner any more: folders of the server are for owners',
      () => person({ role: 'editor' }),
      'schedule_not_allowed',
    ],
    ['an owner again', () => person({ role: 'owner' }), null],
    ['disabled', () => person({ disabledAt: new Date() }), 'schedule_person_gone'],
  ];
  for (const [what, change, code] of steps) {
    await change();
    if (code !== null) await writeFile(path.join(folder, `${randomUUID()}.csv`), `No\n${what}\n`);
    const taken = await server.records.feedFile.count({ where: { feedId } });
    expect([what, await look(), await look()]).toEqual([what, code, code]);
    if (code !== null) expect(await server.records.feedFile.count({ where: { feedId } })).toBe(taken);
  }
  expect(await server.records.feedFile.count({ where: { feedId } })).toBeGreaterThan(0);
});

test('P54 nothing is done by itself for a person who lacks the second factor that is required', async () => {
  const person = await addPerson(server, 'editor', 'a long password of theirs');
  const { context } = server.app;
  expect(await findActingPerson(context, person.id)).toMatchObject({ id: person.id, role: 'editor' });
  await server.records.instance.updateMany({ data: { secondFactorRequired: true } });
  await expect(findActingPerson(context, person.id)).rejects.toMatchObject({ code: 'second_factor_required' });
  await server.records.instance.updateMany({ data: { secondFactorRequired: false } });
});
