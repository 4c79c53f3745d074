/** How much of a worker's memory the files that it reads may take. */
import { totalmem } from 'node:os';

const MIB = 1024 ** 2;
/** A worker with its threads and some jobs that read small files or text. */
const OWN_BYTES = 448 * MIB;
/** Of a machine that others use, too: the server, the database, their caches. */
const SHARE_OF_MACHINE = 1 / 4;
/** Of a container, which is its own. */
const SHARE_OF_CONTAINER = 3 / 4;
const LEAST_BYTES = 1024 * MIB;
const MOST_BYTES = 4096 * MIB;

/**
 * What a worker may take in bytes: as it is set, else a quarter of the machine's memory between 1 and 4 GiB, or three quarters of what
 * its container may have.
 * @param given the setting WORKER_MEMORY_MB
 * @param limit what the container may have, in bytes; 0 or more than the machine has where there is none
 */
export function workerBytes(
  given: number | undefined,
  limit = process.constrainedMemory(),
  machine = totalmem(),
): number {
  if (given !== undefined) return given * MIB;
  if (limit > 0 && limit < machine) return limit * SHARE_OF_CONTAINER;
  return Math.min(MOST_BYTES, Math.max(LEAST_BYTES, machine * SHARE_OF_MACHINE));
}

/** What of it is for files, in bytes. */
export function readingBytes(worker: number): number {
  return Math.max(0, worker - OWN_BYTES);
}
