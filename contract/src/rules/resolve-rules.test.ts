import { expect, test } from 'vitest';
import { type RuledTable, referencedTables, resolveRules } from './resolve-rules.ts';
import { Rule } from './rules.ts';

const TOWNS = '019a0000-0000-7000-8000-000000000001';
const ROADS = '019a0000-0000-7000-8000-000000000002';
const rules = (...all: object[]) => all.map((rule) => Rule.parse(rule));
const column = (name: string, ...all: object[]) => ({ name, label: name.toUpperCase(), rules: rules(...all) });
const towns: RuledTable = {
  schema: 'public',
  relationName: 'towns_1',
  name: 'Towns',
  columns: [
    column('name'),
    column(
      'zip',
      { kind: 'length', max: 5 },
      { kind: 'unique' },
      { kind: 'email', severity: 'warning' },
      { kind: 'reference', table: ROADS, column: 'id' },
    ),
  ],
};
const checks = (...all: object[]) => resolveRules([column('c', ...all)], new Map()).map(({ check }) => check);

test('each rule is what the tables of Postgres check', () => {
  expect(checks({ kind: 'required' }, { kind: 'unique' }, { kind: 'list', values: ['a'], ignoreCase: true })).toEqual([
    { kind: 'required' },
    { kind: 'unique' },
    { kind: 'list', values: ['a'], ignoreCase: true },
  ]);
  expect(checks({ kind: 'length', min: 1 }, { kind: 'range', min: 1, max: '2.5' }, { kind: 'range', max: 7 })).toEqual([
    { kind: 'length', min: 1, max: undefined },
    { kind: 'range', min: '1', max: '2.5' },
    { kind: 'range', min: undefined, max: '7' },
  ]);
  expect(checks({ kind: 'pattern', pattern: 'a+' })).toEqual([
    { kind: 'form', regex: '^(?:(?:a){1,})$', code: 'wrong_form' },
  ]);
  const forms = checks({ kind: 'email' }, { kind: 'url' }, { kind: 'uuid' });
  expect(forms.map((check) => check.kind === 'form' && check.code)).toEqual(['not_email', 'not_url', 'not_uuid']);
});

test('rules come in the order of the columns, with their severity and what sentences name', () => {
  const resolved = resolveRules(
    [
      column('a', { kind: 'length', max: 3, severity: 'warning' }),
      { name: 'b', label: 'B' },
      column('c', { kind: 'required' }),
    ],
    new Map(),
  );
  expect(resolved.map(({ column, severity, details }) => [column, severity, details])).toEqual([
    ['a', 'warning', { max: 3 }],
    ['c', 'error', {}],
  ]);
});

test('a reference goes to the table of the database, with the rules that a value must keep there', () => {
  const rule = { kind: 'reference', table: TOWNS, column: 'zip', create: true };
  const [resolved] = resolveRules([column('zip', rule)], new Map([[TOWNS, towns]]));
  expect(resolved).toEqual({
    column: 'zip',
    severity: 'error',
    check: {
      kind: 'reference',
      to: { schema: 'public', name: 'towns_1', column: 'zip' },
      create: true,
      rules: [{ kind: 'length', min: undefined, max: 5 }, { kind: 'unique' }],
    },
    rule: Rule.parse(rule),
    details: { table: 'Towns', column: 'ZIP' },
  });
  const plain = { ...towns, columns: [{ name: 'zip', label: 'Zip' }] };
  expect(resolveRules([column('zip', rule)], new Map([[TOWNS, plain]]))[0]!.check).toMatchObject({ rules: [] });
});

test('a reference to what is gone is an error that names the column', () => {
  for (const reference of [
    { kind: 'reference', table: ROADS, column: 'id' },
    { kind: 'reference', table: TOWNS, column: 'gone' },
  ])
    expect(() => resolveRules([column('zip', reference)], new Map([[TOWNS, towns]]))).toThrow(
      /ZIP.*the table or column that it refers to is gone/,
    );
});

test('the tables that rules refer to, each once', () => {
  const to = (table: string) => ({ kind: 'reference', table, column: 'id' });
  expect(
    referencedTables([column('a', to(TOWNS), { kind: 'required' }), {}, column('b', to(ROADS), to(TOWNS))]),
  ).toEqual([TOWNS, ROADS]);
});
