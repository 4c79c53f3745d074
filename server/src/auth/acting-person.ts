import { AppError, Role } from '@sheetport/contract';
import type { Context } from '../context.ts';
import type { Principal } from './principal.ts';

/** Another server has begun the same work of its own accord meanwhile, and does it. */
export class TakenElsewhere extends Error {}

/**
 * The person for whom something is done by itself, with the rights that they have now.
 * @throws AppError `schedule_person_gone`
 */
export async function findActingPerson({ records }: Pick<Context, 'records'>, id: string): Promise<Principal> {
  const person = await records.person.findUnique({ where: { id }, select: { role: true, disabledAt: true } });
  if (!person || person.disabledAt) throw new AppError('schedule_person_gone');
  const role = Role.parse(person.role);
  return { id, role, highest: role };
}
