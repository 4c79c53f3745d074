import { expect, test } from 'vitest';
import { guessType } from './guess-type.ts';

test.each([
  [['1', '22', null], 'integer'],
  [['1,234', '5'], 'integer'],
  [['1.5', '2'], 'decimal'],
  [['0042', '7'], 'text'],
  [['0.5', '0.25'], 'decimal'],
  [['Yes', 'no'], 'boolean'],
  [['2025-01-31'], 'date'],
  [['2025-01-31 08:00', '2025-02-01'], 'datetime'],
  [['1', 'one'], 'text'],
  [[null, ' '], null],
])('%j is %s', (texts, type) => expect(guessType(texts)).toBe(type));
