/** The queues of the service: one for each lane. */
import { z } from 'zod';
import { Lane } from '../queue/queue-messages.ts';

export const MAX_CONCURRENCY = 64;

export const QueueState = z.object({
  lane: Lane,
  paused: z.boolean(),
  concurrency: z
    .number()
    .int()
    .nullable()
    .describe('Jobs that each worker runs at once, as the owner has set it; null: as the settings of each worker say.'),
  workers: z.number().int().describe('Workers that take jobs of this lane and have said within 15 s that they live.'),
  slots: z.number().int().describe('Jobs that these workers run at once.'),
  waiting: z.number().int(),
  running: z.number().int(),
  oldestWaitSeconds: z
    .number()
    .nullable()
    .describe('How long the job that waits longest has waited; null where none does.'),
  expectedWaitSeconds: z
    .number()
    .nullable()
    .describe(
      'How long a job that came now would probably wait; null where that cannot be told: the lane is paused, no worker takes it, or too little has run yet.',
    ),
});
export type QueueState = z.infer<typeof QueueState>;

export const Queues = z.object({ queues: z.array(QueueState) });
export type Queues = z.infer<typeof Queues>;

export const QueueUpdate = z.strictObject({
  paused: z.boolean().optional().describe('Let no worker begin a job of this lane. What runs goes on.'),
  concurrency: z
    .number()
    .int()
    .min(1)
    .max(MAX_CONCURRENCY)
    .nullable()
    .optional()
    .describe('Jobs that each worker runs at once; null: as the settings of each worker say.'),
});
export type QueueUpdate = z.infer<typeof QueueUpdate>;

export const LaneParams = z.object({
  lane: z.string().describe('The lane: `inspect`, `small`, `large` or `exports`.'),
});
