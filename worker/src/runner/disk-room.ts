import { statfs } from 'node:fs/promises';
import { type AppError, type DiskRoom, diskFull, isShort, measureRoom } from '@sheetport/contract';
import type { Context } from './context.ts';

/** A load writes some ten megabytes in this time, which the reserve holds. */
const LOOK_EVERY_MS = 100;

type DiskSettings = { settings: Pick<Context['settings'], 'DATA_DIR' | 'DISK_RESERVE_BYTES'> };

/** The room on the disk with DATA_DIR; undefined where the system does not tell. */
export async function measureDisk({ settings }: DiskSettings): Promise<DiskRoom | undefined> {
  return statfs(settings.DATA_DIR).then(
    (statistics) => measureRoom(statistics, settings.DISK_RESERVE_BYTES),
    () => undefined,
  );
}

/** Whether what is kept for the database is not free. */
export async function isDiskShort(context: DiskSettings): Promise<boolean> {
  const room = await measureDisk(context);
  return room !== undefined && isShort(room);
}

/** @throws AppError `disk_full` when what is kept for the database is not free (docs/promises.md, P45) */
export async function refuseFull(context: DiskSettings): Promise<void> {
  const room = await measureDisk(context);
  if (room && isShort(room)) throw diskFull(room);
}

/** Look at the disk while a job fills it; `onShort` is called at most once. Returns how to stop. */
export function watchDisk(context: DiskSettings, onShort: (failure: AppError) => void): () => void {
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    refuseFull(context)
      .catch((failure: AppError) => {
        clearInterval(timer);
        onShort(failure);
      })
      .finally(() => {
        looking = false;
      });
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** A database that does not answer while the disk is full is told by its cause; so is a full disk, by how much is free. */
export async function blameDisk(context: DiskSettings, failure: AppError): Promise<AppError> {
  const isVague = failure.code === 'disk_full' && failure.details.free === undefined;
  if (!isVague && failure.code !== 'database_unavailable' && failure.code !== 'queue_unavailable') return failure;
  const room = await measureDisk(context);
  return room && isShort(room) ? diskFull(room, 0, failure) : failure;
}
