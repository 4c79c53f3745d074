import { AppError, Lane, LaneParams, QueueState, Queues, QueueUpdate } from '@sheetport/contract';
import type { App, Context } from '../../context.ts';
import { expectWaits, type LaneLoad } from './lane-load.ts';

/** Register the routes that show the lanes, and pause, resume and resize them. Workers follow within two seconds. */
export function routeQueues(app: App, { records, producer, laneLoads, log }: Context): void {
  app.get(
    '/api/queues',
    {
      config: { permission: 'queue.see' },
      schema: {
        operationId: 'listQueues',
        tags: ['Jobs'],
        summary: 'List the queues',
        description:
          'The lanes in which jobs wait by their expected cost: how many wait and run, for how long, and what the owner has set.',
        response: { 200: Queues },
      },
    },
    async () => ({ queues: (await laneLoads(true)).map(viewQueue) }),
  );

  app.patch(
    '/api/queues/:lane',
    {
      config: { permission: 'queue.change', object: 'lane' },
      schema: {
        operationId: 'updateQueue',
        tags: ['Jobs'],
        summary: 'Pause, resume or resize a queue',
        description:
          'Workers follow within two seconds, and after a restart. What is not named stays. Jobs that run go on; those of a paused lane wait.',
        errors: ['not_found'],
        params: LaneParams,
        body: QueueUpdate,
        response: { 200: QueueState },
      },
    },
    async (request) => {
      const lane = Lane.safeParse(request.params.lane).data;
      if (!lane) throw new AppError('not_found', { what: 'lane' });
      const { paused, concurrency } = request.body;
      const data = { ...(paused !== undefined && { paused }), ...(concurrency !== undefined && { concurrency }) };
      const set = await records.laneSetting.upsert({ where: { lane }, create: { lane, ...data }, update: data });
      // At once where the queue answers; else the workers do it.
      await producer
        .setPaused(lane, set.paused)
        .catch((error: unknown) =>
          log.debug({ lane, err: error }, 'the queue is away; the workers pause or resume the lane'),
        );
      log.info({ lane, ...data }, 'lane set');
      const load = (await laneLoads(true)).find((one) => one.lane === lane)!;
      return viewQueue({ ...load, paused: set.paused, concurrency: set.concurrency });
    },
  );
}

/** A lane as the API shows it. */
export function viewQueue(load: LaneLoad): QueueState {
  const { secondsEach: _, olderWorkers: __, running, ...shown } = load;
  return { ...shown, running: running.length, expectedWaitSeconds: expectWaits(load, load.waiting + 1).at(-1) ?? null };
}
