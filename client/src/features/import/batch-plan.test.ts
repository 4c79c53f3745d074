import type { Sheet, SheetColumn } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { mapByHeading, ownSettings, planTable, sharesColumns } from './batch-plan.ts';
import type { SettledChoices } from './choices.ts';
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
  expect(mapByHeading(mapping, plan('E-mail', 'Name', 'Internal'), sheet('name', 'Shoe size', 'E-MAIL'))).toEqual({
    0: { column: 'name', trim: false },
    2: { column: 'e_mail' },
  });
});

test('the very heading wins over one that is spelled alike', () => {
  expect(
    mapByHeading({ 0: { column: 'a' }, 1: { column: 'b' } }, plan('e mail', 'E-mail'), sheet('E-mail', 'e mail')),
  ).toEqual({ 0: { column: 'b' }, 1: { column: 'a' } });
});

test('a table for all of them has the columns that are included', () => {
  expect(
    planTable(plan('E-mail', 'Name', 'Internal'), {
      newKey: [],
      newKeyIgnoresCase: false,
    } as unknown as SettledChoices),
  ).toEqual({
    name: 'Contacts',
    columns: [
      { label: 'E-mail', type: 'text', required: true, unique: false },
      { label: 'Name', type: 'text', required: false, unique: false },
    ],
    key: ['E-mail'],
  });
});

test('each sheet keeps what was said of it, and else goes as the one on the screen', () => {
  const other = {
    ...sheet('Name'),
    index: 2,
    headerRow: 1,
    complete: true,
    nonDataRows: [
      { row: 1, what: 'note', text: '' },
      { row: 9, what: 'totals', text: 'Total' },
    ],
  } as Sheet;
  const screen = { ...plan('Name'), skipRows: [], importsNonDataRows: true, skipHidden: false } as Plan;
  const chosen = {
    headers: { 2: { row: 3, rows: 2 } },
    nonDataRows: { 2: 'skip' as const },
    leaveHidden: [2],
    fillMerged: [],
  };
  expect(ownSettings(other, screen, null)).toEqual({ skipRows: [] });
  expect(ownSettings(other, screen, chosen)).toEqual({ headerRow: 3, headerRows: 2, skipRows: [9], skipHidden: true });
  expect(ownSettings(other, { ...screen, importsNonDataRows: false, skipHidden: true }, null)).toEqual({
    skipRows: [9],
    skipHidden: true,
  });
});

test('only what shares half of the columns is offered to go the same way', () => {
  const screen = plan('E-mail', 'Name', 'Phone', 'Town');
  expect(sharesColumns(screen, sheet('e-mail', 'NAME', 'Shoe size'))).toBe(true);
  expect(sharesColumns(screen, sheet('Name', 'Rate'))).toBe(false);
  expect(sharesColumns(screen, sheet())).toBe(false);
  const [leaf] = sheet('Contact Name').columns;
  const joined = { columns: [{ ...leaf!, leafHeader: 'Name' }] };
  expect(sharesColumns(plan('Name'), joined)).toBe(true);
});

test('headings without a letter are the same only where they are written alike', () => {
  const mapping = { 0: { column: 'a' }, 1: { column: 'b' } };
  expect(mapByHeading(mapping, plan('–', 'Name'), sheet('***', 'name'))).toEqual({ 1: { column: 'b' } });
  expect(mapByHeading(mapping, plan('–'), sheet('–'))).toEqual({ 0: { column: 'a' } });
  // What nothing was said of is left to the service.
  expect(mapByHeading({ 1: { column: 'b' } }, plan('Name', 'Town'), sheet('Name', 'Town'))).toStrictEqual({
    1: { column: 'b' },
  });
  expect(sharesColumns(plan(), sheet('Name'))).toBe(false);
});

test('rows stay out of another sheet only where all of it was read', () => {
  const nonDataRows = [{ row: 9, what: 'totals' as const, text: 'Total' }];
  const other = { ...sheet('Name'), index: 2, headerRow: 1, complete: true, nonDataRows } as Sheet;
  const screen = { ...plan('Name'), importsNonDataRows: false, skipHidden: false, fillMerged: false } as Plan;
  const nothing = { headers: {}, nonDataRows: {}, leaveHidden: [], fillMerged: [] };
  expect(ownSettings({ ...other, complete: false }, screen, null)).toStrictEqual({});
  expect(ownSettings({ ...other, nonDataRows: [] }, screen, null)).toStrictEqual({});
  expect(ownSettings({ ...other, nonDataRows: undefined }, screen, null)).toStrictEqual({});
  expect(ownSettings(other, screen, { ...nothing, nonDataRows: { 2: 'import' } })).toStrictEqual({ skipRows: [] });
  expect(ownSettings(other, screen, { ...nothing, nonDataRows: { 1: 'import' } })).toStrictEqual({ skipRows: [9] });
  expect(ownSettings({ ...other, nonDataRows: [] }, { ...screen, fillMerged: true }, null)).toStrictEqual({
    fillMerged: true,
  });
  expect(ownSettings({ ...other, nonDataRows: [] }, screen, { ...nothing, fillMerged: [2] })).toStrictEqual({
    fillMerged: true,
  });
  expect(ownSettings({ ...other, nonDataRows: [] }, screen, { ...nothing, fillMerged: [1] })).toStrictEqual({});
});

test('a table whose key ignores case says so, where its key is a text', () => {
  const screen = plan(' E-mail ', 'Name');
  const make = (newKey: number[], newKeyIgnoresCase = true) =>
    planTable(screen, { newKey, newKeyIgnoresCase, folderId: null, restricted: false } as unknown as SettledChoices);
  expect(make([0])).toStrictEqual({
    name: 'Contacts',
    columns: [
      { label: 'E-mail', type: 'text', required: true, unique: false },
      { label: 'Name', type: 'text', required: false, unique: false },
    ],
    key: ['E-mail'],
    keyMatching: 'ignore_case',
  });
  expect(make([0], false).keyMatching).toBeUndefined();
  expect(make([7]).keyMatching).toBeUndefined();
});
