/** Waiting for room on the disk: a start on a full disk goes on by itself once there is some. */
import { statfsSync } from 'node:fs';
import { formatBytes, reserveOf } from '@sheetport/contract';
import { sleep } from './sleep.ts';

const LOOK_EVERY_MS = 1000;
/** How much of the reserve the database needs to start: it replays its log and writes a checkpoint. */
const SHARE_TO_START = 4;

/** What the system and PostgreSQL say when the disk is full. */
const FULL_CODE = /^(ENOSPC|EDQUOT|53100)$/;
const FULL_WORDS = /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/;

/** Whether something failed because the disk is full. */
export function isDiskFull(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return FULL_CODE.test(String(code ?? '')) || FULL_WORDS.test(String(message ?? ''));
}

/** Wait until the disk with `directory` has room enough to start on, and say so where that takes time. */
export async function waitForRoom(directory: string, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  for (let told = false; !signal.aborted; told = true) {
    const room = readRoom(directory);
    if (room === undefined || room.free >= room.needed) {
      if (told) say('There is room again; going on.');
      return;
    }
    if (!told)
      say(
        `The disk with DATA_DIR ${directory} is full: ${formatBytes(room.free)} are free, ${formatBytes(room.needed)} are needed to start. Free some room; Sheetport waits for it.`,
      );
    await sleep(LOOK_EVERY_MS);
  }
}

function readRoom(directory: string): { free: number; needed: number } | undefined {
  try {
    const { bsize, blocks, bavail } = statfsSync(directory);
    return { free: bsize * bavail, needed: Math.floor(reserveOf(bsize * blocks) / SHARE_TO_START) };
  } catch {
    return undefined;
  }
}
