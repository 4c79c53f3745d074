import { statfs } from 'node:fs/promises';
import { type AppError, type DiskRoom, diskFull, isShort, measureRoom } from '@sheetport/contract';
import type { ServerSettings } from '../deps.ts';

/** While bytes come in, the disk is looked at each time so many of them have been written. */
const LOOK_EVERY_BYTES = 1024 * 1024;

/** The disk with DATA_DIR. Nothing here refuses anything where the system does not tell how much is free. */
export interface Disk {
  measure(): Promise<DiskRoom | undefined>;
  /** @throws AppError `disk_full` when `needed` more bytes would take from what is kept for the database (docs/promises.md, P45) */
  refuseFull(needed?: number): Promise<void>;
  /** The same bytes, as long as there is room for them; ends with AppError `disk_full` otherwise. */
  whileRoom(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  /** An outage told by its cause: a database or queue that does not answer while its disk is full. */
  blame(failure: AppError): Promise<AppError>;
}

const OUTAGES: ReadonlySet<string> = new Set(['database_unavailable', 'queue_unavailable']);

export function openDisk({ DATA_DIR, DISK_RESERVE_BYTES, S3_BUCKET }: ServerSettings): Disk {
  const measure = () =>
    statfs(DATA_DIR).then(
      (statistics) => measureRoom(statistics, DISK_RESERVE_BYTES),
      () => undefined,
    );
  async function refuseFull(needed = 0): Promise<void> {
    const room = await measure();
    // What goes to S3 takes nothing here.
    const taken = S3_BUCKET === undefined ? needed : 0;
    if (room && isShort(room, taken)) throw diskFull(room, taken);
  }
  return {
    measure,
    refuseFull,
    async *whileRoom(source) {
      let unseen = 0;
      for await (const chunk of source) {
        unseen += chunk.byteLength;
        if (unseen >= LOOK_EVERY_BYTES) {
          unseen = 0;
          await refuseFull();
        }
        yield chunk;
      }
    },
    async blame(failure) {
      const isVague = failure.code === 'disk_full' && failure.details.free === undefined;
      if (!isVague && !OUTAGES.has(failure.code)) return failure;
      const room = await measure();
      return room && isShort(room) ? diskFull(room, 0, failure) : failure;
    },
  };
}
