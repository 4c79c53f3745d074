/**
 * What role a person has on a table or a folder, made of their role in the service and of what is shared with them (docs/adr/0023).
 * The greatest of what they are given counts, so nothing that is taken away ever gives more. Without schemas: the home page loads it.
 */
import { ROLES, type RoleName, TABLE_ROLES, type TableRole } from './permissions.ts';

/** How a table or a folder is shared, as one person sees it. */
export interface Sharing {
  /** Only people whom it is shared with, and owners of the service. */
  restricted: boolean;
  /** What it is shared with this person as. */
  grant: TableRole | null;
}

/**
 * The role of a person on a table.
 * @param role theirs in the service
 * @param folder the one that the table stands in; null where it stands in none
 * @returns null where they may not know of the table
 */
export function roleOnTable(role: RoleName, table: Sharing, folder: Sharing | null): TableRole | null {
  if (role === 'owner') return 'owner';
  const isOpen = !table.restricted && !folder?.restricted;
  return highestRole([isOpen && role !== 'guest' ? role : null, table.grant, folder?.grant ?? null]);
}

/** The role of a person on a folder, and on what is put into it; null where they may not know of it. */
export function roleOnFolder(role: RoleName, folder: Sharing): TableRole | null {
  return roleOnTable(role, folder, null);
}

/** The highest of some roles; null where there is none. */
export function highestRole(roles: readonly (TableRole | null)[]): TableRole | null {
  return TABLE_ROLES.findLast((one) => roles.includes(one)) ?? null;
}

/** What somebody may do with several tables at once: the lowest of their roles, and nothing where they have none on one of them. */
export function lowestRole(roles: readonly (TableRole | null)[]): TableRole | null {
  if (roles.length === 0 || roles.includes(null)) return null;
  return TABLE_ROLES.find((one) => roles.includes(one)) ?? null;
}

/** The higher of a role in the service and one on a table. */
export function higherRole(role: RoleName, other: TableRole | null): RoleName {
  return other !== null && ROLES.indexOf(other) > ROLES.indexOf(role) ? other : role;
}
