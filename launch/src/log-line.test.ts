import { expect, test } from 'vitest';
import { readLogLine } from './log-line.ts';

test.each([
  ['{"level":40,"msg":"slow"}', 40, 'warning: slow'],
  ['{"level":50,"msg":"import failed","err":{"message":"disk\\n full"}}', 50, 'error: import failed: disk full'],
  ['{"level":50,"msg":"gone","err":{"message":"gone"}}', 50, 'error: gone'],
  ['{"level":30}', 30, 'info: '],
  ['{"level":35,"msg":"x"}', 35, '35: x'],
  ['{broken', 0, '{broken'],
  ['{"no":"level"}', 0, '{"no":"level"}'],
  ['Error: plain', 0, 'Error: plain'],
])('%s', (line, level, text) => {
  expect(readLogLine(line)).toEqual({ level, text });
});
