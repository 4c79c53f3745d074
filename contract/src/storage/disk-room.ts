/** How much room a disk has, and how much of it is kept free so that the database can go on working. */
import { AppError } from '../errors/app-error.ts';
import { formatBytes } from './format-bytes.ts';

/** What `statfs` says of a disk: blocks in all and free to this account, of `bsize` bytes. */
export interface DiskStatistics {
  bsize: number;
  blocks: number;
  bavail: number;
}

/** Bytes. What is below `reserve` belongs to the database. */
export interface DiskRoom {
  free: number;
  reserve: number;
}

const MIB = 1024 ** 2;
/** Two segments of PostgreSQL's log, without which it stops. */
const MIN_RESERVE = 32 * MIB;
const MAX_RESERVE = 512 * MIB;

/** The room on a disk. `given` is the setting DISK_RESERVE_BYTES; without it the reserve depends on the size of the disk. */
export function measureRoom({ bsize, blocks, bavail }: DiskStatistics, given: number | undefined): DiskRoom {
  return { free: bsize * bavail, reserve: given ?? reserveOf(bsize * blocks) };
}

/** 5 % of the disk, at least 32 MiB and at most 512 MiB; of a very small disk no more than a fifth. */
export function reserveOf(total: number): number {
  return Math.floor(Math.min(total / 5, Math.max(MIN_RESERVE, Math.min(MAX_RESERVE, total / 20))));
}

/** Whether so many more bytes would not leave the reserve free. */
export function isShort({ free, reserve }: DiskRoom, needed = 0): boolean {
  return reserve > 0 && free < reserve + needed;
}

/** `disk_full`, with how much is free and how much is needed. */
export function diskFull({ free, reserve }: DiskRoom, needed = 0, cause?: unknown): AppError {
  const detail = `${formatBytes(free)} are free, ${formatBytes(reserve + needed)} are needed`;
  return new AppError('disk_full', { detail, free, needed: reserve + needed }, cause === undefined ? {} : { cause });
}
