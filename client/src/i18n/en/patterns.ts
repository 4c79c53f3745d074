/** English for what is wrong with a pattern, as the end of a sentence. */

import type { PatternErrorCode } from '@sheetport/contract';

export const patterns: Record<PatternErrorCode, string> = {
  tooMuch: 'repeats too much',
  tooLong: 'is longer than {{most}} characters',
  unstorable: 'has a character that cannot be stored',
  closes: 'closes a bracket “)” that was not opened',
  twice: 'repeats what is a repeat already',
  brace: 'has a “{” that is not a number of repeats; write “\\{” for the mark itself',
  backwardsRepeat: 'repeats at least {{least}} but at most {{most}} times',
  mostRepeats: 'repeats more than {{most}} times',
  nothing: 'has nothing to repeat before “{{mark}}”; write “\\{{mark}}” for the mark itself',
  start: 'has “^” elsewhere than at its start; write “\\^” for the mark itself',
  end: 'has “$” elsewhere than at its end; write “\\$” for the mark itself',
  deep: 'has brackets nested too deeply',
  group: 'has a “(?” group that is not supported; only “(?:” is',
  openRound: 'leaves a bracket “(” open',
  lone: 'ends with a lone “\\”',
  unsupported: 'uses “\\{{character}}”, which is not supported',
  openSquare: 'leaves a bracket “[” open',
  backwards: 'has a range in “[ ]” that runs backwards',
  square: 'has “[” within “[ ]”; write “\\[” for the mark itself',
} as const;
