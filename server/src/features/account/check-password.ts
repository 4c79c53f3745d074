import { AppError } from '@sheetport/contract';
import type { FastifyRequest } from 'fastify';
import type { Context } from '../../context.ts';
import type { PersonWithPassword } from '../people/find-person.ts';

/**
 * A password keeps whoever finds a browser signed in from taking the account over. Without one there is nothing to check.
 * @throws AppError `wrong_current_password` or `too_many_requests`
 */
export async function checkPassword(
  { accounts, attempts }: Pick<Context, 'accounts' | 'attempts'>,
  request: FastifyRequest,
  person: Pick<PersonWithPassword, 'id' | 'passwordHash'>,
  given?: string,
): Promise<void> {
  if (person.passwordHash === null) return;
  const takeBack = await attempts.countPassword(request.ip, person.id);
  if (given === undefined || !(await accounts.verifyPassword(given, person.passwordHash)))
    throw new AppError('wrong_current_password');
  await takeBack();
}
