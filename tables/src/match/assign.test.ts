import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assign, type Candidate } from './assign.ts';

/** The best total by trying everything. */
function bestTotal(candidates: readonly Candidate[]): number {
  const [first, ...rest] = candidates;
  if (!first) return 0;
  const apart = rest.filter(({ left, right }) => left !== first.left && right !== first.right);
  return Math.max(bestTotal(rest), first.worth + bestTotal(apart));
}

test('no other choice of pairs is worth more', () => {
  const side = fc.integer({ min: 0, max: 4 });
  const candidates = fc.uniqueArray(fc.record({ left: side, right: side, worth: fc.integer({ min: 1, max: 50 }) }), {
    selector: ({ left, right }) => `${left} ${right}`,
    maxLength: 14,
  });
  fc.assert(
    fc.property(candidates, (all) => {
      const chosen = assign(all);
      expect(new Set(chosen.map(({ left }) => left)).size).toBe(chosen.length);
      expect(new Set(chosen.map(({ right }) => right)).size).toBe(chosen.length);
      expect(chosen.reduce((sum, { worth }) => sum + worth, 0)).toBe(bestTotal(all));
    }),
  );
});
