import { ERRORS, type ErrorCode, type ErrorRow } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { nextStep as english } from '../i18n/en/next-step.ts';
import { nextStep as vietnamese } from '../i18n/vi/next-step.ts';
import { buttonFor, NEXT_STEP, type NextStep, nextStepOf } from './next-step.ts';

const rows = Object.entries(ERRORS) as [ErrorCode, ErrorRow][];
const STEPS = Object.keys(english) as NextStep[];

test('every step is said as a sentence in both languages, in other words than every other step', () => {
  for (const words of [english, vietnamese] as Record<NextStep, string>[]) {
    const sentences = STEPS.map((step) => words[step]);
    for (const sentence of sentences) expect(sentence).toMatch(/^\p{Lu}.{19,}\.$/u);
    expect(new Set(sentences).size).toBe(STEPS.length);
  }
  for (const step of STEPS) expect(vietnamese[step]).not.toBe(english[step]);
});

test('no step is left that no error leads to', () => {
  expect([...new Set(Object.values(NEXT_STEP))].sort()).toEqual([...STEPS].sort());
});

test('the step fits the kind of error that its HTTP status tells (RFC 9110, section 15)', () => {
  const wrong = rows.filter(([code, { status, retryable }]) => {
    const step = nextStepOf(code);
    // The only 503 that the person who asked can do something about.
    if (code === 'query_too_slow') return step !== 'narrow';
    // Limits of one person: their own jobs and files stand in the way.
    if (code === 'quota_jobs') return step !== 'wait';
    if (code === 'quota_storage') return step !== 'storageQuota';
    // An outage ends by itself; the file and the choices are not to blame.
    if (status === 503 || status === 429) return step !== 'later';
    if (status === 401) return step !== 'signIn';
    // The only 403 that the person who asked can do something about.
    if (code === 'second_factor_required') return step !== 'secondFactor';
    if (status === 403) return step !== 'owner' && step !== 'database';
    if (status === 507) return step !== 'room';
    // What fails the same way each time must be changed by someone: to wait or to try again does not help.
    if (status === 422 && !retryable) return step === 'later' || step === 'wait' || step === 'again';
    return false;
  });
  expect(wrong).toEqual([]);
});

test.each<[ErrorCode, ReturnType<typeof buttonFor>]>([
  ['damaged_file', 'file'],
  ['encrypted', 'file'],
  ['file_too_large', 'file'],
  ['out_of_memory', 'file'],
  ['file_needs_memory', 'file'],
  ['gone', 'file'],
  ['worker_lost', 'file'],
  ['no_such_sheet', 'columns'],
  ['invalid_mapping', 'columns'],
  ['invalid_key', 'columns'],
  ['table_exists', 'columns'],
  ['rows_rejected', 'columns'],
  ['database_unavailable', 'again'],
  ['disk_full', 'again'],
  ['internal', 'again'],
])('after %s the button leads to %s', (code, button) => {
  expect(buttonFor(nextStepOf(code))).toBe(button);
});

test.each([undefined, 'a code of tomorrow', 'constructor', 'toString', '__proto__'])(
  'of %s, which is no code, it is tried again',
  (code) => {
    expect(nextStepOf(code)).toBe('again');
  },
);
