import { Message, QUEUES, type QueueName, type Report } from '@sheetport/contract';
import type { Job as Entry, Worker } from 'bullmq';
import { chooseBackend, type QueueUrls } from './backend.ts';

/** One delivery of a message. The same job may be delivered again, to this or another worker. */
export interface Delivery {
  id: string;
  /** No further delivery follows if this one throws. */
  last: boolean;
  /** Tell whoever watches. Never throws, and is not waited for: the bar is a side stream. */
  tell(report: Report): void;
}

export interface ConsumerOptions {
  concurrency: Record<QueueName, number>;
  /** How long a silent worker keeps its message. */
  lockMs: number;
  handle(delivery: Delivery): Promise<void>;
  /** The queue has given a job up: its workers died on it, or every attempt threw. */
  onGivenUp(id: string, error: Error): void;
  onError(error: Error): void;
}

export interface Consumer {
  ready(): Promise<void>;
  /** Take nothing new, and wait for what runs. */
  close(): Promise<void>;
}

export function openConsumer(urls: QueueUrls, options: ConsumerOptions): Consumer {
  const backend = chooseBackend(urls);
  const open = QUEUES.map((name) => {
    const connection = backend.connect('consumer');
    const work = async (entry: Entry) => {
      const { id } = Message.parse(entry.data);
      await options.handle({
        id,
        last: entry.attemptsMade + 1 >= (entry.opts.attempts ?? 1),
        tell: (report) => {
          entry.updateProgress(report).catch(() => undefined);
        },
      });
    };
    const worker: Worker = new backend.classes.Worker(name, work as never, {
      ...connection.options,
      concurrency: options.concurrency[name],
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
    return { worker, connection };
  });
  return {
    async ready() {
      await Promise.all(open.map(({ worker }) => worker.waitUntilReady()));
    },
    async close() {
      await Promise.allSettled(open.map(({ worker }) => worker.close()));
      await Promise.allSettled(open.map(({ connection }) => connection.close()));
    },
  };
}
