import { LANES, type Lane, type LaneSlots, Message, type Report } from '@sheetport/contract';
import type { Job as Entry, Worker } from 'bullmq';
import { chooseBackend, QUEUE_OF_LANE, type QueueUrls } from './backend.ts';

/** One delivery of a message. The same job may be delivered again, to this or another worker. */
export interface Delivery {
  id: string;
  lane: Lane;
  /** No further delivery follows if this one throws. */
  last: boolean;
  /** Tell whoever watches. Never throws, and is not waited for: the bar is a side stream. */
  tell(report: Report): void;
}

export interface ConsumerOptions {
  /** The lanes that are taken, and how many jobs of each run at once. */
  slots: LaneSlots;
  /** How long a silent worker keeps its message. */
  lockMs: number;
  handle(delivery: Delivery): Promise<void>;
  /** The queue has given a job up: its workers died on it, or every attempt threw. */
  onGivenUp(id: string, error: Error): void;
  onError(error: Error): void;
}

export interface Consumer {
  ready(): Promise<void>;
  /** Run more or fewer jobs of a lane at once, at least one. What runs goes on. */
  resize(lane: Lane, slots: number): void;
  /** Take nothing new, and wait for what runs. */
  close(): Promise<void>;
}

export function openConsumer(urls: QueueUrls, options: ConsumerOptions): Consumer {
  const backend = chooseBackend(urls);
  const open = LANES.flatMap((lane) => {
    const concurrency = options.slots[lane];
    if (concurrency === undefined) return [];
    const connection = backend.connect('consumer');
    const work = async (entry: Entry) => {
      const { id } = Message.parse(entry.data);
      await options.handle({
        id,
        lane,
        last: entry.attemptsMade + 1 >= (entry.opts.attempts ?? 1),
        tell: (report) => {
          entry.updateProgress(report).catch(() => undefined);
        },
      });
    };
    const worker: Worker = new backend.classes.Worker(QUEUE_OF_LANE[lane], work as never, {
      ...connection.options,
      concurrency,
      lockDuration: options.lockMs,
      stalledInterval: Math.max(500, Math.floor(options.lockMs / 2)),
      // A file that kills its worker gets a second chance, not a third (docs/promises.md, P06).
      maxStalledCount: 1,
      // Poll for delayed messages at least this often, should a wake-up be lost.
      drainDelay: 2,
    }) as never;
    worker.on('error', options.onError);
    worker.on('failed', (entry: Entry | undefined, error: Error) => {
      const id = entry?.id;
      if (id === undefined) return;
      const spent = entry!.attemptsMade >= (entry!.opts.attempts ?? 1);
      if (spent || /stalled/.test(error.message)) options.onGivenUp(id, error);
    });
    return [{ lane, worker, connection }];
  });
  return {
    async ready() {
      await Promise.all(open.map(({ worker }) => worker.waitUntilReady()));
    },
    resize(lane, slots) {
      const worker = open.find((one) => one.lane === lane)?.worker;
      if (!worker || worker.concurrency === slots) return;
      const isMore = slots > worker.concurrency;
      worker.concurrency = slots;
      // A worker all of whose slots are taken waits for one of them. Pausing and resuming at once makes it look again.
      if (isMore && !worker.isPaused()) void Promise.all([worker.pause(true), worker.resume()]);
    },
    async close() {
      await Promise.allSettled(open.map(({ worker }) => worker.close()));
      await Promise.allSettled(open.map(({ connection }) => connection.close()));
    },
  };
}
