import type { Attempt } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { segmentsOf } from './segments.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const at = (ms: number) => new Date(START + ms).toISOString();

function attempt(phases: [Attempt['phases'][number]['phase'], number, number | null][], ended: number | null): Attempt {
  return {
    number: 1,
    worker: 'w',
    startedAt: at(0),
    endedAt: ended === null ? null : at(ended),
    end: ended === null ? null : 'succeeded',
    code: null,
    phases: phases.map(([phase, from, ms]) => ({ phase, startedAt: at(from), ms, rows: 0 })),
  };
}

test('shares follow the time that phases took, and add up to the whole bar', () => {
  const segments = segmentsOf(
    attempt(
      [
        ['opening', 0, 100],
        ['reading', 100, 700],
        ['committing', 800, 200],
      ],
      1000,
    ),
  );
  expect(segments.map(({ share }) => Math.round(share * 100))).toEqual([10, 70, 20]);
  expect(segments.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});

test('a phase of no time is still seen, also where all took none', () => {
  const quick = segmentsOf(
    attempt(
      [
        ['opening', 0, 0],
        ['reading', 0, 5000],
      ],
      5000,
    ),
  );
  expect(quick[0]!.share).toBeGreaterThan(0.003);
  const none = segmentsOf(attempt([['opening', 0, 0]], 0));
  expect(none[0]!.share).toBe(1);
});

test('a phase that nobody saw end reaches to the end of the attempt, or to now', () => {
  const lost = segmentsOf(
    attempt(
      [
        ['opening', 0, 250],
        ['reading', 250, null],
      ],
      1000,
    ),
  );
  expect(lost.map(({ share, open }) => [Math.round(share * 100), open])).toEqual([
    [25, false],
    [75, true],
  ]);
  const going = segmentsOf(attempt([['reading', 0, null]], null), START + 10);
  expect(going).toMatchObject([{ share: 1, open: true }]);
});

test('a phase that seems to begin after the end takes no time, and one that was seen to end is not open', () => {
  const odd = segmentsOf(
    attempt(
      [
        ['opening', 0, 500],
        ['reading', 2000, null],
      ],
      1000,
    ),
  );
  expect(odd.map(({ share, open }) => [Number(share.toFixed(3)), open])).toEqual([
    [0.996, false],
    [0.004, true],
  ]);
  expect(odd[0]!.phase.phase).toBe('opening');
});
