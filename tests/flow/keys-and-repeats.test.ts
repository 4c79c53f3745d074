import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SuggestedMapping } from '@sheetport/contract';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

let service: Service;
beforeAll(async () => {
  service = await shareService();
});

async function sent(text: string, name: string) {
  const file = await service.api.upload(text, name);
  return service.api.inspected(file.id);
}

async function suggested(fileId: string): Promise<SuggestedMapping> {
  return SuggestedMapping.parse(await service.api.ask('GET', `/api/files/${fileId}/mapping`));
}

describe('keys', () => {
  const answered = async (method: string, where: string, body: unknown) => {
    const { status, body: problem } = await service.api.call(method, where, body);
    return [status, problem.code];
  };

  test('a column that repeats nothing is proposed; a mode that cannot match by a key is refused before anything runs', async () => {
    const { api, pool } = service;
    const rows = Array.from({ length: 214 }, (_, i) => `O-${1000 + i},Ann,${i % 7}`);
    const file = await sent(`Order number,Customer,Pieces\n${rows.join('\n')}\n`, 'orders.csv');
    expect((await suggested(file.id)).keyCandidates).toEqual([
      { index: 0, header: 'Order number', rows: 214, exact: true },
    ]);
    const first = await api.ended((await api.import({ fileId: file.id, table: { create: { name: 'Keyless' } } })).id);
    const table = { id: first.tableId! };
    const jobs = async () => (await pool.query('SELECT count(*)::int AS n FROM sheetport.job')).rows[0].n;
    const before = await jobs();
    const body = { fileId: file.id, table, mode: 'update' };
    expect(await answered('POST', '/api/imports', body)).toEqual([422, 'key_needed']);
    expect(await answered('POST', '/api/imports', { ...body, key: ['Nothing'] })).toEqual([422, 'invalid_key']);
    const refused = await api.call('POST', '/api/imports', { ...body, key: ['Order number'] });
    expect([refused.status, refused.body.code]).toEqual([422, 'key_not_unique']);
    expect(refused.body.detail).toContain('Make "Order number" the key of the table');
    expect(await jobs()).toBe(before);

    // Before it is mended: what that costs.
    const key = { key: ['Order number'] };
    const check = await api.ask('POST', `/api/tables/${table.id}/rules/check`, key);
    expect(check).toMatchObject({ keyCheck: { repeated: 0, blank: 0, notUndoable: 0 } });
    expect(await api.ask('PATCH', `/api/tables/${table.id}`, key)).toMatchObject({ key: ['order_number'] });
    const updated = await api.ended((await api.import({ ...body, key: ['Order number'] } as never)).id);
    expect(updated).toMatchObject({ state: 'succeeded', counts: { read: 214, updated: 0, unchanged: 214 } });
    // An import that only added rows can still be undone; one that changed some is lost with the next key.
    const changed = await sent('Order number,Pieces\nO-1000,99\n', 'changed.csv');
    await api.ended((await api.import({ fileId: changed.id, table, mode: 'update' })).id);
    const other = await api.ask('POST', `/api/tables/${table.id}/rules/check`, { key: ['Order number', 'Customer'] });
    expect(other.keyCheck).toEqual({ repeated: 0, blank: 0, notUndoable: 1 });
    expect(
      (await api.ask('POST', `/api/tables/${table.id}/rules/check`, { key: ['Customer'] })).keyCheck.repeated,
    ).toBe(214);
  });

  test('a table may say that its keys ignore case and the spaces around them', { tags: ['long'] }, async () => {
    const { api } = service;
    const bytes = await readFile(path.resolve(import.meta.dirname, '../cases/key-in-other-case.csv'), 'utf8');
    const file = await sent(bytes, 'key-in-other-case.csv');
    const table = await api.ask('POST', '/api/tables', {
      name: 'People by mail',
      columns: [
        { label: 'Email', type: 'text' },
        { label: 'Name', type: 'text' },
      ],
      key: ['Email'],
    });
    expect(table.keyMatching).toBeUndefined();
    const people = await sent('Email,Name\na@x.com,Ann\nB@x.com,Bob\n', 'people.csv');
    await api.ended((await api.import({ fileId: people.id, table: { id: table.id } })).id);
    const patched = await api.ask('PATCH', `/api/tables/${table.id}`, { keyMatching: 'ignore_case' });
    expect(patched.keyMatching).toBe('ignore_case');
    const job = await api.ended((await api.import({ fileId: file.id, table: { id: table.id }, mode: 'upsert' })).id);
    expect(job).toMatchObject({ state: 'succeeded', counts: { inserted: 0, updated: 2, rejected: 1 } });
    expect((await api.rejects(job.id)).rows[0]!.issues[0]!.code).toBe('duplicate_in_file');
    expect(await api.allRows(table.id)).toEqual([
      { email: 'B@x.com', name: 'BobSpace' },
      { email: 'a@x.com', name: 'AnnUpper' },
    ]);
    // Exact again, the same file adds rows.
    const exact = await api.ask('PATCH', `/api/tables/${table.id}`, { keyMatching: 'exact' });
    expect(exact.keyMatching).toBeUndefined();
    const added = await api.ended((await api.import({ fileId: file.id, table: { id: table.id }, mode: 'upsert' })).id);
    expect(added.counts).toMatchObject({ inserted: 2, updated: 0, rejected: 1 });
    const alike = await api.call('PATCH', `/api/tables/${table.id}`, { keyMatching: 'ignore_case' });
    expect([alike.status, alike.body.code]).toEqual([422, 'invalid_key']);
    expect(alike.body.detail).toContain('4 rows have the same "Email"');
  });

  test('a table that an import makes may ignore case from the start', { tags: ['long'] }, async () => {
    const { api } = service;
    const file = await sent('Email,N\na@x.com,1\nA@X.com,2\nb@x.com,3\n', 'made.csv');
    const create = { name: 'Made without case', keyMatching: 'ignore_case' as const };
    const job = await api.ended((await api.import({ fileId: file.id, table: { create }, key: ['Email'] })).id);
    expect(job).toMatchObject({ state: 'succeeded', counts: { inserted: 2, rejected: 1 } });
    expect((await api.table(job.tableId!)).keyMatching).toBe('ignore_case');
  });
});

