/** Upload links: what somebody outside may, and how a link ends (docs/promises.md, P17, P26, P32, P34 and P54). */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import {
  type LinkFiles,
  type MadeUploadLink,
  PERMISSIONS,
  type Permission,
  type SentFile,
  type StartedVisit,
  type Table,
  type UploadLink,
  type Visit,
  visitorMay,
} from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, callWith, type TestPerson } from '../../testing/test-people.ts';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
let editor: TestPerson;
let table: Table;
let mappingId: string;
beforeAll(async () => {
  server = await startTestServer({ bounds: { signInsPerMinute: 1e9 } });
  editor = await addPerson(server, 'editor');
  const columns = [
    { label: 'Name', type: 'text' },
    { label: 'Quantity', type: 'integer' },
    { label: 'Secret', type: 'text' },
  ];
  table = await json<Table>(server.post('/api/tables', { name: 'Orders', columns }));
  mappingId = randomUUID();
  const [name, quantity] = table.columns;
  await server.records.savedMapping.create({
    data: {
      id: mappingId,
      headingFingerprint: 'x',
      tableId: table.id,
      columns: [
        { heading: 'Name', column: { column: name!.name } },
        { heading: 'Qty', column: { column: quantity!.name } },
        { heading: 'Remark', column: null },
      ],
      options: { mode: 'insert', key: [], onReject: 'skip' },
      fileName: 'orders.csv',
    },
  });
});
afterAll(async () => server?.close());

async function json<T>(answer: Response | Promise<Response>): Promise<T> {
  return (await (await answer).json()) as T;
}
const codeOf = async (answer: Response) => [answer.status, (await json<{ code?: string }>(answer)).code];
const SOON = () => new Date(Date.now() + 3_600_000).toISOString();

async function makeLink(more: object = {}, person = editor): Promise<{ link: UploadLink; token: string }> {
  const body = { mappingId, name: 'Orders of May', message: 'By Friday', expiresAt: SOON(), ...more };
  const answer = await person.call('POST', `/api/tables/${table.id}/upload-links`, body);
  expect(answer.status).toBe(201);
  const { link, path } = await json<MadeUploadLink>(answer);
  return { link, token: path.split('#')[1]! };
}
const open = (token: string, at = server) => callWith(at, '')('POST', '/api/visits', { token });
interface Visitor {
  secret: string;
  see(): Promise<Visit>;
  send(text?: string, name?: string): Promise<Response>;
  call(method: string, path: string): Promise<Response>;
}
async function visit(token: string): Promise<Visitor> {
  const answer = await open(token);
  expect(answer.status).toBe(201);
  const { secret } = await json<StartedVisit>(answer);
  const headers = { authorization: `Bearer ${secret}` };
  const call: Visitor['call'] = (method, path) => fetch(server.url + path, { method, headers });
  return {
    secret,
    call,
    see: () => json<Visit>(call('GET', '/api/visit')),
    send(text = `Name,Qty\n${randomUUID()},1\n`, name = 'mine.csv') {
      const form = new FormData();
      form.set('file', new Blob([text]), name);
      return fetch(`${server.url}/api/visit/files`, { method: 'POST', headers, body: form });
    },
  };
}
const fileIdOf = async (sent: { id: string }) =>
  (await server.records.sentFile.findUnique({ where: { id: sent.id } }))!.fileId!;
/** What the worker does: a file was inspected and has these headings. */
async function inspected(sent: { id: string }, ...headings: string[]): Promise<void> {
  const id = await fileIdOf(sent);
  const columns = headings.map((header, index) => ({
    index,
    header,
    type: 'text',
    samples: [],
    blanks: 0,
    warnings: [],
  }));
  const sheets = [
    { index: 0, name: 'Sheet', hidden: false, rows: 1, headerRow: 1, headerRows: 1, columns, complete: true },
  ];
  const { inspectionId } = await server.records.file.update({ where: { id }, data: { state: 'ready', sheets } });
  await server.records.job.update({ where: { id: inspectionId! }, data: { state: 'succeeded' } });
}
const importsOf = async (sent: { id: string }) =>
  server.records.job.findMany({ where: { kind: 'import', fileId: await fileIdOf(sent) } });

