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
    ] as const)
      expect([path, (await viewer.call(method, path, {})).status]).toEqual([path, 403]);
    for (const person of [viewer, editor])
      for (const [method, path] of [
        ['DELETE', `/api/tables/${tableId}`],
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
});
