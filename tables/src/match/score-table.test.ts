import { expect, test } from 'vitest';
import type { SheetSide, TableSide } from './match-columns.ts';
import { scoreTable } from './score-table.ts';

const sheet = (...headings: string[]): SheetSide[] =>
  headings.map((heading) => ({ heading, type: 'text', samples: [] }));
const table = (...labels: string[]): TableSide[] =>
  labels.map((label) => ({
    name: label.toLowerCase().replaceAll(/\W/g, '_'),
    label,
    type: 'text',
    required: false,
    unique: false,
  }));
const contacts = table('E-mail', 'Name', 'Phone', 'Notes');

test('the same columns, spelled as people spell them, are surely of the table', () => {
  expect(scoreTable(sheet(' e-mail', 'NAME', 'Phone', 'Notes'), contacts, ['e_mail'])).toEqual({
    matched: 4,
    of: 4,
    hasKey: true,
    confident: true,
  });
});

test('without its key a table is not suggested, however alike the rest', () => {
  expect(scoreTable(sheet('Name', 'Phone', 'Notes'), contacts, ['e_mail'])).toBeUndefined();
});

test('a table whose rows the database numbers is told by a column without repeats', () => {
  const numbered = table('Id', 'E-mail', 'Name', 'Phone').map((column) =>
    column.name === 'id'
      ? { ...column, filled: true }
      : column.name === 'e_mail'
        ? { ...column, unique: true }
        : column,
  );
  expect(scoreTable(sheet('E-mail', 'Name', 'Phone'), numbered, ['id'])).toMatchObject({ matched: 3, confident: true });
  expect(scoreTable(sheet('Name', 'Phone'), numbered, ['id'])).toBeUndefined();
});

test('a key that wants a look makes a table likely, not sure', () => {
  const customers = table('Customer ID', 'E-mail', 'Name', 'Phone');
  expect(scoreTable(sheet('Cust. ID', 'E-mail', 'Name', 'Phone'), customers, ['customer_id'])).toMatchObject({
    confident: false,
  });
});

test('half of the columns make it likely, not sure; one heading says nothing', () => {
  expect(scoreTable(sheet('E-mail', 'Name', 'Town', 'Colour'), contacts, ['e_mail'])).toMatchObject({
    matched: 2,
    confident: false,
  });
  expect(scoreTable(sheet('Name'), table('Name'), [])).toBeUndefined();
  expect(scoreTable(sheet('Order', 'Sum'), contacts, [])).toBeUndefined();
});
