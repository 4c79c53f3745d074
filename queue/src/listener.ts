import { LANES, Report } from '@sheetport/contract';
import type { QueueEvents } from 'bullmq';
import { chooseBackend, QUEUE_OF_LANE, type QueueUrls } from './backend.ts';

export interface ListenerOptions {
  onReport(report: Report): void;
  /** Something moved a job in the queue: its row is worth reading again. */
  onMoved(id: string): void;
  /** A worker has done with a job, as a rule since it is over: its row is worth reading at once. */
  onDone(id: string): void;
  onError(error: Error): void;
}

export interface Listener {
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Tail what workers report. Lost messages are made good by the next one, or by the job's row. */
export function openListener(urls: QueueUrls, options: ListenerOptions): Listener {
  const backend = chooseBackend(urls);
  const open = LANES.map((lane) => {
    const connection = backend.connect('consumer');
    const events: QueueEvents = new backend.classes.QueueEvents(QUEUE_OF_LANE[lane], connection.options) as never;
    events.on('error', options.onError);
    events.on('progress', ({ data }) => {
      const report = Report.safeParse(data);
      if (report.success) options.onReport(report.data);
    });
    for (const moved of ['active', 'stalled', 'delayed', 'removed'] as const) {
      events.on(moved as 'active', ({ jobId }: { jobId: string }) => options.onMoved(jobId));
    }
    for (const done of ['completed', 'failed'] as const) {
      events.on(done as 'completed', ({ jobId }: { jobId: string }) => options.onDone(jobId));
    }
    return { events, connection };
  });
  return {
    async ready() {
      await Promise.all(open.map(({ events }) => events.waitUntilReady()));
    },
    async close() {
      await Promise.allSettled(open.map(({ events }) => events.close()));
      await Promise.allSettled(open.map(({ connection }) => connection.close()));
    },
  };
}
