import {
  AppError,
  NewSecondFactor,
  PasswordProof,
  PersonParams,
  RecoveryCodes,
  SecondFactor,
  SecondFactorCode,
} from '@sheetport/contract';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import { renewSessions } from '../../auth/session-routes.ts';
import type { App, Context } from '../../context.ts';
import { findPerson, type PersonWithPassword } from '../people/find-person.ts';
import { checkPassword } from './check-password.ts';

/** Register the routes of the second factor: each person's own, and the one with which an owner takes it off another. */
export function routeSecondFactor(
  app: App,
  context: Context,
  disconnect: (sessionIds: readonly string[]) => void,
): void {
  const { access, records, secondFactors } = context;

  /**
   * Who asks, with their password.
   * @throws AppError `password_needed`, `wrong_current_password`, `too_many_requests`
   */
  async function proved(request: FastifyRequest, password: string): Promise<PersonWithPassword> {
    const person = await findPerson(records, principalOf(request).id);
    if (person.passwordHash === null) throw new AppError('password_needed');
    await checkPassword(context, request, person, password);
    return person;
  }

  app.get(
    '/api/me/second-factor',
    {
      config: { permission: 'signIn.see', beforeSecondFactor: true },
      schema: {
        operationId: 'getSecondFactor',
        tags: ['Session'],
        summary: 'See your second factor',
        description: 'Whether signing in with your password asks for a code, and how many recovery codes are left.',
        response: { 200: SecondFactor },
      },
    },
    async (request) => {
      const { id } = principalOf(request);
      const [on, recoveryCodesLeft] = await Promise.all([secondFactors.isOn(id), secondFactors.recoveryCodesLeft(id)]);
      return { on, recoveryCodesLeft };
    },
  );

  app.post(
    '/api/me/second-factor',
    {
      config: { permission: 'account.change', beforeSecondFactor: true },
      schema: {
        operationId: 'beginSecondFactor',
        tags: ['Session'],
        summary: 'Set up a second factor',
        description:
          'Answers a new key for an authenticator app (TOTP, RFC 6238). It is not asked for before a code has confirmed it.',
        errors: ['wrong_current_password', 'password_needed', 'second_factor_on'],
        body: PasswordProof,
        response: { 200: NewSecondFactor },
      },
    },
    async (request) => {
      const { id, email, name } = await proved(request, request.body.currentPassword);
      return secondFactors.begin(id, email ?? name);
    },
  );

  app.post(
    '/api/me/second-factor/confirm',
    {
      config: { permission: 'account.change', beforeSecondFactor: true },
      schema: {
        operationId: 'confirmSecondFactor',
        tags: ['Session'],
        summary: 'Switch your second factor on',
        description:
          'With a code that shows that the app has the key. Answers ten recovery codes, which are shown only here. Other sessions end, and this one gets another cookie.',
        errors: ['wrong_setup_code', 'second_factor_on'],
        responseHeaders: ['Set-Cookie'],
        body: SecondFactorCode,
        response: { 200: RecoveryCodes },
      },
    },
    async (request, reply) => {
      const { id } = principalOf(request);
      const takeBack = await context.attempts.countPassword(request.ip, `second factor ${id}`);
      const codes = await secondFactors.confirm(id, request.body.code);
      await takeBack();
      await renewSessions(context, disconnect, request, reply);
      return { codes };
    },
  );

  app.post(
    '/api/me/second-factor/recovery-codes',
    {
      config: { permission: 'account.change' },
      schema: {
        operationId: 'renewRecoveryCodes',
        tags: ['Session'],
        summary: 'Make new recovery codes',
        description: 'Those from before no longer work.',
        errors: ['wrong_current_password', 'password_needed', 'not_found'],
        body: PasswordProof,
        response: { 200: RecoveryCodes },
      },
    },
    async (request) => {
      const { id } = await proved(request, request.body.currentPassword);
      if (!(await secondFactors.isOn(id))) throw new AppError('not_found', { what: 'second factor' });
      return { codes: await secondFactors.renewRecoveryCodes(id) };
    },
  );

  app.post(
    '/api/me/second-factor/remove',
    {
      config: { permission: 'account.change' },
      schema: {
        operationId: 'removeSecondFactor',
        tags: ['Session'],
        summary: 'Switch your second factor off',
        description: 'Other sessions end, and this one gets another cookie.',
        errors: ['wrong_current_password', 'password_needed'],
        responseHeaders: ['Set-Cookie'],
        body: PasswordProof,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { id } = await proved(request, request.body.currentPassword);
      await secondFactors.remove(id);
      await renewSessions(context, disconnect, request, reply);
      return reply.code(204).send();
    },
  );

  app.delete(
    '/api/people/:id/second-factor',
    {
      config: { permission: 'person.change', object: 'person' },
      schema: {
        operationId: 'removeSecondFactorOf',
        tags: ['People'],
        summary: 'Take the second factor off a person',
        description:
          'For whoever lost the app and the recovery codes. It ends their sessions. Not for your own account.',
        errors: ['not_found', 'own_account'],
        params: PersonParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { id: personId } = await findPerson(records, request.params.id);
      const { id, sessionId } = principalOf(request);
      // A browser that was left signed in is not enough; the token is.
      if (personId === id && sessionId !== undefined) throw new AppError('own_account');
      await secondFactors.remove(personId);
      disconnect(await access.endSessions({ personId }));
      return reply.code(204).send();
    },
  );
}
