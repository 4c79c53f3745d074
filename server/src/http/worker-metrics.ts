import { LANES, type LaneTotals, WorkerTotals } from '@sheetport/contract';
import { queryRows } from '@sheetport/core';
import type pg from 'pg';
import { Counter, Gauge, type Registry } from 'prom-client';
import { z } from 'zod';
import { keepBriefly } from './keep-briefly.ts';

/** One scrape reads the workers once. */
const KEEP_MS = 500;

const LiveWorker = z.object({ name: z.string(), totals: WorkerTotals, memory: z.number() });
const LIVE_WORKERS = `SELECT name, totals, memory_bytes::float8 AS memory FROM sheetport.worker
  WHERE seen_at > now() - interval '15 seconds'`;

const STATES = ['succeeded', 'failed', 'cancelled'] as const;
const LANE_COUNTERS: readonly [name: string, help: string, sumOf: (totals: LaneTotals) => number][] = [
  [
    'sheetport_worker_wait_seconds_total',
    'How long the jobs that ended had waited for their first attempt',
    ({ waitSeconds }) => waitSeconds,
  ],
  [
    'sheetport_worker_run_seconds_total',
    'From the start of their first attempt to the end of the jobs that ended',
    ({ runSeconds }) => runSeconds,
  ],
  ['sheetport_worker_rows_total', 'Rows of the jobs that ended', ({ rows }) => rows],
  ['sheetport_worker_bytes_total', 'Bytes of the files that the jobs that ended read or wrote', ({ bytes }) => bytes],
];

/** What each live worker did in each lane, and the memory that it holds. Workers write it every three seconds. */
export function measureWorkers(registry: Registry, pool: pg.Pool): void {
  const read = keepBriefly(KEEP_MS, () => queryRows(pool, LiveWorker, LIVE_WORKERS));
  const readAll = () => read().catch(() => []);
  new Gauge({
    name: 'sheetport_worker_memory_bytes',
    help: 'Resident memory of a worker',
    labelNames: ['worker'],
    registers: [registry],
    async collect() {
      const workers = await readAll();
      this.reset();
      for (const { name, memory } of workers) if (memory > 0) this.set({ worker: name }, memory);
    },
  });
  new Counter({
    name: 'sheetport_worker_jobs_total',
    help: 'Jobs that ended in a worker',
    labelNames: ['worker', 'lane', 'state'],
    registers: [registry],
    async collect() {
      const workers = await readAll();
      this.reset();
      for (const { name, totals } of workers)
        for (const lane of LANES)
          for (const state of STATES) this.inc({ worker: name, lane, state }, totals[lane]?.[state] ?? 0);
    },
  });
  for (const [name, help, sumOf] of LANE_COUNTERS)
    new Counter({
      name,
      help,
      labelNames: ['worker', 'lane'],
      registers: [registry],
      async collect() {
        const workers = await readAll();
        this.reset();
        for (const worker of workers)
          for (const lane of LANES) {
            const totals = worker.totals[lane];
            this.inc({ worker: worker.name, lane }, totals ? sumOf(totals) : 0);
          }
      },
    });
}
