import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeQueues } from '../support/queues.ts';
import { kill, type Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

let service: Service;

const COLUMNS = [
  { label: 'Code', type: 'integer' },
  { label: 'Name', type: 'text' },
  { label: 'Amount', type: 'decimal' },
];
async function makeTable(name: string, key: string[] = ['Code']): Promise<{ id: string; qualifiedName: string }> {
  return service.api.ask('POST', '/api/tables', { name, columns: COLUMNS, key });
}
async function load(csv: string, body: object): Promise<any> {
  const file = await service.api.upload(csv, 'rows.csv');
  return service.api.ended((await service.api.import({ fileId: file.id, ...body } as never)).id);
}
async function undone(id: string): Promise<any> {
  const job = await service.api.ask('POST', `/api/jobs/${id}/undo`);
  expect(job).toMatchObject({ kind: 'undo', parentId: id });
  return service.api.ended(job.id);
}
const checksum = async (qualifiedName: string) =>
  (
    await service.pool.query(
      `SELECT count(*)::int AS n, md5(string_agg(t::text, '|' ORDER BY t::text)) AS sum FROM ${qualifiedName} t`,
    )
  ).rows[0];
const FIRST = 'Code,Name,Amount\n1,one,1.5\n2,two,2.5\n3,three,3.5\n';

describe('imports taken back', () => {
  beforeAll(async () => {
    service = await shareService();
  });

  /** What a load is: its mode, its rows, how its rows are known, and what undoing it does. */
  type Load = [mode: string, csv: string, by: string, result: object];
  const LOADS: Load[] = [
    ['insert', 'Code,Name,Amount\n4,four,4\n5,five,5\n', 'mark', { removed: 2, restored: 0, kept: 0 }],
    ['insert', 'Code,Name,Amount\n4,four,4\n1,again,5\n', 'record', { removed: 1, restored: 0, kept: 0 }],
    ['upsert', 'Code,Name,Amount\n1,uno,1.5\n2,two,2.5\n9,nine,9\n', 'record', { removed: 1, restored: 1, kept: 0 }],
    ['update', 'Code,Name,Amount\n1,uno,1.5\n3,tres,\n', 'record', { removed: 0, restored: 2, kept: 0 }],
    ['replace', 'Code,Name,Amount\n1,uno,1.5\n7,seven,7\n', 'record', { removed: 1, restored: 3, kept: 0 }],
  ];
  for (const [mode, csv, by, result] of LOADS)
    test(
      `P40: after ${mode} of ${JSON.stringify(csv)} the table is as it was`,
      { tags: mode === 'upsert' ? [] : ['long'] },
      () => checkUndo(mode, csv, by, result),
    );

  async function checkUndo(...[mode, csv, by, result]: Load): Promise<void> {
    const { api, pool } = service;
    const table = await makeTable(`Back ${mode} ${by}`);
    await load(FIRST, { table: { id: table.id } });
    const before = await checksum(table.qualifiedName);
    const job = await load(csv, { table: { id: table.id }, mode });
    expect(job).toMatchObject({ state: 'succeeded', undoneByJobId: null });
    expect(
      (await pool.query('SELECT continuation_state FROM sheetport.job WHERE id = $1', [job.id])).rows[0]
        .continuation_state,
    ).toMatchObject({ undo: { by } });
    expect(await checksum(table.qualifiedName)).not.toEqual(before);
    const undo = await undone(job.id);
    expect(undo).toMatchObject({
      state: 'succeeded',
      progress: { fraction: 1 },
      result: { tableId: table.id, ...result },
    });
    expect(await checksum(table.qualifiedName)).toEqual(before);
    expect(await api.job(job.id)).toMatchObject({ state: 'succeeded', undoneByJobId: undo.id });
    const again = await api.call('POST', `/api/jobs/${job.id}/undo`);
    expect([again.status, again.body.code]).toEqual([409, 'already_undone']);
  }

  test.each([
    ['every row is good', '', { updated: 40_000, inserted: 5000, rejected: 0 }],
    [
      'a key stands twice, a cell is no number',
      '7,again,1\n8,seven,x\n',
      { updated: 40_000, inserted: 5000, rejected: 2 },
    ],
  ])(
    'P40 P15: after an upsert of many pieces the table is as it was, where %s',
    { tags: ['long'] },
    async (why, more, counts) => {
      const { api, pool } = service;
      const table = await makeTable(`Pieces ${why}`);
      await pool.query(
        `INSERT INTO ${table.qualifiedName} SELECT i, repeat('before ', 60), i FROM generate_series(1, 40000) i`,
      );
      const before = await checksum(table.qualifiedName);
      const long = 'after '.repeat(70);
      const rows = Array.from({ length: 45_000 }, (_, i) => `${i + 1},${long}${i},${i}`);
      const file = await api.upload(`Code,Name,Amount\n${rows.join('\n')}\n${more}`, 'rows.csv');
      const { id } = await api.import({ fileId: file.id, table: { id: table.id }, mode: 'upsert' });
      const fractions: number[] = [];
      for (;;) {
        const { progress, finishedAt } = await api.job(id);
        fractions.push(progress.fraction);
        if (finishedAt !== null) break;
        await sleep(20);
      }
      expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
      expect(await api.job(id)).toMatchObject({ state: 'succeeded', counts });
      expect(await undone(id)).toMatchObject({
        state: 'succeeded',
        result: { removed: 5000, restored: 40_000, kept: 0 },
      });
      expect(await checksum(table.qualifiedName)).toEqual(before);
    },
  );

  test.each([
    ['with a key', ['Code']],
    ['without a key', []],
  ])('P40: rows changed since by others are kept and listed, in a table %s', { tags: ['long'] }, async (name, key) => {
    const { api, pool } = service;
    const table = await makeTable(`Kept ${name}`, key);
    const job = await load('Code,Name,Amount\n1,a,1\n2,b,2\n3,c,3\n4,d,4\n', { table: { id: table.id } });
    await pool.query(`UPDATE ${table.qualifiedName} SET name = 'changed' WHERE code = 2`);
    await pool.query(`DELETE FROM ${table.qualifiedName} WHERE code = 3`);
    const undo = await undone(job.id);
    expect(undo).toMatchObject({ state: 'succeeded', result: { removed: 2, kept: 1, keptKeys: [['2']] } });
    expect(await api.allRows(table.id)).toMatchObject([{ code: 2, name: 'changed' }]);
  });

  test.each([['first to last'], ['last to first']])(
    'P40: imports over the same rows, taken back %s',
    { tags: ['long'] },
    async (order) => {
      const table = await makeTable(`Chain ${order}`);
      await load(FIRST, { table: { id: table.id } });
      const before = await checksum(table.qualifiedName);
      const jobs = [];
      for (const [mode, csv] of [
        ['insert', 'Code,Name,Amount\n4,four,4\n5,five,5\n'],
        ['upsert', 'Code,Name,Amount\n1,uno,1\n4,quattro,4\n9,nine,9\n'],
        ['upsert', 'Code,Name,Amount\n1,eins,1\n2,zwei,2\n9,neun,9\n'],
        ['replace', 'Code,Name,Amount\n1,un,1\n2,zwei,2\n8,huit,8\n'],
        ['insert', 'Code,Name,Amount\n3,tres,3\n'],
      ] as const)
        jobs.push(await load(csv, { table: { id: table.id }, mode }));
      if (order === 'last to first') jobs.reverse();
      for (const job of jobs) await undone(job.id);
      expect(await checksum(table.qualifiedName)).toEqual(before);
    },
  );

  test('P40: rows of an upsert changed since are kept and listed', { tags: ['long'] }, async () => {
    const { pool } = service;
    const table = await makeTable('Kept upserted');
    await load(FIRST, { table: { id: table.id } });
    const job = await load('Code,Name,Amount\n1,uno,1\n2,dos,2\n8,ocho,8\n', {
      table: { id: table.id },
      mode: 'upsert',
    });
    await pool.query(`UPDATE ${table.qualifiedName} SET name = 'mine' WHERE code IN (2, 8)`);
    expect(await undone(job.id)).toMatchObject({
      result: { removed: 0, restored: 1, kept: 2, keptKeys: [['2'], ['8']] },
    });
    expect((await pool.query(`SELECT code::int, name FROM ${table.qualifiedName} ORDER BY code`)).rows).toEqual([
      { code: 1, name: 'one' },
      { code: 2, name: 'mine' },
      { code: 3, name: 'three' },
      { code: 8, name: 'mine' },
    ]);
  });

  test('P40: a table that the import made goes with it, unless others have written in it', async () => {
    const { api, pool } = service;
    const names = ['Made', 'Made and used', 'Made with rejects'];
    const jobs = [];
    for (const [n, name] of names.entries()) {
      const csv = n === 2 ? 'Code,Name\n1,a\n1,b\n2,c\n' : 'Code,Name\n1,a\n2,b\n';
      jobs.push(await load(csv, { table: { create: { name } }, key: ['Code'] }));
    }
    const used = await api.table(jobs[1].result.tableId);
    await pool.query(`INSERT INTO ${used.qualifiedName} VALUES (50, 'theirs')`);
    const undos = [];
    for (const job of jobs) undos.push(await undone(job.id));
    expect(undos[0]).toMatchObject({ state: 'succeeded', result: { dropped: true, removed: 2, kept: 0 } });
    expect(undos[1]).toMatchObject({ state: 'succeeded', tableId: used.id, result: { removed: 2, kept: 0 } });
    expect(undos[1].result.dropped).toBeUndefined();
    expect(undos[2]).toMatchObject({ state: 'succeeded', result: { dropped: true, removed: 2 } });
    expect((await api.call('GET', `/api/tables/${jobs[0].result.tableId}`)).status).toBe(404);
    expect(await api.allRows(used.id)).toMatchObject([{ code: 50, name: 'theirs' }]);
    const tables = await api.ask('GET', '/api/tables');
    expect(tables.tables.map(({ name }: { name: string }) => name)).not.toContain(names[0]);
  });

  test('P40: what cannot be undone is said with the reason, and nothing is changed', { tags: ['long'] }, async () => {
    const { api, pool } = service;
    const codeOf = async (id: string) => {
      const { status, body } = await api.call('POST', `/api/jobs/${id}/undo`);
      return [status, body.code];
    };
    const table = await makeTable('Refused');
    const failed = await load('Code,Name\nx,y\n', { table: { id: table.id }, onReject: 'abort' });
    expect(await codeOf(failed.id)).toEqual([409, 'nothing_to_undo']);
    const out = await api.ended((await api.export({ tableId: table.id })).id);
    expect(await codeOf(out.id)).toEqual([409, 'nothing_to_undo']);
    const job = await load(FIRST, { table: { id: table.id } });
    await pool.query(`ALTER TABLE ${table.qualifiedName} ALTER COLUMN amount TYPE text USING 'rewritten'`);
    const refused = await undone(job.id);
    expect(refused).toMatchObject({ state: 'failed', error: { code: 'undo_not_possible' } });
    expect(refused.error.message).toContain('rewritten');
    expect((await checksum(table.qualifiedName)).n).toBe(3);
    expect(await api.job(job.id)).toMatchObject({ undoneByJobId: null });
    await pool.query(`UPDATE sheetport.job SET finished_at = now() - interval '31 days' WHERE id = $1`, [job.id]);
    // Asked only once it is swept: each undo that is asked for holds what it would need, and the sweep passes by.
    const kept = async () =>
      (await pool.query(`SELECT continuation_state ? 'undo' AS kept FROM sheetport.job WHERE id = $1`, [job.id]))
        .rows[0].kept;
    await expect.poll(kept, { timeout: 60_000, interval: 100 }).toBe(false);
    expect(await codeOf(job.id)).toEqual([409, 'undo_not_possible']);
  });
});

describeQueues('undo jobs', (backend) => {
  beforeAll(async () => {
    service = await shareService({ backend });
  });

  test('P03 P10: an undo delivered again, or asked for twice, happens once', async () => {
    const { api, pool } = service;
    const table = await makeTable('Once');
    const job = await load(FIRST, { table: { id: table.id } });
    const key = { 'idempotency-key': `undo-${job.id}` };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.ask('POST', `/api/jobs/${job.id}/undo`, undefined, key)),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    const first = await api.ended(answers[0].id);
    expect(first).toMatchObject({ state: 'succeeded', result: { removed: 3 } });
    // A second undo that got past the door finds the import undone.
    await pool.query(
      `INSERT INTO sheetport.job (id, kind, title, spec, parent_id, table_id) VALUES (gen_random_uuid(), 'undo', 'x', '{}', $1, $2)`,
      [job.id, table.id],
    );
    const { rows } = await pool.query(`SELECT id FROM sheetport.job WHERE kind = 'undo' AND title = 'x'`);
    await pool.query(`UPDATE sheetport.job SET created_at = now() - interval '1 minute' WHERE title = 'x'`);
    expect(await api.ended(rows[0].id)).toMatchObject({ state: 'failed', error: { code: 'already_undone' } });
  });

  test('P02 P13 P40: an undo that is cancelled, or whose worker dies, leaves all of the import; the next one takes it back once', {
    tags: ['long'],
  }, async () => {
    const { api, pool } = service;
    const table = await makeTable('Interrupted');
    const lines = Array.from({ length: 20_000 }, (_, n) => `${n},name,1`);
    const job = await load(`Code,Name,Amount\n${lines.join('\n')}\n`, { table: { id: table.id } });
    const before = await checksum(table.qualifiedName);
    // A row that somebody holds makes an undo wait in the middle of its work.
    const holder = new pg.Client({ connectionString: service.databaseUrl });
    await holder.connect();
    const hold = () => holder.query(`BEGIN; SELECT 1 FROM ${table.qualifiedName} WHERE code = 19999 FOR UPDATE`);
    const waits = () =>
      expect
        .poll(
          async () =>
            (
              await pool.query(
                `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'transactionid'`,
              )
            ).rowCount,
          { timeout: 60_000, interval: 50 },
        )
        .toBeGreaterThan(0);
    await hold();
    const cancelled = await api.ask('POST', `/api/jobs/${job.id}/undo`);
    await waits();
    await expect.poll(async () => (await api.job(cancelled.id)).phase, { timeout: 5000 }).toBe('undoing');
    await api.ask('POST', `/api/jobs/${cancelled.id}/cancel`);
    expect(await api.ended(cancelled.id)).toMatchObject({ state: 'cancelled', counts: { updated: 0 } });
    expect(await checksum(table.qualifiedName)).toEqual(before);
    expect(await api.job(job.id)).toMatchObject({ undoneByJobId: null });

    const undo = await api.ask('POST', `/api/jobs/${job.id}/undo`);
    await waits();
    await kill(service.workers.pop()!, 'SIGKILL');
    await holder.end();
    await service.addWorker();
    expect(await api.ended(undo.id)).toMatchObject({ state: 'succeeded', result: { removed: 20_000, kept: 0 } });
    expect((await checksum(table.qualifiedName)).n).toBe(0);
  });

  test('P40: imports of one batch are undone together, all or none', { tags: ['long'] }, async () => {
    const { api, pool } = service;
    const table = await makeTable('Batch');
    const other = await makeTable('Batch elsewhere');
    await load('Code,Name,Amount\n1,one,1\n2,two,2\n', { table: { id: table.id } });
    const before = [await checksum(table.qualifiedName), await checksum(other.qualifiedName)];
    const batchId = randomUUID();
    const jobs = [
      await load('Code,Name,Amount\n3,three,3\n', { table: { id: table.id }, batchId }),
      await load('Code,Name,Amount\n1,uno,1\n3,tres,3\n', { table: { id: table.id }, batchId, mode: 'upsert' }),
      await load('Code,Name,Amount\n3,drei,4\n7,seven,7\n', { table: { id: table.id }, batchId, mode: 'upsert' }),
      await load('Code,Name,Amount\n9,nine,9\nx,no,1\n', { table: { id: other.id }, batchId }),
      await load('Code,Name,Amount\n1,,b\n', { table: { id: other.id }, batchId, onReject: 'abort' }),
    ];
    expect(jobs.map(({ state, error }) => [state, error?.code])).toEqual([
      ...Array(4).fill(['succeeded', undefined]),
      ['failed', 'rows_rejected'],
    ]);
    // The grid of a failed import has the sheet's headings in their order, blank cells or not.
    await api.inspected(jobs[4].fileId);
    expect((await api.rejects(jobs[4].id)).columns).toEqual(['Code', 'Name', 'Amount']);
    expect((await api.ask('GET', `/api/jobs?batchId=${batchId}&kind=import`)).jobs).toHaveLength(5);

    // Of one the record is lost: then none is undone.
    const lost = `sheetport_work."undo_${jobs[1].id}_after"`;
    await pool.query(`ALTER TABLE ${lost} RENAME TO kept_aside`);
    const failed = await api.ended((await api.ask('POST', `/api/batches/${batchId}/undo`)).id);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'undo_not_possible' } });
    expect((await api.job(jobs[3].id)).undoneByJobId).toBeNull();
    await pool.query(`ALTER TABLE sheetport_work.kept_aside RENAME TO "undo_${jobs[1].id}_after"`);

    const undo = await api.ended((await api.ask('POST', `/api/batches/${batchId}/undo`)).id);
    expect(undo).toMatchObject({
      state: 'succeeded',
      batchId,
      progress: { fraction: 1 },
      result: { undoneImports: 4, removed: 3, restored: 1, kept: 0 },
    });
    expect([await checksum(table.qualifiedName), await checksum(other.qualifiedName)]).toEqual(before);
    for (const { id, state } of jobs)
      if (state === 'succeeded') expect((await api.job(id)).undoneByJobId).toBe(undo.id);
    const again = await api.call('POST', `/api/batches/${batchId}/undo`);
    expect([again.status, again.body.code]).toEqual([409, 'already_undone']);
    expect((await api.call('POST', `/api/batches/${randomUUID()}/undo`)).status).toBe(404);
  });
});