test('P17 P32 a visitor may nothing but see and send files of their own', async () => {
  const visitor = await visit((await makeLink()).token);
  for (const { method, url, permission } of server.app.knownRoutes) {
    if (permission === null || method === 'HEAD' || !/^\/(api|metrics)/.test(url)) continue;
    const { status } = await visitor.call(method, url.replace(/:\w+/g, randomUUID()));
    expect(`${method} ${url}: ${status === 401}`).toBe(`${method} ${url}: ${!visitorMay(permission)}`);
  }
  const allowed = (Object.keys(PERMISSIONS) as Permission[]).filter(visitorMay);
  expect(allowed).toEqual(['sent.see', 'sent.send']);
});

test('P32 unknown, ended and wrong links get the same answer, and count as wrong tokens', async () => {
  const strict = await startTestServer({ bounds: { signInsPerMinute: 3 } });
  const { link, token } = await makeLink();
  await editor.call('PATCH', `/api/upload-links/${link.id}`, { ended: true });
  const answers = [];
  for (const one of [token, 'made-up', `${token}x`, token.slice(1)]) {
    const { instance: _, requestId: __, ...body } = await json<Record<string, unknown>>(open(one));
    answers.push(JSON.stringify(body));
  }
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain('invalid_link');
  const tries = [];
  for (let n = 0; n < 5; n++) tries.push((await open(`wrong${n}`, strict)).status);
  expect(tries).toEqual([410, 410, 410, 429, 429]);
  const kept = JSON.stringify(
    [await server.records.uploadLink.findMany({ where: { id: link.id } }), server.logged],
    (_, v) => (typeof v === 'bigint' ? String(v) : v),
  );
  expect(kept).not.toContain(token);
  await strict.close();
});

test('P34 however many files come at once, the limit is exact; what fails gives its place back', async () => {
  const { link, token } = await makeLink({ maxFiles: 4 });
  const visitors = await Promise.all(Array.from({ length: 3 }, () => visit(token)));
  expect((await visitors[0]!.send('')).status).toBe(422);
  const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => visitors[n % 3]!.send()));
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array(4).fill(201), ...Array(8).fill(409)]);
  expect((await codeOf(answers.find(({ status }) => status === 409)!))[1]).toBe('upload_link_full');
  expect(await server.records.sentFile.count({ where: { linkId: link.id } })).toBe(4);
  const { links } = await json<{ links: UploadLink[] }>(editor.call('GET', `/api/tables/${table.id}/upload-links`));
  expect(links.find(({ id }) => id === link.id)).toMatchObject({ state: 'full', filesTaken: 4, maxFiles: 4 });
  const { files } = await json<LinkFiles>(editor.call('GET', `/api/upload-links/${link.id}/files`));
  expect(files).toHaveLength(4);
});

test('P26 a file that is larger than the link takes is refused, and leaves nothing', async () => {
  const { link, token } = await makeLink({ maxFileBytes: 100, maxFiles: 1 });
  const visitor = await visit(token);
  const before = await server.records.file.count();
  expect(await codeOf(await visitor.send('x'.repeat(101)))).toEqual([413, 'file_too_large']);
  expect(await server.records.sentFile.count({ where: { linkId: link.id } })).toBe(0);
  expect(await server.records.file.count()).toBe(before);
  expect((await visitor.send()).status).toBe(201);
});

