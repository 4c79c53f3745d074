import { expect, test } from 'vitest';
import { Profiles } from './profiles.ts';

test('profiles of a file wait while any import of it reads, whichever came first; those of other files do not', () => {
  const profiles = new Profiles();
  const told: [string, boolean][] = [];
  const open = (fileId: string, name: string) => profiles.open(fileId, (isPaused) => told.push([name, isPaused]));
  const first = open('a', 'first');
  open('b', 'other');
  const endOne = profiles.giveWay('a');
  const endTwo = profiles.giveWay('a');
  const second = open('a', 'second');
  expect(told).toEqual([
    ['first', true],
    ['second', true],
  ]);
  expect([first, second].map(({ flag }) => flag[0])).toEqual([1, 1]);
  first.close();
  endOne();
  endOne();
  expect(second.flag[0]).toBe(1);
  endTwo();
  expect(second.flag[0]).toBe(0);
  expect(told.at(-1)).toEqual(['second', false]);
  const third = open('a', 'third');
  expect(third.flag[0]).toBe(0);
});
