import { AppError, LANES, type Lane, type Message } from '@sheetport/contract';
import type { JobType, Queue } from 'bullmq';
import { type Backend, chooseBackend, PRODUCER_TIMEOUT_MS, QUEUE_OF_LANE, type QueueUrls } from './backend.ts';
import { answerBoard, type BoardAnswer, type BoardQuestion } from './board.ts';

/** A job that waits: the lowest turn of a lane is delivered first, of equal ones the one that came first. */
export interface QueuedJob {
  id: string;
  turn: number;
}

export interface Producer {
  backend: 'postgres' | 'redis';
  /**
   * Say that a job is to be run. Saying it again while it waits or runs changes nothing.
   * @throws AppError `queue_unavailable` within a second when the queue does not answer
   */
  enqueue(lane: Lane, job: QueuedJob): Promise<void>;
  /** Say the same of many jobs of a lane. Where it throws, some of them may have been taken in. */
  enqueueAll(lane: Lane, jobs: readonly QueuedJob[]): Promise<void>;
  /** Whether the lane knows of the job: waiting, delayed or being run. */
  knows(lane: Lane, id: string): Promise<boolean>;
  /** Forget a job that waits; a job that runs is left alone. */
  forget(lane: Lane, id: string): Promise<void>;
  /** Whether the queue answers now. */
  answers(): Promise<boolean>;
  /** How many wait and run in each lane. */
  counts(): Promise<Record<Lane, { waiting: number; active: number }>>;
  /** Let no worker take a job from the lane, or let them again. What runs goes on. Setting it again changes nothing. */
  setPaused(lane: Lane, paused: boolean): Promise<void>;
  /**
   * What the page of bull-board asks for: the entries of the queues, to read.
   * @throws AppError `queue_unavailable` where the queue does not answer
   */
  readBoard(question: BoardQuestion): Promise<BoardAnswer | null>;
  close(): Promise<void>;
}

/** How often an outage is waited out before a job is given up: about two minutes in all, with growing pauses. */
const ATTEMPTS = 9;

/** A person waits for the board, and it asks for much at once. */
const BOARD_MS = 10_000;

/** Jobs that are said at once: the queue answers within the time for one call. */
const BULK = 200;

/** Turns beyond BullMQ's greatest number run in the order in which they came. */
const MAX_PRIORITY = 2 ** 21 - 1;

/** What waits in a paused queue has a state of its own, which BullMQ's types leave out. */
const PAUSED = 'paused' as JobType;

/** @param answerMs how long the queue may take to answer */
export function openProducer(urls: QueueUrls, answerMs: number = PRODUCER_TIMEOUT_MS): Producer {
  const backend = chooseBackend(urls);
  const open = new Map(LANES.map((lane) => [lane, openQueue(backend, lane)]));
  /** The queue of a lane; one whose first connection failed is opened anew. */
  function queueOf(lane: Lane): Queue {
    let line = open.get(lane)!;
    if (line.isLost()) {
      void line.close();
      line = openQueue(backend, lane);
      open.set(lane, line);
    }
    return line.queue;
  }
  async function ask<T>(lane: Lane, question: (queue: Queue) => Promise<T>): Promise<T> {
    return hurried(question(queueOf(lane)), answerMs);
  }

  return {
    backend: backend.name,
    async enqueue(lane, job) {
      const { data, opts } = entryOf(job);
      await ask(lane, (queue) => queue.add(lane, data, opts));
    },
    async enqueueAll(lane, jobs) {
      for (let from = 0; from < jobs.length; from += BULK) {
        const entries = jobs.slice(from, from + BULK).map((job) => ({ name: lane, ...entryOf(job) }));
        await ask(lane, (queue) => queue.addBulk(entries));
      }
    },
    async knows(lane, id) {
      return (await ask(lane, (queue) => queue.getJob(id))) !== undefined;
    },
    async forget(lane, id) {
      const job = await ask(lane, (queue) => queue.getJob(id));
      await job?.remove().catch(() => undefined);
    },
    async answers() {
      return ask(LANES[0]!, (queue) => queue.getWaitingCount()).then(
        () => true,
        () => false,
      );
    },
    async counts() {
      const entries = await Promise.all(
        LANES.map(async (lane) => {
          const counts = await ask(lane, (queue) =>
            queue.getJobCounts('waiting', PAUSED, 'active', 'delayed', 'prioritized'),
          );
          return [
            lane,
            {
              waiting:
                (counts.waiting ?? 0) + (counts[PAUSED] ?? 0) + (counts.delayed ?? 0) + (counts.prioritized ?? 0),
              active: counts.active ?? 0,
            },
          ];
        }),
      );
      return Object.fromEntries(entries);
    },
    async setPaused(lane, paused) {
      await ask(lane, async (queue) => {
        if ((await queue.isPaused()) === paused) return;
        await (paused ? queue.pause() : queue.resume());
      });
    },
    async readBoard(question) {
      const answer = () =>
        answerBoard(
          LANES.map((lane) => ({ lane, queue: queueOf(lane) })),
          question,
        );
      // A queue whose first connection failed is there the second time.
      return hurried(answer().catch(answer), BOARD_MS);
    },
    async close() {
      await Promise.allSettled([...open.values()].map((line) => line.close()));
    },
  };
}

/** BullMQ delivers what has no priority before everything else: that is left to what versions before turns have queued. */
function entryOf({ id, turn }: QueuedJob): { data: Message; opts: { jobId: string; priority: number } } {
  return { data: { id }, opts: { jobId: id, priority: Math.min(MAX_PRIORITY, turn + 1) } };
}

interface Line {
  queue: Queue;
  /** BullMQ remembers a first connection that failed, and then never tries again. */
  isLost(): boolean;
  close(): Promise<void>;
}

/** Opens a queue and connects at once, so that the first who asks need not wait for that. */
function openQueue(backend: Backend, lane: Lane): Line {
  const connection = backend.connect('producer');
  const queue: Queue = new backend.classes.Queue(QUEUE_OF_LANE[lane], {
    ...connection.options,
    skipWaitingForReady: true,
    defaultJobOptions: {
      attempts: ATTEMPTS,
      backoff: { type: 'exponential', delay: 500 },
      removeOnComplete: true,
      removeOnFail: true,
    },
  }) as never;
  queue.on('error', () => undefined);
  let lost = false;
  queue.waitUntilReady().catch(() => {
    lost = true;
  });
  return {
    queue,
    isLost: () => lost,
    async close() {
      await queue.close().catch(() => undefined);
      await connection.close();
    },
  };
}

/** Wait for the queue, but not for long; whatever goes wrong becomes one failure that people can read. */
async function hurried<T>(answer: Promise<T>, answerMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), answerMs);
  });
  try {
    return await Promise.race([answer, late]);
  } catch (cause) {
    throw new AppError('queue_unavailable', {}, { cause });
  } finally {
    clearTimeout(timer);
    answer.catch(() => undefined);
  }
}
