import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  mayDo,
  PERMISSIONS,
  type Permission,
  ROLES,
  type RoleName,
  TABLE_ROLES,
  type TableRole,
} from './permissions.ts';
import { higherRole, lowestRole, roleOnFolder, roleOnTable, type Sharing } from './table-roles.ts';

const Grant = fc.constantFrom<TableRole | null>(null, ...TABLE_ROLES);
const SharingOf: fc.Arbitrary<Sharing> = fc.record({ restricted: fc.boolean(), grant: Grant });
const Folder = fc.option(SharingOf);
const RoleOf = fc.constantFrom<RoleName>(...ROLES);

const rank = (role: TableRole | null): number => (role === null ? -1 : TABLE_ROLES.indexOf(role));
/** Every other grant that gives no more. */
const lower = (grant: TableRole | null) => [null, ...TABLE_ROLES].filter((one) => rank(one) <= rank(grant));

test('P32 nothing that is taken away gives more: a grant, a role, or that a table is open', () => {
  fc.assert(
    fc.property(RoleOf, SharingOf, Folder, (role, table, folder) => {
      const before = rank(roleOnTable(role, table, folder));
      for (const grant of lower(table.grant))
        expect(rank(roleOnTable(role, { ...table, grant }, folder))).toBeLessThanOrEqual(before);
      for (const grant of lower(folder?.grant ?? null))
        if (folder) expect(rank(roleOnTable(role, table, { ...folder, grant }))).toBeLessThanOrEqual(before);
      expect(rank(roleOnTable(role, { ...table, restricted: true }, folder))).toBeLessThanOrEqual(before);
      if (folder) expect(rank(roleOnTable(role, table, { ...folder, restricted: true }))).toBeLessThanOrEqual(before);
      for (const fewer of ROLES.slice(0, ROLES.indexOf(role)))
        expect(rank(roleOnTable(fewer, table, folder))).toBeLessThanOrEqual(before);
    }),
  );
});

test('P32 an owner of the service is never locked out, and a grant always counts', () => {
  fc.assert(
    fc.property(RoleOf, SharingOf, Folder, (role, table, folder) => {
      const has = roleOnTable(role, table, folder);
      if (role === 'owner') expect(has).toBe('owner');
      expect(rank(has)).toBeGreaterThanOrEqual(Math.max(rank(table.grant), rank(folder?.grant ?? null)));
      if (folder) expect(rank(has)).toBeGreaterThanOrEqual(rank(folder.grant));
    }),
  );
});

test('P32 what is neither open nor shared is not there, and what is open goes by the role in the service', () => {
  const closed = { restricted: true, grant: null };
  const open = { restricted: false, grant: null };
  for (const role of ['guest', 'viewer', 'editor'] as const) {
    const own = role === 'guest' ? null : role;
    expect(roleOnTable(role, closed, null)).toBeNull();
    expect(roleOnTable(role, open, closed)).toBeNull();
    expect(roleOnTable(role, closed, open)).toBeNull();
    expect(roleOnTable(role, open, open)).toBe(own);
    expect(roleOnTable(role, open, null)).toBe(own);
    expect(roleOnFolder(role, closed)).toBeNull();
    expect(roleOnFolder(role, open)).toBe(own);
    // Of two grants the higher one counts, whichever of them it is.
    expect(roleOnTable(role, { restricted: true, grant: 'viewer' }, { restricted: true, grant: 'editor' })).toBe(
      'editor',
    );
    expect(roleOnTable(role, { restricted: true, grant: 'owner' }, { restricted: true, grant: 'viewer' })).toBe(
      'owner',
    );
  }
});

test('P32 several tables at once: the lowest role, and none where one of them has none', () => {
  fc.assert(
    fc.property(fc.array(Grant, { minLength: 1 }), (roles) => {
      const lowest = lowestRole(roles);
      if (roles.includes(null)) expect(lowest).toBeNull();
      else expect(rank(lowest)).toBe(Math.min(...roles.map(rank)));
    }),
  );
  expect(lowestRole([])).toBeNull();
  expect(higherRole('guest', 'editor')).toBe('editor');
  expect(higherRole('editor', 'viewer')).toBe('editor');
  expect(higherRole('viewer', null)).toBe('viewer');
});

test('P32 each role may do all that the role below it may', () => {
  for (const permission of Object.keys(PERMISSIONS) as Permission[])
    for (const isOwn of [true, false])
      for (const [at, role] of ROLES.entries())
        for (const below of ROLES.slice(0, at))
          if (mayDo(below, permission, isOwn))
            expect([permission, role, mayDo(role, permission, isOwn)]).toContain(true);
});
