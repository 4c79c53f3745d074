import type { ColumnType, Rule } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { checkRules } from './check-rules.ts';

const error = 'error' as const;
const CASES: [Rule, ColumnType, string[], [string, string][]][] = [
  [
    { kind: 'list', values: ['Red', 'Green'], ignoreCase: false, severity: error },
    'text',
    ['Red', ' Red ', ''],
    [['red', 'not_in_list']],
  ],
  [{ kind: 'list', values: ['Đỏ'], ignoreCase: true, severity: error }, 'text', ['đỏ'], [['do', 'not_in_list']]],
  [
    { kind: 'list', values: ['1', '2'], ignoreCase: false, severity: error },
    'decimal',
    ['1', '1.0', '+2', '1,5'],
    [['3', 'not_in_list']],
  ],
  [
    { kind: 'length', min: 2, max: 3, severity: error },
    'text',
    ['ab', '😀😀😀'],
    [
      ['a', 'shorter_than'],
      ['abcd', 'longer_than'],
    ],
  ],
  [
    { kind: 'range', min: 0, max: '10', severity: error },
    'integer',
    ['0', '10', '1.234'],
    [
      ['-1', 'less_than'],
      ['11', 'more_than'],
    ],
  ],
  [
    { kind: 'range', min: '2024-01-01', severity: error },
    'date',
    ['2024-01-01', '1/2/23'],
    [['2023-12-31', 'earlier_than']],
  ],
  [{ kind: 'pattern', pattern: '[A-Z]-\\d+', severity: error }, 'text', ['A-1'], [['a-1', 'wrong_form']]],
  [{ kind: 'email', severity: error }, 'text', ['a@b.vn'], [['a@b', 'not_email']]],
  [{ kind: 'uuid', severity: error }, 'text', ['x'.repeat(3000)], [['x', 'not_uuid']]],
  [{ kind: 'email', severity: 'warning' }, 'text', ['a@b'], []],
];

test.each(CASES)('%o of %s', (rule, type, good, bad) => {
  for (const text of good) expect([text, checkRules(text, [rule], type)]).toEqual([text, null]);
  for (const [text, code] of bad) expect([text, checkRules(text, [rule], type)?.code]).toEqual([text, code]);
});

test('the sentence names what the rule names', () => {
  const rule: Rule = { kind: 'length', max: 3, severity: 'error' };
  expect(checkRules('abcd', [rule], 'text')).toEqual({ code: 'longer_than', details: { max: 3 } });
});
