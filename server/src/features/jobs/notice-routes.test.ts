import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson } from '../../testing/test-people.ts';
import { sendCsv, startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
let mailing: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  // Letters are sent by workers: nothing listens there, and nothing is sent here.
  mailing = await server.again({
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'sheetport@example.com',
    PUBLIC_URL: 'http://127.0.0.1',
  });
});
afterAll(async () => {
  await mailing?.close();
  await server?.close();
});

async function startImport(): Promise<string> {
  const columns = [{ label: 'a', type: 'text' }];
  const table = (await (await server.post('/api/tables', { name: `Told ${randomUUID()}`, columns })).json()) as {
    id: string;
  };
  const fileId = await sendCsv(server, 'a\n1\n');
  const answer = await server.post('/api/imports', { fileId, table: { id: table.id } });
  return ((await answer.json()) as { id: string }).id;
}
const told = async (answer: Response) => [answer.status, await answer.json()] as [number, Record<string, unknown>];

test('who asks is told once, as long as the job is not over, and may change their mind', async () => {
  const id = await startImport();
  const { email, call, id: personId } = await addPerson(mailing, 'editor');
  const path = `/api/jobs/${id}/notice`;
  expect(await told(await call('GET', path))).toEqual([200, { email, asked: false }]);
  for (let press = 0; press < 3; press++)
    expect(await told(await call('PUT', path))).toEqual([200, { email, asked: true }]);
  expect(await server.records.letter.count({ where: { jobId: id, personId } })).toBe(1);
  expect((await call('DELETE', path)).status).toBe(204);
  expect(await told(await call('GET', path))).toEqual([200, { email, asked: false }]);
  expect(await server.records.letter.count({ where: { jobId: id } })).toBe(0);
  expect((await call('POST', `/api/jobs/${id}/cancel`)).status).toBe(202);
  expect(await told(await call('PUT', path))).toMatchObject([409, { code: 'job_finished' }]);
});

test('without a mail server or an address it is refused, and of a hidden job nothing is told', async () => {
  const path = `/api/jobs/${await startImport()}/notice`;
  const guest = await addPerson(mailing, 'guest');
  for (const method of ['GET', 'PUT', 'DELETE'])
    expect(await told(await guest.call(method, path))).toMatchObject([404, { code: 'not_found' }]);
  expect(await told(await server.call(path))).toEqual([200, { email: null, asked: false }]);
  expect(await told(await server.call(path, { method: 'PUT' }))).toMatchObject([409, { code: 'target_not_set_up' }]);
  expect(await told(await mailing.call(path, { method: 'PUT' }))).toMatchObject([409, { code: 'no_email_address' }]);
});
