import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Held, MemoryBudget } from './memory-budget.ts';

test('P58: never more is held than there is, askers are served in their order, and all of them in the end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ bytes: fc.integer({ min: 0, max: 10 }), leaves: fc.boolean() }), { maxLength: 20 }),
      fc.infiniteStream(fc.nat()),
      async (askers, choices) => {
        const budget = new MemoryBudget(10);
        const holding: { held: Held; bytes: number }[] = [];
        const served: number[] = [];
        const waiting = new Set<number>();
        const aborts = askers.map(() => new AbortController());
        const asks = askers.map(({ bytes }, i) =>
          budget
            .take(bytes, {
              signal: aborts[i]!.signal,
              onWait: (isWaiting) => (isWaiting ? waiting.add(i) : waiting.delete(i)),
            })
            .then(
              (held) => {
                served.push(i);
                holding.push({ held, bytes });
                expect(holding.reduce((sum, one) => sum + one.bytes, 0)).toBeLessThanOrEqual(10);
              },
              () => undefined,
            ),
        );
        for (const [i, { leaves }] of askers.entries()) if (leaves && waiting.has(i)) aborts[i]!.abort();
        await Promise.resolve();
        while (waiting.size > 0 || holding.length > 0) {
          await new Promise((resolve) => setImmediate(resolve));
          const [one] = holding.splice((choices.next().value ?? 0) % Math.max(1, holding.length), 1);
          one?.held.release();
        }
        await Promise.all(asks);
        expect(served).toEqual([...served].sort((a, b) => a - b));
        const stayed = askers.flatMap(({ leaves }, i) => (leaves ? [] : [i]));
        expect(served).toEqual(expect.arrayContaining(stayed));
      },
    ),
  );
});

test('what is given back twice counts once', async () => {
  const budget = new MemoryBudget(10);
  const first = await budget.take(6);
  first.shrinkTo(2);
  first.release();
  first.release();
  const all = await budget.take(10);
  let isWaiting = false;
  const next = budget.take(1, { onWait: (now) => (isWaiting = now) });
  expect(isWaiting).toBe(true);
  all.release();
  await next;
  expect(isWaiting).toBe(false);
});
