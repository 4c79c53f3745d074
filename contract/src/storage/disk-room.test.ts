import { expect, test } from 'vitest';
import { diskFull, isShort, measureRoom, reserveOf } from './disk-room.ts';

const MIB = 1024 ** 2;

test('P45 the reserve goes by the size of the disk, and makes sense on a small one', () => {
  expect(reserveOf(20 * MIB)).toBe(4 * MIB);
  expect(reserveOf(300 * MIB)).toBe(32 * MIB);
  expect(reserveOf(2048 * MIB)).toBe(Math.floor(102.4 * MIB));
  expect(reserveOf(1024 ** 4)).toBe(512 * MIB);
});

test('P45 a disk is short when what comes would take from the reserve', () => {
  const disk = { bsize: 4096, blocks: (300 * MIB) / 4096, bavail: (40 * MIB) / 4096 };
  const room = measureRoom(disk, undefined);
  expect(isShort(room)).toBe(false);
  expect(isShort(room, 8 * MIB)).toBe(false);
  expect(isShort(room, 8 * MIB + 1)).toBe(true);
  expect(isShort(measureRoom(disk, 0), 1000 * MIB)).toBe(false);
  // All of what is free may be used where nothing is kept.
  expect(isShort({ free: 5, reserve: 5 })).toBe(false);
  expect(isShort({ free: 4, reserve: 5 })).toBe(true);
  expect(measureRoom(disk, undefined)).toEqual({ free: 40 * MIB, reserve: 32 * MIB });
  expect(measureRoom(disk, 7)).toEqual({ free: 40 * MIB, reserve: 7 });
  const cause = new Error('ENOSPC');
  expect(diskFull({ free: 1, reserve: 2 }, 3, cause)).toMatchObject({
    code: 'disk_full',
    details: { free: 1, needed: 5 },
    cause,
  });
  expect('cause' in diskFull(room)).toBe(false);
  expect(diskFull(room, 10 * MIB).message).toContain('40 MiB are free, 42 MiB are needed');
});