test('P54 a link that ends during an upload takes that file no more', async () => {
  for (const [data, expected] of [
    [{ expiresAt: new Date(Date.now() - 1) }, [410, 'upload_link_expired']],
    [{ pausedAt: new Date() }, [409, 'upload_link_paused']],
    [{ endedAt: new Date() }, [410, 'invalid_link']],
  ] as const) {
    const { link, token } = await makeLink();
    const { secret } = await visit(token);
    const request = http.request(`${server.url}/api/visit/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'multipart/form-data; boundary=b' },
    });
    request.write('--b\r\nContent-Disposition: form-data; name="file"; filename="late.csv"\r\n\r\nName,Qty\r\n');
    await expect.poll(() => server.records.sentFile.count({ where: { linkId: link.id } })).toBe(1);
    await server.records.uploadLink.update({ where: { id: link.id }, data });
    request.end('late,1\r\n--b--\r\n');
    const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
    let text = '';
    for await (const chunk of answer) text += chunk;
    expect([answer.statusCode, (JSON.parse(text) as { code: string }).code]).toEqual(expected);
    expect(await server.records.sentFile.count({ where: { linkId: link.id } })).toBe(0);
    expect(await server.records.file.count({ where: { name: 'late.csv' } })).toBe(0);
  }
});

test('P17 what a visitor sent is seen by them alone', async () => {
  const { token } = await makeLink();
  const [one, other, elsewhere] = [await visit(token), await visit(token), await visit((await makeLink()).token)];
  const sent = await json<SentFile>(one.send());
  expect((await one.see()).files.map(({ id }) => id)).toEqual([sent.id]);
  for (const visitor of [other, elsewhere]) {
    expect((await visitor.see()).files).toEqual([]);
    const answer = await visitor.call('GET', `/api/visit/files/${sent.id}/rejects.xlsx`);
    expect(await codeOf(answer)).toEqual([404, 'not_found']);
  }
  const mine = await one.call('GET', `/api/visit/files/${sent.id}/rejects.xlsx`);
  expect(await codeOf(mine)).toEqual([409, 'no_pending_rejects']);
  // A visit is over after a day.
  await server.records.linkVisit.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
  expect((await one.call('GET', '/api/visit')).status).toBe(401);
});

test('a file with other headings is refused with those that it lacks, and nothing is imported', async () => {
  const visitor = await visit((await makeLink()).token);
  const sent = await json<SentFile>(visitor.send('Name,Number\nx,1\n'));
  expect((await visitor.see()).files[0]).toMatchObject({ state: 'checking', error: null });
  await inspected(sent, 'Name', 'Number');
  const [file] = (await visitor.see()).files;
  expect(file).toMatchObject({ state: 'refused', missing: ['Qty'], error: { code: 'missing_headings' } });
  expect(await importsOf(sent)).toEqual([]);
});

test('P03 P43 an import runs once, as the maker of the link, and fills the mapped columns alone', async () => {
  const { link, token } = await makeLink({ onReject: 'abort' });
  const visitor = await visit(token);
  const sent = await json<SentFile>(visitor.send());
  // It has a column more, which is called as one of the table's.
  await inspected(sent, ' QTY ', 'Secret', 'name');
  await Promise.all([visitor.see(), visitor.see(), visitor.see(), server.app.sweep()]);
  const jobs = await importsOf(sent);
  expect(jobs).toHaveLength(1);
  const [name, quantity] = table.columns;
  expect(jobs[0]).toMatchObject({
    createdBy: editor.id,
    tableId: table.id,
    spec: {
      sent: true,
      mode: 'insert',
      onReject: 'abort',
      mapping: { 0: { column: quantity!.name }, 1: null, 2: { column: name!.name } },
    },
  });
  expect((await visitor.see()).files[0]).toMatchObject({ state: 'importing', jobState: 'queued' });
  const { files } = await json<LinkFiles>(editor.call('GET', `/api/upload-links/${link.id}/files`));
  expect(files[0]).toMatchObject({ jobId: jobs[0]!.id, name: 'mine.csv' });
  // The same rows again: refused, without what the earlier import is called.
  await server.records.job.update({
    where: { id: jobs[0]!.id },
    data: { state: 'succeeded', inserted: 1, title: 'private title' },
  });
  const { sha256 } = (await server.records.file.findUnique({ where: { id: await fileIdOf(sent) } }))!;
  const again = await json<SentFile>(visitor.send('other'));
  await server.records.file.update({ where: { id: await fileIdOf(again) }, data: { sha256 } });
  await inspected(again, ' QTY ', 'Secret', 'name');
  const refused = (await visitor.see()).files.find(({ id }) => id === again.id)!;
  expect(refused).toMatchObject({ state: 'refused', error: { code: 'already_imported' } });
  expect(JSON.stringify(refused)).not.toContain('private title');
});

test('of files that are sent at one moment no more are imported than the link says', async () => {
  const { link, token } = await makeLink({ rate: { files: 1, per: 'hour' } });
  const visitors = await Promise.all(Array.from({ length: 4 }, () => visit(token)));
  for (const visitor of visitors) await inspected(await json<SentFile>(visitor.send()), 'Name', 'Qty');
  await Promise.all(visitors.map((visitor) => visitor.see()));
  const started = await server.records.sentFile.count({ where: { linkId: link.id, jobId: { not: null } } });
  expect(started).toBe(1);
});

test('an import that failed for a reason that passes is started again, as often as its link says; its sender sees that it goes on', async () => {
  const { link, token } = await makeLink({ retries: 1 });
  const visitor = await visit(token);
  const sent = await json<SentFile>(visitor.send());
  await inspected(sent, 'Name', 'Qty');
  const fail = async (code: string) => {
    const [job] = (await importsOf(sent)).filter(({ state }) => state === 'queued');
    const error = { code, message: 'because' };
    await server.records.job.update({
      where: { id: job!.id },
      data: { state: 'failed', finishedAt: new Date(), error },
    });
    await server.app.sweep();
    await server.app.sweep();
  };
  await visitor.see();
  await fail('internal');
  expect((await visitor.see()).files[0]).toMatchObject({ state: 'importing', jobState: 'queued', error: null });
  const { files } = await json<LinkFiles>(editor.call('GET', `/api/upload-links/${link.id}/files`));
  expect(files).toMatchObject([{ jobId: null, triesAt: expect.any(String) }]);
  expect(await importsOf(sent)).toHaveLength(1);
  await server.records.sentFile.update({ where: { id: sent.id }, data: { triesAt: new Date(0) } });
  await Promise.all([server.app.sweep(), visitor.see(), visitor.see()]);
  expect(await importsOf(sent)).toHaveLength(2);
  await fail('internal');
  expect((await visitor.see()).files[0]).toMatchObject({ state: 'failed', error: { code: 'internal' } });
  // What does not pass is not tried again.
  const other = await visit((await makeLink()).token);
  const second = await json<SentFile>(other.send());
  await inspected(second, 'Name', 'Qty');
  await other.see();
  const [job] = await importsOf(second);
  const error = { code: 'time_limit', message: 'because' };
  await server.records.job.update({ where: { id: job!.id }, data: { state: 'failed', finishedAt: new Date(), error } });
  await server.app.sweep();
  expect((await other.see()).files[0]).toMatchObject({ state: 'failed', jobState: 'failed' });
});

test('P54 a link stops with the rights of its maker, whatever was sent before', async () => {
  const maker = await addPerson(server, 'editor');
  const { link, token } = await makeLink({}, maker);
  const visitor = await visit(token);
  const sent = await json<SentFile>(visitor.send());
  const change = (data: { role?: string; disabledAt?: Date | null }) =>
    server.records.person.update({ where: { id: maker.id }, data });
  for (const [lost, back] of [
    [{ role: 'viewer' }, { role: 'editor' }],
    [{ disabledAt: new Date() }, { disabledAt: null }],
  ]) {
    await change(lost!);
    expect((await visitor.see()).state).toBe('stopped');
    expect(await codeOf(await visitor.send())).toEqual([409, 'upload_link_paused']);
    await change(back!);
    expect((await visitor.see()).state).toBe('open');
  }
  await change({ role: 'viewer' });
  await inspected(sent, 'Name', 'Qty');
  expect((await visitor.see()).files[0]).toMatchObject({ state: 'refused', error: { code: 'upload_link_paused' } });
  expect(await importsOf(sent)).toEqual([]);
  await server.records.person.delete({ where: { id: maker.id } });
  expect((await visitor.see()).state).toBe('stopped');
  expect(link.createdBy).toBe(maker.id);
});

test('P32 editors pause and end their own links, owners all of them; a visit sees what it sent until the link is ended', async () => {
  const { link, token } = await makeLink();
  const visitor = await visit(token);
  await visitor.send();
  const other = await addPerson(server, 'editor');
  const owner = await addPerson(server, 'owner');
  const change = (person: TestPerson, body: object) => person.call('PATCH', `/api/upload-links/${link.id}`, body);
  expect((await change(other, { paused: true })).status).toBe(403);
  expect(await json(change(editor, { paused: true }))).toMatchObject({ state: 'paused' });
  expect((await visitor.see()).files).toHaveLength(1);
  expect(await codeOf(await visitor.send())).toEqual([409, 'upload_link_paused']);
  expect(await json(change(editor, { paused: false, name: 'June' }))).toMatchObject({ state: 'open', name: 'June' });
  expect(await json(change(owner, { ended: true }))).toMatchObject({ state: 'ended' });
  expect((await visitor.call('GET', '/api/visit')).status).toBe(401);
  // It does not come back.
  expect(await json(change(owner, { paused: false }))).toMatchObject({ state: 'ended' });
});

test('a link needs a saved mapping of its table', async () => {
  const answer = await editor.call('POST', `/api/tables/${table.id}/upload-links`, {
    mappingId: randomUUID(),
    name: 'x',
    expiresAt: SOON(),
  });
  expect(await codeOf(answer)).toEqual([404, 'not_found']);
  const upsert = { mappingId, name: 'x', expiresAt: SOON(), mode: 'upsert' };
  expect(await codeOf(await editor.call('POST', `/api/tables/${table.id}/upload-links`, upsert))).toEqual([
    422,
    'key_needed',
  ]);
});
