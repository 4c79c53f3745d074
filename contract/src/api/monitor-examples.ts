/** The monitor, as an answer looks. A test checks it against its schema. */
import type { LaneSeries, Monitor, WorkerState } from '../http/monitor.ts';

const worker: WorkerState = {
  name: 'sheets-1:4711',
  version: '0.1.0',
  alive: true,
  seenAt: '2026-01-15T09:59:58.000Z',
  slots: { inspect: 2, small: 2, large: 1, exports: 1 },
  running: ['0199c1a2-8f04-7b6d-9e11-2f4a6b8c0d02'],
  memoryBytes: 214_958_080,
  totals: {
    large: {
      succeeded: 12,
      failed: 1,
      cancelled: 0,
      waitSeconds: 30.5,
      runSeconds: 260,
      rows: 840_000,
      bytes: 52_000_000,
    },
  },
};
const series: LaneSeries = {
  lane: 'large',
  waiting: [0, 3, 1],
  started: [1, 1, 2],
  meanWaitSeconds: [0.2, 4.1, 9.5],
  longestWaitSeconds: [0.2, 4.1, 12],
  succeeded: [1, 0, 2],
  failed: [0, 1, 0],
};
const monitor: Monitor = {
  at: '2026-01-15T10:00:00.000Z',
  window: 'hour',
  stepSeconds: 60,
  from: '2026-01-15T09:57:00.000Z',
  queues: [],
  series: [series],
  workers: [worker],
  jobs: [],
  failures: [
    {
      code: 'invalid_mapping',
      kind: 'import',
      count: 2,
      lastAt: '2026-01-15T09:58:30.000Z',
      lastJobId: '0199c1a2-8f04-7b6d-9e11-2f4a6b8c0d02',
      lastMessage: 'The mapping names a column that the table does not have: "Qty".',
    },
  ],
};

export const MONITOR_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Monitor: { quiet: monitor },
};
