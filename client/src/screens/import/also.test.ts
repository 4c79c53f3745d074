import type { Sheet, SheetColumn } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { mapAlike, planTable } from './also.ts';
import type { Plan, PlannedColumn } from './plan.ts';

const sheet = (...headings: string[]) =>
  ({ columns: headings.map((header, index) => ({ index, header }) as SheetColumn) }) as Sheet;
const plan = (...headings: string[]) =>
  ({
    name: ' Contacts ',
    key: ['E-mail'],
    columns: headings.map((heading, index) => ({ index, heading, label: heading, type: 'text', include: index < 2 })),
  }) as unknown as Plan & { columns: PlannedColumn[] };

test('what was said of a column holds for the one of that heading, wherever it stands', () => {
  const mapping = { 0: { column: 'e_mail' }, 1: { column: 'name', trim: false }, 2: null };
  expect(mapAlike(mapping, plan('E-mail', 'Name', 'Internal'), sheet('name', 'Shoe size', 'E-MAIL'))).toEqual({
    0: { column: 'name', trim: false },
    2: { column: 'e_mail' },
  });
});

test('the very heading wins over one that is spelled alike', () => {
  expect(
    mapAlike({ 0: { column: 'a' }, 1: { column: 'b' } }, plan('e mail', 'E-mail'), sheet('E-mail', 'e mail')),
  ).toEqual({ 0: { column: 'b' }, 1: { column: 'a' } });
});

test('a table for all of them has the columns that are included', () => {
  expect(planTable(plan('E-mail', 'Name', 'Internal'))).toEqual({
    name: 'Contacts',
    columns: [
      { label: 'E-mail', type: 'text', required: true, unique: false },
      { label: 'Name', type: 'text', required: false, unique: false },
    ],
    key: ['E-mail'],
  });
});
