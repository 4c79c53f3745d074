/** Socket.IO: who says what to whom. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { Job } from '../entities/job.ts';
import { Batch } from '../http/batches.ts';

export const Watch = z.union([Id, z.literal('all'), z.strictObject({ batchId: Id })]);
export type Watch = z.infer<typeof Watch>;

/** The acknowledgement of `watch`: the job or the batch as it is now (both null for `all`), or why not. */
export const WatchAnswer = z.union([
  z.object({ ok: z.literal(true), job: Job.nullable(), batch: Batch.optional() }),
  z.object({ ok: z.literal(false), code: z.string() }),
]);
export type WatchAnswer = z.infer<typeof WatchAnswer>;

export interface ClientToServer {
  watch: (what: Watch, answer: (reply: WatchAnswer) => void) => void;
  unwatch: (what: Watch) => void;
}
export interface ServerToClient {
  job: (job: Job) => void;
  batch: (batch: Batch) => void;
}
