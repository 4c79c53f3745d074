/**
 * Quotas that only a worker can count: the rows that an import writes, the bytes of an export (docs/promises.md, P34).
 *
 * @module-tag long
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Service, startService } from '../support/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({
    env: { MAX_ROWS_PER_DAY_PER_PERSON: '100', MAX_STORED_BYTES_PER_PERSON: '40000', WORKER_SMALL_CONCURRENCY: '4' },
  });
});
afterAll(() => service?.stop());

const rowsOf = (count: number, from: number) =>
  `n,words\n${Array.from({ length: count }, (_, at) => `${from + at},${'word '.repeat(40)}`).join('\n')}\n`;

test('P34 imports at once never write more rows than the day has left; an export that does not fit leaves nothing', async () => {
  const { api, pool } = service;
  const columns = [
    { label: 'n', type: 'integer' },
    { label: 'words', type: 'text' },
  ];
  const { id } = await api.ask('POST', '/api/tables', { name: 'Numbers', columns, key: ['n'] });
  const files = await Promise.all([0, 1, 2, 3].map((at) => api.upload(rowsOf(40, at * 40), `numbers-${at}.csv`)));
  const jobs = await Promise.all(files.map((file) => api.import({ fileId: file.id, table: { id } })));
  const ended = await Promise.all(jobs.map((job) => api.ended(job.id)));
  expect(ended.filter(({ state }) => state === 'succeeded')).toHaveLength(2);
  const failed = ended.filter(({ state }) => state === 'failed');
  expect(failed.map(({ error }) => error?.code)).toEqual(['quota_rows', 'quota_rows']);
  expect(failed[0]!.error!.message).toContain('100');
  expect((await pool.query('SELECT count(*)::int AS rows FROM public.numbers')).rows).toEqual([{ rows: 80 }]);
  // A dry run writes nothing, so it is not counted.
  const dry = await api.import({ fileId: files[0]!.id, table: { id }, mode: 'upsert', dryRun: true } as never);
  expect((await api.ended(dry.id)).state).toBe('succeeded');

  const exported = await api.ended((await api.export({ tableId: id, format: 'csv' })).id);
  expect([exported.state, exported.error?.code]).toEqual(['failed', 'quota_storage']);
  const { storedBytes } = await api.ask('GET', '/api/me/usage');
  expect(storedBytes.used).toBeLessThanOrEqual(40_000);
  await api.ask('DELETE', `/api/files/${files[0]!.id}`);
  await api.ask('DELETE', `/api/files/${files[1]!.id}`);
  expect((await api.ended((await api.export({ tableId: id, format: 'csv' })).id)).state).toBe('succeeded');
});
