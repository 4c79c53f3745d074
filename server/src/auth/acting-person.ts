import { AppError, Role } from '@sheetport/contract';
import { type Queryable, queryRows } from '@sheetport/core';
import { z } from 'zod';
import { toAppError } from '../http/errors.ts';
import type { Principal } from './principal.ts';
import { lacksFactorSql } from './second-factor-rule.ts';

/** Another server has begun the same work of its own accord meanwhile, and does it. */
export class TakenElsewhere extends Error {}

const PersonRow = z.object({ role: Role, disabled: z.boolean(), lacks_factor: z.boolean() });

/**
 * The person for whom something is done by itself, with the rights that they have now. As with their API keys, nothing is done while they
 * lack a second factor that is required.
 * @throws AppError `schedule_person_gone`, `second_factor_required`
 */
export async function findActingPerson({ pool }: { pool: Queryable }, id: string): Promise<Principal> {
  const [person] = await queryRows(
    pool,
    PersonRow,
    `SELECT p.role, p.disabled_at IS NOT NULL AS disabled, ${lacksFactorSql('p.id')} AS lacks_factor FROM sheetport.person p WHERE p.id = $1`,
    [id],
  );
  if (!person || person.disabled) throw new AppError('schedule_person_gone');
  if (person.lacks_factor) throw new AppError('second_factor_required');
  const { role } = person;
  return { id, role, highest: role };
}

/** A right that was lost, and what is gone, look alike from outside. @throws AppError `schedule_not_allowed`, or the error */
export function explainLostRight(error: unknown): never {
  const { code } = toAppError(error);
  if (code === 'not_found' || code === 'forbidden') throw new AppError('schedule_not_allowed', {}, { cause: error });
  throw error;
}