describe('the same rows again', () => {
  const CSV = 'No,City\n1,Paris\n2,Huế\n3,Rome\n';

  test('the same file, or the same rows in another file, is refused until somebody says so', async () => {
    const { api } = service;
    const table = await api.ask('POST', '/api/tables', {
      name: 'Once',
      columns: [
        { label: 'No', type: 'integer' },
        { label: 'City', type: 'text' },
      ],
    });
    const file = await sent(CSV, 'once.csv');
    const body = { fileId: file.id, table: { id: table.id } };
    const first = await api.ended((await api.import(body, { 'idempotency-key': 'once-1' })).id);
    const refused = await api.call('POST', '/api/imports', body);
    expect([refused.status, refused.body.code]).toEqual([409, 'already_imported']);
    expect(refused.body.earlierImport).toMatchObject({
      jobId: first.id,
      title: 'once.csv',
      state: 'succeeded',
      finishedAt: first.finishedAt,
    });
    // The same request again is not a second import.
    expect((await api.import(body, { 'idempotency-key': 'once-1' })).id).toBe(first.id);
    const copy = await sent(CSV, 'copy.csv');
    const reordered = await sent('City;No\nRome;3\nParis;1\nHuế;2\n', 'reordered.csv');
    const others = await sent('No,City\n1,Paris\n2,Huế\n4,Rome\n', 'others.csv');
    const codes: unknown[] = [];
    for (const { id } of [copy, reordered, others])
      codes.push((await api.call('POST', '/api/imports', { ...body, fileId: id })).body.code);
    expect(codes).toEqual(['already_imported', 'already_imported', undefined]);
    // A dry run changes nothing; its run would.
    const tried = await api.ended((await api.import({ ...body, dryRun: true })).id);
    expect((await api.call('POST', `/api/jobs/${tried.id}/run`)).body.code).toBe('already_imported');
    const again = await api.ended((await api.ask('POST', `/api/jobs/${tried.id}/run`, { allowRepeat: true })).id);
    expect(again.counts.inserted).toBe(3);
    expect((await api.call('POST', '/api/imports', { ...body, mode: 'replace' })).status).toBe(202);
    const { jobs } = await api.ask('GET', `/api/jobs?tableId=${table.id}`);
    for (const { id } of jobs) await api.ended(id);
  });

  test('an import that was undone, that brought nothing in, or whose rows were replaced does not count', {
    tags: ['long'],
  }, async () => {
    const { api } = service;
    const file = await sent(CSV, 'undone.csv');
    const first = await api.ended((await api.import({ fileId: file.id, table: { create: { name: 'Undone' } } })).id);
    const body = { fileId: file.id, table: { id: first.tableId! } };
    const more = await sent('No,City\n9,Oslo\n', 'more.csv');
    await api.ended((await api.import({ ...body, fileId: more.id })).id);
    expect((await api.call('POST', '/api/imports', body)).body.code).toBe('already_imported');
    await api.ended((await api.ask('POST', `/api/jobs/${first.id}/undo`)).id);
    const second = await api.ended((await api.import(body)).id);
    expect(second.counts.inserted).toBe(3);
    const replaced = await api.ended((await api.import({ ...body, fileId: more.id, mode: 'replace' })).id);
    expect(replaced.state).toBe('succeeded');
    expect((await api.ended((await api.import(body)).id)).counts.inserted).toBe(3);
    const bad = await sent('No,City\nx,Bonn\n', 'bad.csv');
    const none = await api.ended((await api.import({ ...body, fileId: bad.id })).id);
    expect(none.counts).toMatchObject({ inserted: 0, rejected: 1 });
    expect((await api.call('POST', '/api/imports', { ...body, fileId: bad.id })).status).toBe(202);
  });

  test('of two presses at once that share no key one starts', { tags: ['long'] }, async () => {
    const { api } = service;
    const table = await api.ask('POST', '/api/tables', {
      name: 'Pressed',
      columns: [{ label: 'No', type: 'integer' }],
    });
    const file = await sent('No\n1\n2\n', 'pressed.csv');
    const body = { fileId: file.id, table: { id: table.id } };
    const answers = await Promise.all([1, 2, 3, 4].map(() => api.call('POST', '/api/imports', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409]);
  });
});
