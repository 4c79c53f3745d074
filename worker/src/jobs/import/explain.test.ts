import type { Column, RejectIssue, Table } from '@sheetport/tables';
import { expect, test } from 'vitest';
import { explain, plainRule } from './explain.ts';

const column = (name: string, more: Partial<Column> = {}): Column => ({ name, pg: 'text', ...more }) as Column;
const TABLE = {
  columns: [
    column('colour', { pg: 'colour', choices: ['red', 'green'], cast: true } as Partial<Column>),
    column('code', { pg: 'character varying(8)' }),
    column('letter', { pg: 'character(1)' }),
    column('amount', { pg: 'numeric(6,2)', numeric: { precision: 6, scale: 2 } } as Partial<Column>),
    column('address', { pg: 'inet', cast: true } as Partial<Column>),
    column('size'),
    column('salary', { label: 'salary', pg: 'shop.money', domainRules: ['(VALUE >= (0)::numeric)'] }),
    column('mail', { label: 'mail', pg: 'shop.mail', domainRules: [`(VALUE ~* '^[^@]+@[^@]+$'::text)`] }),
  ],
  checks: [
    { name: 'amount_positive', sql: '((amount > (0)::numeric))', columns: ['amount'] },
    { name: 'size_known', sql: `((size = ANY (ARRAY['S'::text, 'M'::text, 'L'::text])))`, columns: ['size'] },
    { name: 'long_winded', sql: `(${'amount > 0 AND '.repeat(20)}true)`, columns: ['amount'] },
  ],
  references: [{ name: 'orders_customer', to: { schema: 'shop', name: 'customers', columns: ['country', 'number'] } }],
} as unknown as Table;

const say = (code: RejectIssue['code'], column?: string, detail?: string) =>
  explain({ code, column, detail } as RejectIssue, TABLE);

test.each<[string, ReturnType<typeof say>, ReturnType<typeof explain>]>([
  [
    'an enum lists its values',
    say('not_castable', 'colour'),
    { code: 'not_in_list', details: { allowed: 'red, green' } },
  ],
  [
    'a text that is too long names the length',
    say('not_castable', 'code'),
    { code: 'longer_than', details: { max: 8 } },
  ],
  ['as does one of fixed length', say('not_castable', 'letter'), { code: 'longer_than', details: { max: 1 } }],
  [
    'a number names the type',
    say('not_castable', 'amount'),
    { code: 'out_of_range', details: { type: 'numeric(6,2)' } },
  ],
  ['anything else names the type', say('not_castable', 'address'), { code: 'not_castable', details: { type: 'inet' } }],
  [
    'a domain says its rule of the column',
    say('not_castable', 'salary'),
    { code: 'check_failed', details: { rule: 'salary >= 0' } },
  ],
  [
    'a rule that is a pattern is told as one',
    say('not_castable', 'mail'),
    { code: 'wrong_form', details: { pattern: '^[^@]+@[^@]+$' } },
  ],
  ['a column that is not there is not explained', say('not_castable', 'nowhere'), { code: 'not_castable' }],
  [
    'a check that is a list lists its values',
    say('check_failed', 'size', 'size_known'),
    { code: 'not_in_list', details: { allowed: 'S, M, L' } },
  ],
  [
    'another check is the rule in plain words',
    say('check_failed', 'amount', 'amount_positive'),
    { code: 'check_failed', details: { rule: 'amount > 0' } },
  ],
  [
    'a rule that no sentence can bear goes by its name',
    say('check_failed', 'amount', 'long_winded'),
    { code: 'check_failed', details: { rule: 'long_winded' } },
  ],
  ['a check that is gone is not explained', say('check_failed', 'amount', 'dropped'), { code: 'check_failed' }],
  [
    'a reference names where it leads',
    say('reference_missing', 'size', 'orders_customer'),
    { code: 'reference_missing', details: { table: 'customers', column: 'country, number' } },
  ],
  [
    'a reference that is gone is not explained',
    say('reference_missing', 'size', 'dropped'),
    { code: 'reference_missing' },
  ],
  ['what says all by itself stays as it is', say('duplicate_in_file', 'code'), { code: 'duplicate_in_file' }],
])('%s', (_, explained, expected) => {
  expect(explained).toEqual(expected);
});

test('of a long list, twenty values are told and that there are more', () => {
  const choices = Array.from({ length: 21 }, (_, n) => `v${n}`);
  const table = { ...TABLE, columns: [{ ...TABLE.columns[0]!, choices }] };
  const { details } = explain({ code: 'not_castable', column: 'colour' } as RejectIssue, table);
  expect(details?.allowed).toBe(`${choices.slice(0, 20).join(', ')}, …`);
});

test.each([
  ['((price > (0)::numeric))', 'price > 0'],
  ['(price > 0)', 'price > 0'],
  ['((a > 0) AND (b > 0))', '(a > 0) AND (b > 0)'],
  ['(a > 0) OR (b > 0)', '(a > 0) OR (b > 0)'],
  [`((state)::text <> 'gone'::text)`, `state <> 'gone'`],
  [`((code)::character varying(8) ~ '^[A-Z]'::text)`, `code ~ '^[A-Z]'`],
  [`("end" > ("start")::timestamp without time zone)`, '"end" > "start"'],
  [`((discount >= (-5)::numeric(6,2)))`, 'discount >= -5'],
  ['(length(name) > 2)', 'length(name) > 2'],
  [`(status <> 'closed'::crm.status)`, `status <> 'closed'`],
  [`(status <> 'closed'::"My crm"."Status")`, `status <> 'closed'`],
  [`(tags <> '{}'::text[])`, `tags <> '{}'`],
])('the rule %s reads %s', (sql, plain) => {
  expect(plainRule(sql)).toBe(plain);
});
