import { AppError, type JobKind, type Message, QUEUES, type QueueName } from '@sheetport/contract';
import type { Queue } from 'bullmq';
import { type Backend, chooseBackend, PRODUCER_TIMEOUT_MS, type QueueUrls } from './backend.ts';

/** Which queue a kind of job waits in. */
export function queueFor(kind: JobKind): QueueName {
  return kind === 'inspect' ? 'quick' : 'bulk';
}

export interface Producer {
  backend: 'postgres' | 'redis';
  /**
   * Say that a job is to be run. Saying it again while it waits or runs changes nothing.
   * @throws AppError `queue_unavailable` within a second when the queue does not answer
   */
  enqueue(kind: JobKind, id: string): Promise<void>;
  /** Whether the queue knows of the job: waiting, delayed or being run. */
  knows(kind: JobKind, id: string): Promise<boolean>;
  /** Forget a job that waits; a job that runs is left alone. */
  forget(kind: JobKind, id: string): Promise<void>;
  /** Whether the queue answers now. */
  answers(): Promise<boolean>;
  /** How many wait and run in each queue. */
  counts(): Promise<Record<QueueName, { waiting: number; active: number }>>;
  close(): Promise<void>;
}

/** How often an outage is waited out before a job is given up: about two minutes in all, with growing pauses. */
const ATTEMPTS = 9;

/** @param answerMs how long the queue may take to answer */
export function openProducer(urls: QueueUrls, answerMs: number = PRODUCER_TIMEOUT_MS): Producer {
  const backend = chooseBackend(urls);
  const open = new Map(QUEUES.map((name) => [name, openQueue(backend, name)]));
  /** Ask a queue; one whose first connection failed is opened anew. */
  async function ask<T>(name: QueueName, question: (queue: Queue) => Promise<T>): Promise<T> {
    let line = open.get(name)!;
    if (line.isLost()) {
      void line.close();
      line = openQueue(backend, name);
      open.set(name, line);
    }
    return hurried(question(line.queue), answerMs);
  }

  return {
    backend: backend.name,
    async enqueue(kind, id) {
      await ask(queueFor(kind), (queue) => queue.add(kind, { id } satisfies Message, { jobId: id }));
    },
    async knows(kind, id) {
      return (await ask(queueFor(kind), (queue) => queue.getJob(id))) !== undefined;
    },
    async forget(kind, id) {
      const job = await ask(queueFor(kind), (queue) => queue.getJob(id));
      await job?.remove().catch(() => undefined);
    },
    async answers() {
      return ask(QUEUES[0], (queue) => queue.getWaitingCount()).then(
        () => true,
        () => false,
      );
    },
    async counts() {
      const entries = await Promise.all(
        QUEUES.map(async (name) => {
          const counts = await ask(name, (queue) => queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized'));
          return [
            name,
            {
              waiting: (counts.waiting ?? 0) + (counts.delayed ?? 0) + (counts.prioritized ?? 0),
              active: counts.active ?? 0,
            },
          ];
        }),
      );
      return Object.fromEntries(entries);
    },
    async close() {
      await Promise.allSettled([...open.values()].map((line) => line.close()));
    },
  };
}

interface Line {
  queue: Queue;
  /** BullMQ remembers a first connection that failed, and then never tries again. */
  isLost(): boolean;
  close(): Promise<void>;
}

/** Opens a queue and connects at once, so that the first who asks need not wait for that. */
function openQueue(backend: Backend, name: QueueName): Line {
  const connection = backend.connect('producer');
  const queue: Queue = new backend.classes.Queue(name, {
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
