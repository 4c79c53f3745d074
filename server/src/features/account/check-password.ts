import { AppError } from '@sheetport/contract';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../../auth/auth-guard.ts';
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

/** So long ago somebody without a password signed in anew. */
const RECENT_MINUTES = 15;

/**
 * Check that it is the person who asks, and not somebody at their browser: by their password, or by a sign-in a short time ago. Who sends the
 * token of the owner has just shown it.
 * @throws AppError `wrong_current_password`, `sign_in_again` or `too_many_requests`
 */
export async function requireProof(
  context: Pick<Context, 'accounts' | 'attempts' | 'records'>,
  request: FastifyRequest,
  person: Pick<PersonWithPassword, 'id' | 'passwordHash'>,
  given?: string,
): Promise<void> {
  const { sessionId: id } = principalOf(request);
  if (id === undefined) return;
  if (person.passwordHash !== null) return checkPassword(context, request, person, given);
  const createdAt = { gt: new Date(Date.now() - RECENT_MINUTES * 60_000) };
  if (!(await context.records.session.findFirst({ where: { id, createdAt }, select: { id: true } })))
    throw new AppError('sign_in_again', { minutes: RECENT_MINUTES });
}
