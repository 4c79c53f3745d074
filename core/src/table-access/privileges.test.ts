import type { ImportMode } from '@sheetport/contract';
import { describe, expect, test } from 'vitest';
import { type CheckedTable, editKinds, refuseUneditable, refuseUnreadable, refuseUnwritable } from './privileges.ts';

const MODES: ImportMode[] = ['insert', 'upsert', 'update', 'replace'];

function makeTable(access: Partial<CheckedTable['access']>): CheckedTable {
  const all = { select: true, insert: true, update: true, delete: true, rowSecurity: false, rewritten: false };
  return {
    access: { ...all, ...access } as CheckedTable['access'],
    columns: [{ name: 'a' }] as unknown as CheckedTable['columns'],
  };
}

/** The code that a check throws, or nothing. */
function codeOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const writeCodes = (table: CheckedTable) => MODES.map((mode) => codeOf(() => refuseUnwritable(table, mode)));

describe('a table that lacks a privilege', () => {
  test.each([
    ['nothing', {}, [undefined, undefined, undefined, undefined]],
    ['UPDATE', { update: false }, [undefined, 'table_read_only', 'table_read_only', undefined]],
    ['DELETE', { delete: false }, [undefined, undefined, undefined, 'table_read_only']],
    ['INSERT', { insert: false }, MODES.map(() => 'table_read_only')],
    ['SELECT', { select: false }, MODES.map(() => 'table_unreadable')],
    ['rows that row security hides', { rowSecurity: true }, MODES.map(() => 'table_unreadable')],
    ['plain inserts, by a rewrite rule', { rewritten: true }, MODES.map(() => 'table_read_only')],
  ] as const)('%s: insert, upsert, update, replace', (_, access, codes) => {
    expect(writeCodes(makeTable(access))).toEqual(codes);
  });

  test('is readable without INSERT, and not without SELECT', () => {
    expect(codeOf(() => refuseUnreadable(makeTable({ insert: false })))).toBeUndefined();
    expect(codeOf(() => refuseUnreadable(makeTable({ select: false })))).toBe('table_unreadable');
  });

  test('the message names the privilege to grant', () => {
    expect(() => refuseUnwritable(makeTable({ update: false }), 'upsert')).toThrow(/needs GRANT UPDATE/);
  });
});

test.each<[string, Partial<CheckedTable['access']>, (string | undefined)[]]>([
  ['nothing', {}, [undefined, undefined, undefined]],
  ['UPDATE', { update: false }, ['table_read_only', undefined, undefined]],
  ['INSERT', { insert: false }, [undefined, 'table_read_only', undefined]],
  ['DELETE', { delete: false }, [undefined, undefined, 'table_read_only']],
  ['SELECT', { select: false }, ['table_unreadable', 'table_unreadable', 'table_unreadable']],
  ['plain writes, by a rewrite rule', { rewritten: true }, ['table_read_only', 'table_read_only', 'table_read_only']],
])('P43 an edit of a table that lacks %s: updates, inserts, deletes', (_, access, codes) => {
  const none = { updates: false, inserts: false, deletes: false };
  const table = makeTable(access);
  expect(
    [{ updates: true }, { inserts: true }, { deletes: true }].map((kinds) =>
      codeOf(() => refuseUneditable(table, { ...none, ...kinds })),
    ),
  ).toEqual(codes);
});

test('what an edit does to rows', () => {
  const how = { onReject: 'abort' as const, force: false };
  const bulk = { filter: { and: [] }, onReject: 'abort' as const };
  const merge = { columns: ['a'], keep: 'first' as const, fill: true };
  const kinds = [
    editKinds({ ...how, updates: [{ id: 'x', cells: { a: 1 } }], deletes: [] }),
    editKinds({ ...how, inserts: [{}], deletes: ['x'] }),
    editKinds({ ...bulk, set: { a: 1 } }),
    editKinds({ ...bulk, delete: true }),
    editKinds({ ...bulk, merge }),
    editKinds({ ...bulk, merge: { ...merge, fill: false } }),
  ];
  expect(kinds.map(({ updates, inserts, deletes }) => [updates, inserts, deletes])).toEqual([
    [true, false, false],
    [false, true, true],
    [true, false, false],
    [false, false, true],
    [true, false, true],
    [false, false, true],
  ]);
});
