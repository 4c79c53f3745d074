import { mayDo, type Permission } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { meQuery } from './queries.ts';

/**
 * Whether who is signed in may do something, by the rules that the service asks: a button that would be refused is not shown.
 * @returns asks the rules; `madeBy` is who made the object, where the answer depends on it
 */
export function useMay(): (permission: Permission, madeBy?: string | null) => boolean {
  const { data: me } = useQuery(meQuery);
  return (permission, madeBy) => me !== undefined && mayDo(me.role, permission, madeBy === me.id);
}
