import { JobDetails } from '@sheetport/contract';
import { beforeAll, describe, expect, test } from 'vitest';
import { kill, type Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

describe('history', () => {
  let service: Service;
  beforeAll(async () => {
    service = await shareService();
  });

  const details = async (id: string) => JobDetails.parse(await service.api.ask('GET', `/api/jobs/${id}/details`));
  async function load(csv: string, name: string, body: object): Promise<any> {
    const file = await service.api.upload(csv, name);
    await service.api.inspected(file.id);
    return service.api.ended((await service.api.import({ fileId: file.id, ...body } as never)).id);
  }

  test('an import tells its phases in order, what it worked with, who asked, and until when it can be taken back', async () => {
    const { api } = service;
    const table = await api.ask('POST', '/api/tables', {
      name: 'People',
      columns: [
        { label: 'Code', type: 'integer' },
        { label: 'Full name', type: 'text' },
        { label: 'Born', type: 'date' },
      ],
      key: ['Code'],
    });
    const job = await load('code,Name of it,born,note\n1,Ann,2001-02-03,x\n1,Bob,2001-02-03,y\n', 'people.csv', {
      table: { id: table.id },
      mapping: { 'Name of it': { column: 'Full name' }, note: null },
    });
    expect(job).toMatchObject({ state: 'succeeded', createdBy: 'owner', counts: { inserted: 1, rejected: 1 } });
    const told = await details(job.id);
    expect(told).toMatchObject({ createdBy: 'owner', fileName: 'people.csv', tableName: 'People', children: [] });
    expect(told.attempts).toMatchObject([{ number: 1, end: 'succeeded', code: null }]);
    const [attempt] = told.attempts;
    // The table refused the row by its key, so the rows were read again through the stage.
    expect(attempt!.phases.map(({ phase }) => phase)).toEqual([
      'opening',
      'reading',
      'checking',
      'merging',
      'committing',
    ]);
    for (const { ms } of attempt!.phases) expect(ms).toBeGreaterThanOrEqual(0);
    const starts = attempt!.phases.map(({ startedAt }) => startedAt);
    expect(starts).toEqual([...starts].sort());
    expect(told.effective).toMatchObject({
      headerRow: 1,
      mode: 'insert',
      key: ['Code'],
      onReject: 'skip',
      table: table.qualifiedName,
      columns: [
        { header: 'code', column: 'code', label: 'Code', type: 'integer', explicit: false },
        { header: 'Name of it', column: 'full_name', label: 'Full name', type: 'text', explicit: true },
        { header: 'born', column: 'born', type: 'date', explicit: false },
      ],
      ignored: ['note'],
    });
    expect(told.requested).toMatchObject({ table: { id: table.id }, mode: 'insert' });
    const days = (Date.parse(told.undoUntil!) - Date.parse(job.finishedAt)) / 86_400_000;
    expect(days).toBe(30);
    expect(told.fileUntil).not.toBeNull();

    const undo = await api.ended((await api.ask('POST', `/api/jobs/${job.id}/undo`)).id);
    const after = await details(job.id);
    expect(after.undoUntil).toBeNull();
    expect(after.children).toMatchObject([{ id: undo.id, kind: 'undo', state: 'succeeded' }]);
    expect((await details(undo.id)).attempts[0]!.phases.map(({ phase }) => phase)).toEqual(['opening', 'undoing']);

    const out = await api.ended((await api.export({ tableId: table.id })).id);
    const exported = await details(out.id);
    expect(exported.attempts[0]!.phases.map(({ phase }) => phase)).toEqual(['querying', 'writing', 'publishing']);
    expect(exported).toMatchObject({ effective: null, requested: { format: 'xlsx' } });
    expect(exported.fileUntil).not.toBeNull();
  });

  test('a job that failed says where and why; one cancelled while it waited never ran', async () => {
    const { api, pool } = service;
    const failed = await load('a\nx\n', 'bad.csv', { table: { create: { name: 'Bad' } }, mapping: { b: null } });
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'invalid_mapping' } });
    expect((await details(failed.id)).attempts).toMatchObject([{ end: 'failed', code: 'invalid_mapping' }]);
    await pool.query(
      `INSERT INTO sheetport.job (id, kind, title, spec, state) VALUES (gen_random_uuid(), 'undo', 'never ran', '{}', 'cancelled')`,
    );
    const { rows } = await pool.query(`SELECT id FROM sheetport.job WHERE title = 'never ran'`);
    expect((await details(rows[0].id)).attempts).toEqual([]);
    expect((await api.call('GET', '/api/jobs/6f1c7a52-0c0b-4f0e-9b61-000000000001/details')).status).toBe(404);
  });

  test('readiness counts workers that live, idle ones too, and not those that have gone', {
    tags: ['long'],
  }, async () => {
    const { api, pool } = service;
    const workers = async () => (await api.ask('GET', '/api/ready')).workers;
    expect(await workers()).toBe(1);
    const second = await service.addWorker();
    expect(await workers()).toBe(2);
    expect(await kill(second, 'SIGTERM')).toBe(0);
    service.workers.pop();
    expect(await workers()).toBe(1);
    await pool.query(`INSERT INTO sheetport.worker (name, seen_at) VALUES ('frozen', now() - interval '16 seconds')`);
    expect(await workers()).toBe(1);
  });

  test('jobs are found by kind, state, table, file, who, days and words of the file’s or the table’s name', {
    tags: ['long'],
  }, async () => {
    const { api, pool } = service;
    const one = await load('a\n1\n', 'Orders_100%.csv', { table: { create: { name: 'Sales of Đà Nẵng' } } });
    const two = await load('a\n2\n', 'more.csv', { table: { id: one.result.tableId } });
    await pool.query(
      `UPDATE sheetport.job SET created_at = '2020-05-06 23:59:59.9Z', created_by = 'ann' WHERE id = $1`,
      [two.id],
    );
    const found = async (query: Record<string, string>): Promise<string[]> =>
      (await api.ask('GET', `/api/jobs?${new URLSearchParams({ ...query, kind: 'import' })}`)).jobs
        .map(({ id }: { id: string }) => id)
        .filter((id: string) => id === one.id || id === two.id);
    expect(await found({})).toEqual([one.id, two.id]);
    expect(await found({ search: 'orders_100%' })).toEqual([one.id]);
    expect(await found({ search: 'SALES of đà' })).toEqual([one.id, two.id]);
    expect(await found({ search: 'nothing like it' })).toEqual([]);
    expect(await found({ tableId: one.result.tableId, state: 'succeeded' })).toEqual([one.id, two.id]);
    expect(await found({ fileId: two.fileId })).toEqual([two.id]);
    expect(await found({ createdBy: 'ann' })).toEqual([two.id]);
    expect(await found({ from: '2020-05-06', to: '2020-05-06' })).toEqual([two.id]);
    expect(await found({ from: '2020-05-07' })).toEqual([one.id]);
    expect(await found({ to: '2020-05-06T23:59:59+00:00' })).toEqual([]);
    // Pages stay within the filter.
    const first = await api.ask('GET', `/api/jobs?search=sales&limit=1&kind=import`);
    const second = await api.ask('GET', `/api/jobs?search=sales&limit=1&kind=import&after=${first.next}`);
    expect([...first.jobs, ...second.jobs].map(({ id }: { id: string }) => id)).toEqual([one.id, two.id]);
    expect(second.next).toBeNull();
    expect((await api.call('GET', '/api/jobs?from=yesterday')).status).toBe(400);
  });
});
