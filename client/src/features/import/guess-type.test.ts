import { expect, test } from 'vitest';
import { guessType, suggestType } from './guess-type.ts';

test.each([
  [['1', '22', null], 'integer'],
  [['1,234', '5'], 'integer'],
  [['1.5', '2'], 'decimal'],
  [['0042', '7'], 'text'],
  [['0.5', '0.25'], 'decimal'],
  [['Yes', 'no'], 'boolean'],
  [['2025-01-31'], 'date'],
  [['2025-01-31 08:00', '2025-02-01'], 'datetime'],
  [['08:30', '8:30 PM', '12:00:01.5'], 'time'],
  [['08:30', '25:30'], 'text'],
  [['08:30', '2025-02-01'], 'text'],
  [['2025-01-31T08:00:00+07:00', '2025-01-31 01:00Z'], 'datetime'],
  [['1', 'one'], 'text'],
  [[' 12 ', '7'], 'integer'],
  [[' 0042 '], 'text'],
  [[null, ' '], null],
])('%j is %s', (texts, type) => expect(guessType(texts)).toBe(type));

test.each([
  [['1', '2', '3', '4', '5', '6', '7', '8', '9', 'a dozen'], 'integer'],
  [['1', '2.5', '3', '4', '5', '6', '7', '8', '9', '10'], 'decimal'],
  [['2025-01-01 10:00', '2025-01-02', '2025-01-03 11:00:00', null], 'datetime'],
  [['1', ' ', '', null, '2', '3'], 'integer'],
  [['1', '2', 'three', 'four'], null],
  [['1'], null],
])('all but a few of %j are %s', (texts, type) => expect(suggestType(texts)).toBe(type));
