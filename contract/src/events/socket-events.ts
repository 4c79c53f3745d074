/** Socket.IO: who says what to whom. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { Job } from '../entities/job.ts';

export const Watch = z.union([Id, z.literal('all')]);
export type Watch = z.infer<typeof Watch>;

/** The acknowledgement of `watch`: the job as it is now (null for `all`), or why not. */
export const WatchAnswer = z.union([
  z.object({ ok: z.literal(true), job: Job.nullable() }),
  z.object({ ok: z.literal(false), code: z.string() }),
]);
export type WatchAnswer = z.infer<typeof WatchAnswer>;

export interface ClientToServer {
  watch: (what: Watch, answer: (reply: WatchAnswer) => void) => void;
  unwatch: (what: Watch) => void;
}
export interface ServerToClient {
  job: (job: Job) => void;
}
