/** @module-tag long */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Feed, Table } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../id.ts';
import { addPerson, type TestPerson } from '../../testing/test-people.ts';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
let editor: TestPerson;
let table: Table;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sheetport-feeds-'));
  server = await startTestServer({ env: { FEED_FOLDERS: folder, OUTGOING_NETWORKS: 'loopback' } });
  editor = await addPerson(server, 'editor');
  const columns = [
    { label: 'No', type: 'integer' },
    { label: 'City', type: 'text' },
  ];
  table = (await (await editor.call('POST', '/api/tables', { name: 'Orders', columns })).json()) as Table;
});
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function addMapping(tableId: string, headings: Record<string, string>, options: object = {}): Promise<string> {
  const id = newId();
  const columns = Object.entries(headings).map(([heading, column]) => ({ heading, column: { column } }));
  await server.records.savedMapping.create({
    data: {
      id,
      headingFingerprint: id,
      tableId,
      columns,
      fileName: 'orders.csv',
      options: { mode: 'insert', onReject: 'skip', ...options },
    },
  });
  return id;
}
const answerOf = async (answer: Promise<Response>) => {
  const { status, ...response } = await answer.then(async (one) => ({ status: one.status, body: await one.json() }));
  return [status, response.body] as [number, Feed & { code?: string }];
};
const codeOf = async (answer: Promise<Response>) => {
  const [status, { code }] = await answerOf(answer);
  return [status, code];
};

test('a feed is changed: what is not named stays, and what was seen at another place is forgotten', async () => {
  const [no, city] = table.columns.map(({ name }) => name) as [string, string];
  const first = await addMapping(table.id, { No: no });
  const url = 'https://files.example.com/orders.csv';
  const asked = { name: 'Orders', source: { kind: 'url', url }, tableId: table.id, mappingId: first, everyMinutes: 0 };
  const [made, feed] = await answerOf(editor.call('POST', '/api/feeds', asked));
  expect(made).toBe(201);
  const change = (body: object, person = editor) => answerOf(person.call('PATCH', `/api/feeds/${feed.id}`, body));
  const storedOf = () => server.records.feed.findUniqueOrThrow({ where: { id: feed.id } });
  await server.records.feed.update({ where: { id: feed.id }, data: { seen: { url, etag: '"1"' } } });

  const kept = { ...feed, updatedAt: expect.any(String) };
  const parts = { name: 'Shop', newColumns: 'extend', sheets: { which: 'named', names: ['North'] } };
  expect(await change(parts)).toEqual([200, { ...kept, ...parts }]);
  expect(await change({ source: { kind: 'url', url } })).toMatchObject([200, parts]);
  expect((await storedOf()).seen).toEqual({ url, etag: '"1"' });
  // Another place is looked at soon, where it is looked at by itself.
  const [, timed] = await change({ everyMinutes: 60 });
  const [, moved] = await change({ source: { kind: 'url', url: `${url}?new` } });
  expect(moved).toMatchObject({ source: { url: `${url}?new` }, everyMinutes: 60 });
  expect(Date.parse(moved.nextAt!)).toBeGreaterThanOrEqual(Date.parse(timed.nextAt!));
  expect((await storedOf()).seen).toEqual({});
  // A mapping of the same table, as it is now; the way of importing stays.
  const second = await addMapping(table.id, { No: no, Town: city }, { mode: 'upsert', key: [no] });
  expect(await change({ mappingId: second })).toMatchObject([
    200,
    { headings: ['No', 'Town'], mode: 'insert', sheets: parts.sheets },
  ]);
});

test('a change of a feed is checked as making one is', async () => {
  const mappingId = await addMapping(table.id, { No: table.columns[0]!.name });
  const other = (await (
    await editor.call('POST', '/api/tables', { name: 'Other', columns: [{ label: 'A', type: 'text' }] })
  ).json()) as Table;
  const foreign = await addMapping(other.id, { A: other.columns[0]!.name });
  const source = { kind: 'url', url: 'https://files.example.com/a.csv' };
  const asked = { name: 'Checked', source, tableId: table.id, mappingId };
  const [, feed] = await answerOf(editor.call('POST', '/api/feeds', asked));
  const patch = (body: object, person = editor) => codeOf(person.call('PATCH', `/api/feeds/${feed.id}`, body));
  expect(await patch({ source: { kind: 'folder', path: folder } })).toEqual([400, 'invalid_request']);
  expect(await patch({ secret: 'x' })).toEqual([400, 'invalid_request']);
  expect(await patch({ source: { kind: 'url', url: 'ftp://files.example.com/a.csv' } })).toEqual([
    400,
    'invalid_request',
  ]);
  expect(await patch({ mappingId: foreign })).toEqual([404, 'not_found']);
  expect(await patch({ name: 'Mine' }, await addPerson(server, 'editor'))).toEqual([404, 'not_found']);

  // Folders of the server are named by owners, below those that are allowed.
  const owner = await addPerson(server, 'owner');
  const watched = { kind: 'folder', path: folder };
  const [, own] = await answerOf(owner.call('POST', '/api/feeds', { ...asked, source: watched }));
  const repath = (at: string) =>
    codeOf(owner.call('PATCH', `/api/feeds/${own.id}`, { source: { ...watched, path: at } }));
  expect(await repath('/etc')).toEqual([422, 'feed_folder_not_allowed']);
  expect(await repath(path.join(folder, 'missing'))).toEqual([422, 'feed_unreadable']);
  expect(
    await answerOf(owner.call('PATCH', `/api/feeds/${own.id}`, { source: { ...watched, afterwards: 'move' } })),
  ).toMatchObject([200, { source: { path: folder, afterwards: 'move' } }]);
  // What an editor was given to make stays below what they may name.
  await server.records.feed.update({ where: { id: own.id }, data: { createdBy: editor.id } });
  expect(
    await codeOf(editor.call('PATCH', `/api/feeds/${own.id}`, { source: { ...watched, afterwards: 'leave' } })),
  ).toEqual([403, 'forbidden']);
});
