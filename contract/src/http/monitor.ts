/** What the service does now and did lately: jobs, workers, lanes over time, failures. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { Job } from '../entities/job.ts';
import { Lane, LaneTotals } from '../queue/queue-messages.ts';
import { QueueState } from './queues.ts';

/** How far back the pictures go: an hour by minutes, a day by quarters of an hour. */
export const MonitorWindow = z.enum(['hour', 'day']);
export type MonitorWindow = z.infer<typeof MonitorWindow>;
export const MonitorQuery = z.object({ window: MonitorWindow.default('hour').describe('How far back.') });

export const WorkerState = z.object({
  name: z.string().describe('The host and the process id.'),
  version: z.string().nullable().describe('Null for one that does not say it.'),
  alive: z.boolean().describe('It said within 15 s that it lives.'),
  seenAt: z.iso.datetime(),
  slots: z.record(z.string(), z.number().int()).describe('Jobs that it runs at once, by the lane.'),
  running: z.array(Id).describe('The jobs that it runs.'),
  memoryBytes: z.number().int().describe('Resident memory.'),
  totals: z.record(z.string(), LaneTotals).describe('What it did since it started, by the lane.'),
});
export type WorkerState = z.infer<typeof WorkerState>;

/** One number for each step of the window, the oldest first. */
export const LaneSeries = z.object({
  lane: Lane,
  waiting: z.array(z.number().int()).describe('Jobs that waited at the end of the step.'),
  started: z.array(z.number().int()),
  meanWaitSeconds: z
    .array(z.number().nullable())
    .describe('How long those that started had waited; null where none did.'),
  longestWaitSeconds: z.array(z.number().nullable()),
  succeeded: z.array(z.number().int()),
  failed: z.array(z.number().int()),
});
export type LaneSeries = z.infer<typeof LaneSeries>;

export const FailureCause = z.object({
  code: z.string().describe('Of the table of errors.'),
  kind: z.string(),
  count: z.number().int(),
  lastAt: z.iso.datetime(),
  lastJobId: Id,
  lastMessage: z.string().describe('What the last of these jobs was told.'),
});
export type FailureCause = z.infer<typeof FailureCause>;

export const Monitor = z.object({
  at: z.iso.datetime(),
  window: MonitorWindow,
  stepSeconds: z.number().int(),
  from: z.iso.datetime().describe('Where the first step begins.'),
  queues: z.array(QueueState),
  series: z.array(LaneSeries),
  workers: z.array(WorkerState),
  jobs: z.array(Job).describe('Jobs that run, and the first that wait, at most 100.'),
  failures: z
    .array(FailureCause)
    .describe('Jobs that failed within the window, by what stopped them, the most frequent first.'),
});
export type Monitor = z.infer<typeof Monitor>;
