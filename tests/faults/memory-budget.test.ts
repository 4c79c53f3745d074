/**
 * A worker keeps to its memory budget, whatever files come at once. Where the system tells what a process takes (Linux).
 * @module-tag long
 */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Service, startService } from '../support/service.ts';
import { makeWorkbookOfTexts, ROWS_OF_TEXTS } from '../support/workbook-of-texts.ts';

const MIB = 1024 ** 2;
const BUDGET_MB = 1024;
/** Three of them would take more than the budget; two at a time do not fit into what it has for files. */
const TEXTS_MIB = 300;
const LOOK_EVERY_MS = 25;

describe.skipIf(!existsSync('/proc/self/status'))('memory', () => {
  let service: Service;
  beforeAll(async () => {
    const env = { WORKER_MEMORY_MB: String(BUDGET_MB), WORKER_CONCURRENCY: '4', WORKER_INSPECT_CONCURRENCY: '4' };
    service = await startService({ env });
  });
  afterAll(() => service.stop());

  const residentBytes = () => {
    const status = readFileSync(`/proc/${service.workers[0]!.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
  };

  test('P58: three large workbooks at once wait for each other, all are read, and the memory is given back', async () => {
    const { api } = service;
    const bytes = makeWorkbookOfTexts(TEXTS_MIB);
    const idle = residentBytes();
    let peak = 0;
    const looking = setInterval(() => {
      peak = Math.max(peak, residentBytes());
    }, LOOK_EVERY_MS);
    try {
      const files = await Promise.all([1, 2, 3].map((n) => api.upload(bytes, `texts-${n}.xlsx`)));
      const inspections = await service.pool.query(`SELECT id FROM sheetport.job WHERE kind = 'inspect'`);
      const watchers = await Promise.all(inspections.rows.map(({ id }) => api.watch(id)));
      const looks = await Promise.all(files.map(({ id }) => api.inspected(id)));
      for (const look of looks) expect(look).toMatchObject({ state: 'ready', error: null });
      const heard = watchers.flatMap((watcher) => watcher.heard.map(({ job }) => job));
      expect(heard.filter(({ state, phase }) => state === 'running' && phase === 'waiting')).not.toEqual([]);
      for (const watcher of watchers) watcher.close();
      const { id } = await api.import({ fileId: files[0]!.id, table: { create: { name: 'Texts' } } });
      expect(await api.ended(id)).toMatchObject({ state: 'succeeded', counts: { inserted: ROWS_OF_TEXTS } });
    } finally {
      clearInterval(looking);
    }
    expect(peak).toBeGreaterThan(idle + TEXTS_MIB * MIB * 0.9);
    expect(peak).toBeLessThan(BUDGET_MB * MIB);
    await expect.poll(() => residentBytes(), { interval: 200 }).toBeLessThan(idle + 160 * MIB);
  });
});
