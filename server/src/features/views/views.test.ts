import type { Table, View, Views } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, type TestPerson } from '../../testing/test-people.ts';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
let table: Table;
let editor: TestPerson;
let viewer: TestPerson;
beforeAll(async () => {
  server = await startTestServer();
  const made = await server.post('/api/tables', {
    name: 'Orders',
    columns: [
      { label: 'No', type: 'integer' },
      { label: 'City', type: 'text' },
      { label: 'Paid', type: 'boolean' },
    ],
  });
  table = (await made.json()) as Table;
  editor = await addPerson(server, 'editor');
  viewer = await addPerson(server, 'viewer');
});
afterAll(async () => server?.close());

const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];
const nameOf = (label: string) => table.columns.find((one) => one.label === label)!.name;
const definition = () => ({
  filter: { column: nameOf('City'), op: 'contains', value: 'Huế' },
  sort: [{ column: nameOf('No'), desc: true }],
  columns: [
    { name: nameOf('City'), width: 180 },
    { name: nameOf('No'), hidden: true },
  ],
  pinned: 1,
});
const save = (person: TestPerson, more: object = {}) =>
  person.call('POST', '/api/views', { tableId: table.id, name: 'Huế', definition: definition(), ...more });
const listOf = async (person: TestPerson) =>
  ((await (await person.call('GET', `/api/views?tableId=${table.id}`)).json()) as Views).views.map(({ id }) => id);

test('a view is saved as it was, changed, and deleted; the rows stay', async () => {
  const view = (await (await save(editor, { shared: true })).json()) as View;
  expect(view).toMatchObject({
    name: 'Huế',
    shared: true,
    definition: definition(),
    createdBy: editor.id,
    role: 'editor',
  });
  expect(await listOf(viewer)).toEqual([view.id]);
  const changed = await editor.call('PATCH', `/api/views/${view.id}`, { name: 'Đà Nẵng', definition: { pinned: 2 } });
  expect(await changed.json()).toMatchObject({ name: 'Đà Nẵng', shared: true, definition: { pinned: 2 } });
  expect(await codeOf(await editor.call('PATCH', `/api/views/${view.id}`, {}))).toEqual([400, 'invalid_request']);
  expect((await editor.call('DELETE', `/api/views/${view.id}`)).status).toBe(204);
  expect((await editor.call('GET', `/api/views/${view.id}`)).status).toBe(404);
  expect((await editor.call('GET', `/api/tables/${table.id}`)).status).toBe(200);
});

test('P17 a view of one person is nobody else’s, owners included; sharing it takes an editor of the table', async () => {
  const view = (await (await save(viewer)).json()) as View;
  expect(await listOf(viewer)).toEqual([view.id]);
  for (const other of [editor, await addPerson(server, 'owner')]) {
    expect(await listOf(other)).toEqual([]);
    for (const method of ['GET', 'PATCH', 'DELETE'])
      expect(
        (await other.call(method, `/api/views/${view.id}`, method === 'PATCH' ? { name: 'x' } : undefined)).status,
      ).toBe(404);
    expect((await other.call('POST', '/api/exports', { viewId: view.id })).status).toBe(404);
  }
  expect(await codeOf(await save(viewer, { shared: true }))).toEqual([403, 'forbidden']);
  expect(await codeOf(await viewer.call('PATCH', `/api/views/${view.id}`, { shared: true }))).toEqual([
    403,
    'forbidden',
  ]);
  expect((await viewer.call('PATCH', `/api/views/${view.id}`, { name: 'Mine' })).status).toBe(200);
  const shared = (await (await save(editor, { shared: true })).json()) as View;
  expect(await codeOf(await viewer.call('DELETE', `/api/views/${shared.id}`))).toEqual([403, 'forbidden']);
  // A guest sees neither the table nor its views.
  const guest = await addPerson(server, 'guest');
  expect(await listOf(guest)).toEqual([]);
  expect((await guest.call('GET', `/api/views/${shared.id}`)).status).toBe(404);
  expect((await save(guest)).status).toBe(404);
  for (const { id } of [view, shared]) await server.records.view.delete({ where: { id } });
});

test.each<[string, object]>([
  ['a column that is not there', { columns: [{ name: 'nothing' }] }],
  ['an order by one', { sort: [{ column: 'nothing' }] }],
  ['a group by one', { groupBy: 'nothing' }],
  ['a condition that does not fit', { filter: { column: 'no', op: 'during', value: 'today' } }],
])('%s is refused', async (_, wrong) => {
  expect(await codeOf(await save(editor, { definition: wrong }))).toEqual([422, 'invalid_filter']);
});

test('an export takes its rows and columns from a view, also as one sheet of several', async () => {
  const view = (await (await save(editor, { shared: true })).json()) as View;
  const specOf = async (body: object) => {
    const answer = await viewer.call('POST', '/api/exports', body);
    expect(answer.status).toBe(202);
    const { id } = (await answer.json()) as { id: string };
    return (await server.records.job.findUniqueOrThrow({ where: { id } })).spec;
  };
  const { filter, sort } = definition();
  // What is hidden stays out; what the view does not name follows.
  const rows = { tableId: table.id, filter, sort, columns: [nameOf('City'), nameOf('Paid')] };
  expect(await specOf({ viewId: view.id, format: 'csv' })).toMatchObject({ ...rows, name: 'Huế', format: 'csv' });
  expect(await specOf({ viewId: view.id, name: 'Other', columns: ['No'], format: 'csv' })).toMatchObject({
    ...rows,
    name: 'Other',
    columns: [nameOf('No')],
  });
  const sheets = [{ viewId: view.id }, { tableId: table.id, name: 'All' }];
  expect(await specOf({ sheets })).toMatchObject({
    sheets: [
      { ...rows, name: 'Huế' },
      { tableId: table.id, name: 'All' },
    ],
  });
  for (const body of [{ viewId: view.id, tableId: table.id }, { sheets: [{ name: 'x' }] }, {}])
    expect(await codeOf(await viewer.call('POST', '/api/exports', body))).toEqual([400, 'invalid_request']);
});
