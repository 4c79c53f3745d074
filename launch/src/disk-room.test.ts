import { expect, test } from 'vitest';
import { isDiskFull } from './disk-room.ts';

test('P45 a full disk is told from other reasons not to start', () => {
  expect(isDiskFull(Object.assign(new Error('x'), { code: 'ENOSPC' }))).toBe(true);
  expect(isDiskFull(Object.assign(new Error('could not extend file'), { code: '53100' }))).toBe(true);
  expect(isDiskFull(new Error('PANIC: could not write to file "pg_wal/xlogtemp.9": No space left on device'))).toBe(
    true,
  );
  expect(isDiskFull(new Error('connect ECONNREFUSED 127.0.0.1:53100'))).toBe(false);
  expect(isDiskFull(undefined)).toBe(false);
});
