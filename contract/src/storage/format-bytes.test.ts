import { expect, test } from 'vitest';
import { formatBytes } from './format-bytes.ts';

test.each([
  [0, '0 bytes'],
  [1, '1 bytes'],
  [1023, '1023 bytes'],
  [1024, '1 KiB'],
  [1536, '1.5 KiB'],
  [1_000_000, '976.6 KiB'],
  [1024 ** 2 - 1, '1.0 MiB'],
  [1023.9 * 1024, '1023.9 KiB'],
  [1024 ** 2, '1 MiB'],
  [2.25 * 1024 ** 3, '2.3 GiB'],
  [1024 ** 4, '1 TiB'],
  [5000 * 1024 ** 4, '5000 TiB'],
])('%d bytes are %s', (bytes, shown) => expect(formatBytes(bytes)).toBe(shown));
