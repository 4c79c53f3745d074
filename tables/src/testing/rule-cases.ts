/** Rules with values that keep them and values that break them. Not part of the package. */
import type { RuleCheck } from '../rules/rules.ts';

/** To a table `customers` whose only row has the code C-1. */
export const REFERENCE: RuleCheck = {
  kind: 'reference',
  to: { schema: 'public', name: 'customers', column: 'code' },
  create: false,
};

/** Each rule, of a column `v`: its type, what is there already, values that keep it, and values that break it with their codes. */
export const RULES: {
  name: string;
  type: string;
  check: RuleCheck;
  good: (string | null)[];
  bad: [string | null, string][];
}[] = [
  { name: 'required', type: 'text', check: { kind: 'required' }, good: ['x'], bad: [[null, 'required']] },
  {
    name: 'list',
    type: 'text',
    check: { kind: 'list', values: ['Red', "O'Neil", 'a\\b'] },
    good: ['Red', "O'Neil", 'a\\b', null],
    bad: [
      ['red', 'not_in_list'],
      ['Red ', 'not_in_list'],
    ],
  },
  {
    name: 'list in any case',
    type: 'varchar(30)',
    check: { kind: 'list', values: ['Đà Nẵng', 'STRASSE'], ignoreCase: true },
    good: ['đà nẵng', 'ĐÀ NẴNG', 'Strasse', null],
    bad: [['Da Nang', 'not_in_list']],
  },
  {
    name: 'list of numbers',
    type: 'numeric',
    check: { kind: 'list', values: ['1', '2.5'] },
    good: ['1.0', '2.50', null],
    bad: [['2', 'not_in_list']],
  },
  {
    name: 'list of whole numbers',
    type: 'bigint',
    check: { kind: 'list', values: ['1', '9007199254740993'] },
    good: ['9007199254740993', null],
    bad: [['9007199254740992', 'not_in_list']],
  },
  {
    name: 'list of dates',
    type: 'date',
    check: { kind: 'list', values: ['2024-02-29'] },
    good: ['2024-02-29', null],
    bad: [['2024-03-01', 'not_in_list']],
  },
  {
    name: 'pattern',
    type: 'text',
    check: { kind: 'form', regex: '^(?:[A-Z]{2,2}\\u002d[0-9]{3,})$', code: 'wrong_form' },
    good: ['AB-123', null],
    bad: [
      ['ab-123', 'wrong_form'],
      ['AB-123\nx', 'wrong_form'],
    ],
  },
  {
    name: 'length',
    type: 'text',
    check: { kind: 'length', min: 2, max: 4 },
    good: ['ab', 'ñ😀xy', null],
    bad: [
      ['a', 'shorter_than'],
      ['abcde', 'longer_than'],
    ],
  },
  {
    name: 'range of numbers',
    type: 'numeric',
    check: { kind: 'range', min: '0', max: '9007199254740993.5' },
    good: ['0', '9007199254740993.5', null],
    bad: [
      ['-0.001', 'less_than'],
      ['9007199254740993.51', 'more_than'],
      ['NaN', 'more_than'],
    ],
  },
  {
    name: 'range of small numbers',
    type: 'smallint',
    check: { kind: 'range', max: '100000' },
    good: ['32767', null],
    bad: [],
  },
  {
    name: 'range of floats',
    type: 'real',
    check: { kind: 'range', min: '0.1' },
    good: ['0.1', 'Infinity'],
    bad: [['0.09', 'less_than']],
  },
  {
    name: 'range of dates',
    type: 'date',
    check: { kind: 'range', min: '2024-01-01', max: '2024-12-31' },
    good: ['2024-01-01', '2024-12-31', null],
    bad: [
      ['2023-12-31', 'earlier_than'],
      ['2025-01-01', 'later_than'],
    ],
  },
  {
    name: 'range of times of day',
    type: 'time',
    check: { kind: 'range', min: '08:30', max: '17:00:00' },
    good: ['08:30', '17:00', null],
    bad: [
      ['08:29:59.999', 'earlier_than'],
      ['24:00', 'later_than'],
    ],
  },
  {
    name: 'range of times',
    type: 'timestamp',
    check: { kind: 'range', max: '2024-12-31T12:00' },
    good: ['2024-12-31 12:00', null],
    bad: [['2024-12-31 12:00:01', 'later_than']],
  },
  {
    name: 'reference',
    type: 'text',
    check: REFERENCE,
    good: ['C-1', null],
    bad: [['C-17', 'not_referenced']],
  },
];
