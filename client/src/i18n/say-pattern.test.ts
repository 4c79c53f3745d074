import { patternProblem } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { readPatternProblem } from './say-pattern.ts';

test.each([
  ['a)', 'closes'],
  ['a**', 'twice'],
  ['a{x', 'brace'],
  ['a{3,2}', 'backwardsRepeat'],
  ['a{999}', 'mostRepeats'],
  ['a^', 'start'],
  ['a$b', 'end'],
  ['(?=a)', 'group'],
  ['(a', 'openRound'],
  ['a\\', 'lone'],
  ['\\b', 'unsupported'],
  ['[a', 'openSquare'],
  ['[z-a]', 'backwards'],
  ['[a[b]', 'square'],
  ['('.repeat(30), 'deep'],
  ['a'.repeat(300), 'tooLong'],
  ['(a{200}){200}', 'tooMuch'],
])('what is wrong with %s is known in every language', (pattern, code) => {
  expect(readPatternProblem(patternProblem(pattern) ?? '')?.code).toBe(code);
});
