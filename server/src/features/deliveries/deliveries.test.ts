import { randomUUID } from 'node:crypto';
import type { Deliveries, DeliveryRun, DeliveryRuns, FileDelivery, Job, Jobs, Table } from '@sheetport/contract';
import { settleDependents } from '@sheetport/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, type TestPerson } from '../../testing/test-people.ts';
import { sendCsv, startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
let editor: TestPerson;
let table: Table;
beforeAll(async () => {
  server = await startTestServer({ env: { DELIVERY_DIR: '/nonexistent' } });
  editor = await addPerson(server, 'editor');
  const made = await server.post('/api/tables', { name: 'Orders', columns: [{ label: 'City', type: 'text' }] });
  table = (await made.json()) as Table;
});
afterAll(async () => server?.close());

const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];
const http = { kind: 'http', url: 'https://files.example.com/orders.csv', method: 'PUT' };
const make = (more: object = {}, person = editor) =>
  person.call('POST', '/api/deliveries', {
    name: 'Orders',
    export: { tableId: table.id, format: 'csv' },
    target: http,
    ...more,
  });

test('a delivery is made with headers that are never shown, run, sent again, changed and deleted', async () => {
  const made = (await (await make({ headers: { Authorization: 'Bearer secret' } })).json()) as FileDelivery;
  expect(made).toMatchObject({ target: http, headerNames: ['Authorization'], skipUnchanged: false, lastRun: null });
  const { id } = made;
  const { rows } = await server.pool.query('SELECT headers FROM sheetport.delivery WHERE id = $1', [id]);
  expect(rows[0].headers).not.toContain('secret');
  const run = (await (await editor.call('POST', `/api/deliveries/${id}/run`)).json()) as DeliveryRun;
  expect(run).toMatchObject({ state: 'exporting', attempts: [], fileName: null });
  const job = await server.records.job.findUnique({ where: { id: run.jobId! } });
  expect(job).toMatchObject({ kind: 'export', createdBy: editor.id, tableId: table.id });
  const again = `/api/deliveries/${id}/runs/${run.id}/resend`;
  expect(await codeOf(await editor.call('POST', again))).toEqual([409, 'no_file_yet']);
  await server.pool.query(`UPDATE sheetport.job SET state = 'succeeded' WHERE id = $1`, [run.jobId]);
  const runs = async () =>
    ((await (await editor.call('GET', `/api/deliveries/${id}/runs`)).json()) as DeliveryRuns).runs;
  expect(await runs()).toMatchObject([{ id: run.id, state: 'sending' }]);
  await server.pool.query(`UPDATE sheetport.delivery_run SET state = 'delivered', ended_at = now()`);
  expect(await (await editor.call('POST', again)).json()).toMatchObject({ state: 'sending', endedAt: null });
  const moved = await editor.call('PATCH', `/api/deliveries/${id}`, {
    target: { kind: 'folder', folder: 'a/b' },
    name: 'Files',
  });
  expect(await moved.json()).toMatchObject({ name: 'Files', headerNames: [], lastRun: { id: run.id } });
  expect((await editor.call('DELETE', `/api/deliveries/${id}`)).status).toBe(204);
  expect((await editor.call('GET', `/api/deliveries/${id}`)).status).toBe(404);
});

test('P32 a delivery is its maker’s: owners see and delete it, nobody else learns of it', async () => {
  const { id } = (await (await make()).json()) as FileDelivery;
  const [other, owner] = [await addPerson(server, 'editor'), await addPerson(server, 'owner')];
  const listOf = async (person: TestPerson) =>
    ((await (await person.call('GET', '/api/deliveries')).json()) as Deliveries).deliveries.map((one) => one.id);
  expect([await listOf(other), await listOf(owner)]).toEqual([[], [id]]);
  expect((await other.call('POST', `/api/deliveries/${id}/run`)).status).toBe(404);
  expect((await other.call('GET', `/api/deliveries/${id}/runs`)).status).toBe(404);
  expect((await owner.call('DELETE', `/api/deliveries/${id}`)).status).toBe(204);
});

test('what cannot be exported, or sent there, is refused before it is saved', async () => {
  const target = (more: object) => make({ target: more });
  expect(await codeOf(await target({ kind: 'email', to: ['ann@example.com'] }))).toEqual([409, 'target_not_set_up']);
  expect(await codeOf(await target({ ...http, url: 'http://127.0.0.1/' }))).toEqual([422, 'address_not_allowed']);
  for (const folder of ['../up', '/etc', 'a/../../b', 'a\\b', '', '.'])
    expect(await codeOf(await target({ kind: 'folder', folder }))).toEqual([400, 'invalid_request']);
  expect(await codeOf(await make({ export: { tableId: table.id, columns: ['no such'] } }))).toEqual([
    422,
    'invalid_filter',
  ]);
  expect(await codeOf(await make({ headers: { 'bad header': 'x' } }))).toEqual([400, 'invalid_request']);
});

test('a run waits for the jobs that it is told of, and the list of jobs finds what waits for one', async () => {
  const { id } = (await (await make()).json()) as FileDelivery;
  const first = (await (await editor.call('POST', '/api/exports', { tableId: table.id, format: 'csv' })).json()) as Job;
  const run = (dependsOn: string[]) => editor.call('POST', `/api/deliveries/${id}/run`, { dependsOn });
  expect(await codeOf(await run([randomUUID()]))).toEqual([404, 'not_found']);
  const { jobId } = (await (await run([first.id])).json()) as DeliveryRun;
  const found = (await (await editor.call('GET', `/api/jobs?dependsOn=${first.id}`)).json()) as Jobs;
  expect(found.jobs).toMatchObject([{ id: jobId, state: 'queued', dependsOn: [first.id] }]);
});

test('a run may send the table that an import makes, in place of that of a delivery of a whole table', async () => {
  const owner = await addPerson(server, 'owner');
  const { id } = (await (await make({}, owner)).json()) as FileDelivery;
  const fileId = await sendCsv(server);
  const started = await owner.call('POST', '/api/imports', { fileId, table: { create: { name: 'Made' } } });
  const maker = (await started.json()) as Job;
  const run = (deliveryId: string, tableOf: string) =>
    owner.call('POST', `/api/deliveries/${deliveryId}/run`, { tableOf });
  const { jobId } = (await (await run(id, maker.id)).json()) as DeliveryRun;
  const jobOf = () => server.records.job.findUniqueOrThrow({ where: { id: jobId! } });
  expect(await jobOf()).toMatchObject({ title: 'Made', tableId: null, dependsOn: [maker.id], isHeld: true });
  // Its table, of which this is one, is known once it has succeeded.
  await server.records.job.update({ where: { id: maker.id }, data: { state: 'succeeded', tableId: table.id } });
  await settleDependents(server.pool);
  expect(await jobOf()).toMatchObject({ tableId: table.id, isHeld: false, spec: { tableId: table.id } });

  const chosen = { tableId: table.id, format: 'csv', columns: [table.columns[0]!.name] };
  const { id: ofColumns } = (await (await make({ export: chosen }, owner)).json()) as FileDelivery;
  expect(await codeOf(await run(ofColumns, maker.id))).toEqual([422, 'invalid_export']);
  expect(await codeOf(await run(id, randomUUID()))).toEqual([404, 'not_found']);
});
