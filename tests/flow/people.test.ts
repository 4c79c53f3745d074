import { setTimeout as sleep } from 'node:timers/promises';
import { Job, type Me } from '@sheetport/contract';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

const MAX_TRIES = 30;
const PASSWORD = 'a few words in a row';

describe('people', () => {
  let service: Service;
  beforeAll(async () => {
    service = await shareService();
  });

  interface Browser {
    cookie: string;
    /** A call as this person; a form or an object is its body. */
    call(method: string, path: string, body?: object | FormData): Promise<{ status: number; body: any }>;
  }
  function browserWith(cookie: string): Browser {
    return {
      cookie,
      async call(method, path, body) {
        const isForm = body instanceof FormData;
        for (let tries = 1; ; tries++) {
          const answer = await fetch(service.url + path, {
            method,
            headers: { cookie, ...(body && !isForm && { 'content-type': 'application/json' }) },
            ...(body && { body: isForm ? body : JSON.stringify(body) }),
          });
          const text = await answer.text();
          const isJson = /json/.test(answer.headers.get('content-type') ?? '');
          const read = isJson && text ? JSON.parse(text) : text;
          // On a busy machine a queue may need more than the second that the server gives it.
          if (read?.code !== 'queue_unavailable' || tries === MAX_TRIES) return { status: answer.status, body: read };
          await sleep(200);
        }
      },
    };
  }
  const cookieOf = (answer: Response) => answer.headers.get('set-cookie')!.split(';')[0]!;
  const post = (path: string, body: object) =>
    fetch(service.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  /** Somebody who was invited, and has accepted. */
  async function join(role: string, name: string): Promise<Browser & { id: string }> {
    const { path } = await service.api.ask('POST', '/api/invitations', { role, name });
    const email = `${name.toLowerCase()}@example.com`;
    const accepted = await post('/api/links/accept', { token: path.split('#')[1], name, email, password: PASSWORD });
    expect(accepted.status).toBe(204);
    const browser = browserWith(cookieOf(accepted));
    const me: Me = (await browser.call('GET', '/api/me')).body;
    expect(me).toMatchObject({ name, email, role });
    return { ...browser, id: me.id };
  }

  test('P32 two people: an editor imports, a viewer exports what they imported, and the owner takes rights away', async () => {
    const { api } = service;
    const editor = await join('editor', 'Ann');
    const viewer = await join('viewer', 'Ben');
    const form = new FormData();
    form.set('file', new Blob(['Order no,Customer\n1,Ann\n2,Bob\n']), 'orders.csv');
    expect((await viewer.call('POST', '/api/files', form)).status).toBe(403);
    const file = (await editor.call('POST', '/api/files', form)).body;
    expect(file).toMatchObject({ createdBy: editor.id });
    await api.inspected(file.id);
    const plan = { fileId: file.id, table: { create: { name: 'Orders' } } };
    expect((await viewer.call('POST', '/api/imports', plan)).body.code).toBe('forbidden');
    const imported = await api.ended(Job.parse((await editor.call('POST', '/api/imports', plan)).body).id);
    expect(imported).toMatchObject({ state: 'succeeded', createdBy: editor.id, counts: { inserted: 2 } });
    const tableId = imported.result!.tableId!;

    expect((await viewer.call('GET', `/api/tables/${tableId}/rows`)).body.rows).toHaveLength(2);
    const started = Job.parse((await viewer.call('POST', '/api/exports', { tableId, format: 'csv' })).body);
    const exported = await api.ended(started.id);
    expect(exported).toMatchObject({ state: 'succeeded', createdBy: viewer.id });
    expect((await viewer.call('GET', `/api/jobs/${exported.id}/file`)).body).toContain('Bob');
    for (const [method, path] of [
      ['POST', `/api/jobs/${imported.id}/undo`],
      ['POST', `/api/jobs/${imported.id}/corrections`],
      ['POST', `/api/jobs/${imported.id}/retry`],
      ['POST', `/api/jobs/${imported.id}/cancel`],
      ['DELETE', `/api/files/${file.id}`],
      ['PATCH', `/api/tables/${tableId}`],
      ['DELETE', `/api/tables/${tableId}`],
    ] as const)
      expect([path, (await viewer.call(method, path, {})).status]).toEqual([path, 403]);
    for (const person of [viewer, editor])
      for (const [method, path] of [
        ['GET', '/api/tables/attachable'],
        ['PATCH', '/api/queues/small'],
        ['GET', '/api/people'],
        ['POST', '/api/invitations'],
      ] as const)
        expect([path, (await person.call(method, path, method === 'GET' ? undefined : {})).status]).toEqual([
          path,
          403,
        ]);

    // The editor becomes a viewer while signed in, and is deleted; the work stays, and others undo it.
    await api.ask('PATCH', `/api/people/${editor.id}`, { role: 'viewer' });
    expect((await editor.call('POST', `/api/jobs/${imported.id}/undo`, {})).status).toBe(403);
    await api.ask('DELETE', `/api/people/${editor.id}`);
    expect((await editor.call('GET', '/api/me')).status).toBe(401);
    expect((await post('/api/session', { email: 'ann@example.com', password: PASSWORD })).status).toBe(401);
    expect(await api.job(imported.id)).toMatchObject({ createdBy: editor.id });
    const undone = await api.ended((await api.ask('POST', `/api/jobs/${imported.id}/undo`)).id);
    expect(undone).toMatchObject({ state: 'succeeded', createdBy: 'owner', result: { removed: 2 } });
  });

  test('P32 a table of some: rules that refer to it tell and change nothing, and jobs that wait are asked again', async () => {
    const { api, pool } = service;
    const editor = await join('editor', 'Cat');
    const text = (label: string) => ({ label, type: 'text' });
    const codes = await api.ask('POST', '/api/tables', {
      name: 'Secret codes',
      restricted: true,
      columns: [{ ...text('Code'), unique: true }],
    });
    await pool.query(`INSERT INTO ${codes.qualifiedName} (code) VALUES ('A-1')`);
    const rule = { kind: 'reference', table: codes.id, column: 'code', create: true };
    const parts = await api.ask('POST', '/api/tables', {
      name: 'Parts',
      columns: [{ ...text('Code'), rules: [rule] }],
    });
    const known = async () => (await pool.query(`SELECT code FROM ${codes.qualifiedName} ORDER BY 1`)).rows;
    const send = async (browser: Browser, csv: string): Promise<string> => {
      const form = new FormData();
      form.set('file', new Blob([csv]), 'parts.csv');
      const file = (await browser.call('POST', '/api/files', form)).body;
      await api.inspected(file.id);
      return file.id;
    };
    const load = async (browser: Browser, fileId: string) =>
      (await browser.call('POST', '/api/imports', { fileId, table: { id: parts.id } })).body as Job;

    // Nothing tells that the table is there.
    for (const id of [codes.id, parts.id.replace(/.$/, (last: string) => (last === '0' ? '1' : '0'))])
      expect((await editor.call('GET', `/api/tables/${id}`)).body).toMatchObject({ code: 'not_found' });
    const names = (await editor.call('GET', '/api/tables')).body.tables.map(({ name }: { name: string }) => name);
    expect(names).toContain('Parts');
    expect(names).not.toContain('Secret codes');
    expect((await editor.call('POST', '/api/tables', { name: 'Secret codes', columns: [text('a')] })).status).toBe(201);

    // What the editor imports is checked, but makes no row there, and is told without a name.
    const own = await api.ended((await load(editor, await send(editor, 'Code\nA-1\nB-2\n'))).id);
    expect(own).toMatchObject({ state: 'succeeded', counts: { inserted: 1, rejected: 1 } });
    const told = [
      (await editor.call('GET', `/api/jobs/${own.id}/rejects`)).body,
      (await editor.call('GET', `/api/jobs/${own.id}/issues`)).body,
    ];
    expect(JSON.stringify(told)).toContain('not_referenced');
    expect(JSON.stringify(told)).not.toContain('Secret');
    expect(await known()).toEqual([{ code: 'A-1' }]);

    // The owner's import makes one; the editor sees neither that, nor takes it away by an undo.
    const owners = await api.upload('Code\nC-3\n', 'more.csv');
    const byOwner = await api.ended((await api.import({ fileId: owners.id, table: { id: parts.id } } as never)).id);
    expect(byOwner.result?.created).toEqual([{ tableId: codes.id, name: 'Secret codes', count: 1 }]);
    expect((await editor.call('GET', `/api/jobs/${byOwner.id}`)).body.result.created).toEqual([]);
    const undone = await api.ended((await editor.call('POST', `/api/jobs/${byOwner.id}/undo`, {})).body.id);
    expect(undone).toMatchObject({ state: 'succeeded', result: { removed: 1 } });
    expect(await known()).toEqual([{ code: 'A-1' }, { code: 'C-3' }]);

    // A rule of their own cannot refer to it, and the one that is there can be sent back.
    const setRules = (rules: object[]) =>
      editor.call('PATCH', `/api/tables/${parts.id}`, { columns: [{ column: 'code', rules }] });
    expect((await setRules([{ ...rule, create: false }])).body).toMatchObject({
      code: 'invalid_rule',
      detail: expect.stringContaining('gone'),
    });
    expect((await setRules([rule, { kind: 'length', max: 9 }])).status).toBe(200);

    // A job that waits while its table is taken away does nothing.
    const lanes = ['small', 'large', 'exports'];
    const sent = await send(editor, 'Code\nA-1\n');
    for (const lane of lanes) await api.ask('PATCH', `/api/queues/${lane}`, { paused: true });
    const waiting = await load(editor, sent);
    await api.ask('PATCH', `/api/tables/${parts.id}/shares`, { restricted: true });
    for (const lane of lanes) await api.ask('PATCH', `/api/queues/${lane}`, { paused: false });
    expect(await api.ended(waiting.id)).toMatchObject({ state: 'failed', error: { code: 'sender_not_allowed' } });
    expect((await editor.call('GET', `/api/jobs/${waiting.id}`)).status).toBe(404);

    // Shared as an editor again, the person retries it.
    await api.ask('PUT', `/api/tables/${parts.id}/shares/${editor.id}`, { role: 'editor' });
    const again = await api.ended((await editor.call('POST', `/api/jobs/${waiting.id}/retry`, {})).body.id);
    expect(again).toMatchObject({ state: 'succeeded', createdBy: editor.id, counts: { inserted: 1 } });
  });
});
