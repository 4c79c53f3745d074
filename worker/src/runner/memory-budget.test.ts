import { expect, test } from 'vitest';
import { readingBytes, workerBytes } from './memory-budget.ts';

const GIB = 1024 ** 3;
/** What Node says where a container has no limit. */
const NO_LIMIT = 2 ** 64;

test.each([
  ['as it is set', 2048, NO_LIMIT, 64 * GIB, 2 * GIB],
  ['a quarter of the machine', undefined, NO_LIMIT, 12 * GIB, 3 * GIB],
  ['not all of a small machine, but enough to work', undefined, 0, 2 * GIB, GIB],
  ['and no more than files need', undefined, NO_LIMIT, 256 * GIB, 4 * GIB],
  ['three quarters of a container', undefined, 2 * GIB, 64 * GIB, 1.5 * GIB],
])('%s', (_, given, limit, machine, bytes) => {
  expect(workerBytes(given, limit, machine)).toBe(bytes);
  expect(readingBytes(bytes)).toBe(bytes - 448 * 1024 ** 2);
});

test('a container that is too small leaves nothing for large files', () => {
  expect(readingBytes(workerBytes(undefined, GIB / 4, 8 * GIB))).toBe(0);
});
