import { expect, test } from 'vitest';
import { compare, ruleProblem, rulesFor } from '../rules/rules.ts';
import { COLUMN_TYPES, ColumnType } from './column-type.ts';

test('times of day have rules, which compare them', () => {
  expect(rulesFor('time')).toEqual(['required', 'unique', 'range', 'reference']);
  expect(ruleProblem({ kind: 'range', min: '08:30', max: '17:00:00.5', severity: 'error' }, 'time')).toBeNull();
  expect(ruleProblem({ kind: 'range', min: '17:00', max: '08:30', severity: 'error' }, 'time')).toMatch(/more than/);
  for (const min of ['25:00', '8:30', '2024-01-31', '08:30Z'])
    expect(ruleProblem({ kind: 'range', min, severity: 'error' }, 'time')).toMatch(/is not a value/);
  expect(compare('08:30', '08:30:00', 'time')).toBe(0);
  expect(compare('08:30', '08:30:00.5', 'time')).toBeLessThan(0);
});

test('every type but text says what is none of it', () => {
  expect(ColumnType.options.filter((type) => COLUMN_TYPES[type].issue === null)).toEqual(['text']);
});
