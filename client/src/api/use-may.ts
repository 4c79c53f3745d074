import { mayDo, type Permission, roleWithoutObject, type TableRole } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { meQuery } from './queries.ts';

/** A table, a folder or a job, as far as what one may do with it goes. */
interface OwnRights {
  role?: TableRole | undefined;
  createdBy?: string | null | undefined;
}

/**
 * Whether who is signed in may do something, by the rules that the service asks: a button that would be refused is not shown.
 * @returns asks the rules; `object` is what it would be done with, where there is one
 */
export function useMay(): (permission: Permission, object?: OwnRights) => boolean {
  const { data: me } = useQuery(meQuery);
  return useCallback(
    (permission, object) => {
      if (me === undefined) return false;
      const role = object?.role ?? roleWithoutObject(permission, me.role, me.highestRole ?? me.role);
      return mayDo(role, permission, object?.createdBy === me.id);
    },
    [me],
  );
}
