import { type PersonShare, Role, roleOnTable, type Shares, type Sharing, TableRole } from '@sheetport/contract';
import type { Context } from '../../context.ts';

/** A table or a folder, as far as who has which role on it depends on it. */
export interface SharedObject {
  restricted: boolean;
  grants: readonly { personId: string; role: string }[];
  /** For a table: its folder. */
  folder?: {
    id: string;
    name: string;
    restricted: boolean;
    grants: readonly { personId: string; role: string }[];
  } | null;
}

/** Everybody who has a role on a table or a folder, with the reason, by name; those with a grant first. */
export async function viewShares({ records }: Pick<Context, 'records'>, object: SharedObject): Promise<Shares> {
  const people = await records.person.findMany({
    select: { id: true, name: true, role: true, disabledAt: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  const folder = object.folder ?? null;
  const found = people.flatMap((person): PersonShare[] => {
    const serviceRole = Role.parse(person.role);
    const table = sharingOf(object, person.id);
    const place = folder && sharingOf(folder, person.id);
    const role = roleOnTable(serviceRole, table, place);
    // People who cannot sign in are listed only where something is shared with them by name, so that it can be withdrawn.
    if (role === null || (person.disabledAt !== null && table.grant === null)) return [];
    const because =
      serviceRole === 'owner'
        ? 'service_owner'
        : table.grant === role
          ? 'shared'
          : place?.grant === role
            ? 'folder'
            : 'open';
    return [{ personId: person.id, name: person.name, serviceRole, role, because, grant: table.grant }];
  });
  return {
    restricted: object.restricted || folder?.restricted === true,
    ownRestricted: object.restricted,
    folder: folder && { id: folder.id, name: folder.name, restricted: folder.restricted },
    people: [...found.filter(({ grant }) => grant !== null), ...found.filter(({ grant }) => grant === null)],
  };
}

function sharingOf({ restricted, grants }: Pick<SharedObject, 'restricted' | 'grants'>, personId: string): Sharing {
  const grant = grants.find((one) => one.personId === personId);
  return { restricted, grant: grant ? TableRole.parse(grant.role) : null };
}
