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

test('both ends of a length and of a range fit; a bound that is not there bounds nothing', () => {
  const check = (rule: object, text: string, type: ColumnType) =>
    checkRules(text, [{ severity: error, ...rule } as Rule], type)?.code ?? null;
  const length = { kind: 'length', min: 2, max: 3 };
  expect(['a', 'ab', ' ab ', 'abc', 'abcd'].map((text) => check(length, text, 'text'))).toEqual([
    'shorter_than',
    null,
    null,
    null,
    'longer_than',
  ]);
  expect([check({ kind: 'length', min: 2 }, 'abcd', 'text'), check({ kind: 'length', max: 2 }, 'a', 'text')]).toEqual([
    null,
    null,
  ]);
  const day = { kind: 'range', min: '2024-01-01', max: '2024-12-31' };
  expect(['2023-12-31', '2024-01-01', '2024-12-31', '2025-01-01'].map((text) => check(day, text, 'date'))).toEqual([
    'earlier_than',
    null,
    null,
    'later_than',
  ]);
  expect(check({ kind: 'range', max: '17:00' }, '17:00:01', 'time')).toBe('later_than');
  expect(check({ kind: 'range', min: 5 }, '-7', 'decimal')).toBe('less_than');
  expect(check({ kind: 'range', max: 5 }, '7', 'decimal')).toBe('more_than');
  expect(check({ kind: 'list', values: ['a'], ignoreCase: false }, 'A', 'text')).toBe('not_in_list');
  expect(check({ kind: 'list', values: ['STRASSE'], ignoreCase: true }, 'straße', 'text')).toBe('not_in_list');
  expect(check({ kind: 'list', values: ['2024-01-31'], ignoreCase: false }, '31/1/2024', 'date')).toBeNull();
  expect(check({ kind: 'url' }, 'x', 'text')).toBe('not_url');
  // As long as the page matches it while somebody types.
  expect(check({ kind: 'email' }, 'x'.repeat(2000), 'text')).toBe('not_email');
  expect(check({ kind: 'email' }, 'x'.repeat(2001), 'text')).toBeNull();
  expect(check({ kind: 'unique' }, 'x', 'text')).toBeNull();
});

test('the first rule that is broken is told, and warnings keep no row out', () => {
  const rules: Rule[] = [
    { kind: 'length', max: 1, severity: 'warning' },
    { kind: 'length', min: 1, severity: 'error' },
    { kind: 'email', severity: 'error' },
    { kind: 'length', max: 2, severity: 'error' },
  ];
  expect(checkRules('abcd', rules, 'text')?.code).toBe('not_email');
  expect(checkRules('  ', rules, 'text')).toBeNull();
});

test('the sentence names what the rule names', () => {
  const rule: Rule = { kind: 'length', max: 3, severity: 'error' };
  expect(checkRules('abcd', [rule], 'text')).toEqual({ code: 'longer_than', details: { max: 3 } });
});
