import { expect, test } from 'vitest';
import { takeNewFiles } from './take-new-files.ts';

/** Looks at one folder, one after the other. */
function watchFolder() {
  let seen: unknown = {};
  const taken: string[] = [];
  return {
    taken,
    /** @param seconds when the look began; it lists within `listing` seconds */
    async look(seconds: number, files: Record<string, { size: number; mtimeMs?: number; etag?: string }>, listing = 0) {
      const listed = Object.entries(files).map(([name, file]) => ({ name, mtimeMs: 1, ...file }));
      const times = { begunAt: seconds * 1000, listedAt: (seconds + listing) * 1000 };
      const looked = await takeNewFiles(listed, seen, times, async (name, { size }) => {
        taken.push(`${name} ${size}`);
        return true;
      });
      seen = JSON.parse(JSON.stringify(looked.seen));
      return looked.isUnsettled;
    },
  };
}

test('P52 a file that is half written is not taken, however soon one look follows the other', async () => {
  const { look, taken } = watchFolder();
  for (const seconds of [0, 0.001, 0.5, 2.9]) expect(await look(seconds, { 'a.csv': { size: 60 } })).toBe(true);
  // It grew, and its time starts anew, also where its date is that of before.
  expect(await look(3.5, { 'a.csv': { size: 200 } })).toBe(true);
  expect(await look(6.4, { 'a.csv': { size: 200 } })).toBe(true);
  expect(taken).toEqual([]);
  expect(await look(6.5, { 'a.csv': { size: 200 } })).toBe(false);
  expect(await look(60, { 'a.csv': { size: 200 } })).toBe(false);
  expect(taken).toEqual(['a.csv 200']);
  await look(61, { 'a.csv': { size: 200, mtimeMs: 2 } });
  await look(70, { 'a.csv': { size: 200, mtimeMs: 2 } });
  expect(taken).toEqual(['a.csv 200', 'a.csv 200']);
});

test('P52 the time of a look that takes long counts from its end, and clocks of other systems do not count', async () => {
  const { look, taken } = watchFolder();
  const file = { 'a.csv': { size: 5, mtimeMs: 1e15 }, 'b.csv': { size: 5, mtimeMs: 0 } };
  await look(0, file, 20);
  await look(21, file);
  expect(taken).toEqual([]);
  await look(23, file);
  expect(taken).toEqual(['a.csv 5', 'b.csv 5']);
});

test('what has an etag is whole; what is empty waits', async () => {
  const { look, taken } = watchFolder();
  expect(await look(0, { 'a.csv': { size: 5, etag: 'x' }, 'b.csv': { size: 0 } })).toBe(false);
  await look(9, { 'a.csv': { size: 5, etag: 'y' }, 'b.csv': { size: 0 } });
  expect(taken).toEqual(['a.csv 5', 'a.csv 5']);
});
