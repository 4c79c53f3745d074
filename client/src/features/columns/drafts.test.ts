import type { Column, Rule } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { changeOf, draftsOf, kindsLeft, listed, newDraft, ruleOf } from './drafts.ts';

const column: Column = { name: 'a', label: 'A', type: 'text', required: false, unique: false, rules: [] };

test('rules become fields and the same rules again', () => {
  const rules: Rule[] = [
    { kind: 'list', values: ['x', 'y'], ignoreCase: true, severity: 'warning' },
    { kind: 'pattern', pattern: '[A-Z]+', severity: 'error' },
    { kind: 'length', max: 20, severity: 'error' },
    { kind: 'email', severity: 'warning' },
    { kind: 'reference', table: crypto.randomUUID(), column: 'code', create: true, severity: 'error' },
  ];
  const full = { ...column, required: true, rules };
  expect(changeOf(full, 'A', draftsOf(full)).change).toEqual({ column: 'a', rules });
  const dated: Column = { ...column, type: 'date', rules: [{ kind: 'range', min: '2024-01-01', severity: 'error' }] };
  expect(changeOf(dated, 'A', draftsOf(dated)).change).toEqual({ column: 'a', rules: dated.rules });
});

test('what the database holds is told apart from what only warns', () => {
  const drafts = [newDraft('required'), { ...newDraft('unique'), severity: 'warning' as const }];
  expect(changeOf(column, ' B ', drafts).change).toEqual({
    column: 'a',
    label: 'B',
    required: true,
    rules: [{ kind: 'unique', severity: 'warning' }],
  });
  expect(changeOf({ ...column, required: true }, 'A', []).change).toEqual({ column: 'a', required: false, rules: [] });
});

test('a draft that makes no rule yet is named', () => {
  for (const draft of [
    newDraft('list'),
    newDraft('pattern'),
    newDraft('length'),
    newDraft('reference'),
    { ...newDraft('pattern'), pattern: '(' },
    { ...newDraft('length'), max: 'x' },
    { ...newDraft('length'), min: '3', max: '2' },
  ])
    expect(changeOf(column, 'A', [newDraft('email'), draft])).toEqual({ change: undefined, open: draft });
  expect(ruleOf({ ...newDraft('range'), min: '1', max: '' }, 'integer')).toEqual({
    kind: 'range',
    min: '1',
    severity: 'error',
  });
  expect(ruleOf({ ...newDraft('range'), min: 'x' }, 'integer')).toBe(null);
});

test('lines of a list, and kinds that are left', () => {
  expect(listed(' a \n\nb\na\r\n')).toEqual(['a', 'b']);
  expect(kindsLeft('boolean', [newDraft('required')])).toEqual(['unique']);
  expect(kindsLeft('text', [])).not.toContain('range');
});
