import { ERRORS } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { next as english } from './i18n/history.en.ts';
import { next as vietnamese } from './i18n/history.vi.ts';
import { NEXT_STEP, nextStepOf } from './next-step.ts';

test('every error of the contract has a next step, said in English and in Vietnamese', () => {
  expect(Object.keys(NEXT_STEP).sort()).toEqual(Object.keys(ERRORS).sort());
  for (const code of Object.keys(ERRORS)) {
    const step = nextStepOf(code);
    expect([code, english[step].length > 20 && english[step].endsWith('.')]).toEqual([code, true]);
    expect([code, vietnamese[step].length > 20 && vietnamese[step].endsWith('.')]).toEqual([code, true]);
  }
});

test('what lies with the service itself is tried again, not blamed on the file', () => {
  for (const [code, row] of Object.entries(ERRORS))
    if ('retryable' in row && row.retryable && row.status === 503)
      expect([code, nextStepOf(code)]).toEqual([code, 'later']);
  expect(nextStepOf('a code of tomorrow')).toBe('again');
});
