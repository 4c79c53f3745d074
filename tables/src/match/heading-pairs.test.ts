import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { measurePairs, readPairs } from './heading-pairs.ts';

const sets = readPairs(readFileSync(new URL('heading-pairs.txt', import.meta.url), 'utf8'));

test.each([
  ['tune', 0.9, 0],
  ['held', 0.8, 0.005],
] as const)('headings of real exports find their columns: %s', (kind, least, mostWrong) => {
  const of = sets.filter((set) => set.kind === kind);
  expect(of.length).toBeGreaterThanOrEqual(12);
  const { pairs, right, sure, wrongWhenSure, faults } = measurePairs(of);
  expect(right / pairs, faults.join('\n')).toBeGreaterThanOrEqual(least);
  expect(wrongWhenSure / sure, faults.join('\n')).toBeLessThanOrEqual(mostWrong);
});
