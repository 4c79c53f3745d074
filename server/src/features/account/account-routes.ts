import { AccountChange, AppError, IdParams, Me, PossibleProof, Sessions, Usage } from '@sheetport/contract';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import { renewSessions } from '../../auth/session-routes.ts';
import type { App, Context } from '../../context.ts';
import { auditWithin } from '../audit/audit-hook.ts';
import { findPerson, type PersonWithPassword, savePassword, toEmailTaken } from '../people/find-person.ts';
import { checkPassword, requireProof } from './check-password.ts';
import { viewUsage } from './view-usage.ts';

/** Register the routes with which a person sees and changes their own account and its sessions. */
export function routeAccount(app: App, context: Context, disconnect: (sessionIds: readonly string[]) => void): void {
  const { access, accounts, records, settings } = context;

  function viewMe(
    { id, name, email, language, passwordHash, isExternal }: PersonWithPassword,
    { role, highest, lacksFactor = false }: Principal,
  ): Me {
    const { MAX_FILE_BYTES: maxFileBytes } = settings;
    const hasPassword = passwordHash !== null;
    const rights = { role, highestRole: highest, owner: role === 'owner' };
    const signIn = { hasPassword, singleSignOn: isExternal, secondFactorNeeded: lacksFactor };
    return { id, name, email, language, ...rights, ...signIn, maxFileBytes };
  }

  app.get(
    '/api/me',
    {
      config: { permission: 'account.see', beforeSecondFactor: true },
      schema: {
        operationId: 'getPrincipal',
        tags: ['Session'],
        summary: 'Get who is signed in',
        description: 'Who is asking, and how large a file may be. The token is of the first owner.',
        response: { 200: Me },
      },
    },
    async (request) => viewMe(await findPerson(records, principalOf(request).id), principalOf(request)),
  );

  app.patch(
    '/api/me',
    {
      config: { permission: 'account.change' },
      schema: {
        operationId: 'updateAccount',
        tags: ['Session'],
        summary: 'Change your own account',
        description:
          'Your name, your language, your e-mail address or your password. All of it is changed, or nothing. A new password ends all other sessions, and gives this one another cookie.',
        errors: ['wrong_current_password', 'email_taken', 'email_needed', 'not_offered'],
        responseHeaders: ['Set-Cookie'],
        body: AccountChange,
        response: { 200: Me },
      },
    },
    async (request, reply) => {
      const { name, email, language, password, currentPassword } = request.body;
      const { id } = principalOf(request);
      const person = await findPerson(records, id);
      if (email !== undefined || password !== undefined) await checkPassword(context, request, person, currentPassword);
      if (password !== undefined && (email ?? person.email) === null) throw new AppError('email_needed');
      // Whether somebody still comes in is for the provider to say.
      if (password !== undefined && person.isExternal && person.passwordHash === null)
        throw new AppError('not_offered');
      const hash = password === undefined ? undefined : await accounts.hashPassword(password);
      await records
        .$transaction(async (tx) => {
          const data = {
            ...(name !== undefined && { name }),
            ...(email !== undefined && { email }),
            ...(language !== undefined && { language }),
          };
          await tx.person.update({ where: { id }, data });
          if (hash !== undefined) await savePassword(tx, id, hash);
          await auditWithin(request, tx);
        })
        .catch(toEmailTaken);
      if (hash !== undefined) await renewSessions(context, disconnect, request, reply);
      return viewMe(await findPerson(records, id), principalOf(request));
    },
  );

  app.get(
    '/api/me/usage',
    {
      config: { permission: 'account.see' },
      schema: {
        operationId: 'getUsage',
        tags: ['Session'],
        summary: 'Get what you use of your limits',
        description: 'Stored bytes, open jobs and rows imported within a day, each with its limit.',
        response: { 200: Usage },
      },
    },
    (request) => viewUsage(context, principalOf(request).id),
  );

  app.get(
    '/api/me/sessions',
    {
      config: { permission: 'signIn.see' },
      schema: {
        operationId: 'listSessions',
        tags: ['Session'],
        summary: 'List your sessions',
        description: 'The browsers that are signed in as you, the last used first.',
        response: { 200: Sessions },
      },
    },
    async (request) => {
      const { id, sessionId } = principalOf(request);
      const oldest = new Date(Date.now() - settings.SESSION_MAX_HOURS * 3_600_000);
      const rows = await records.session.findMany({
        where: { userId: id, expiresAt: { gt: new Date() }, createdAt: { gt: oldest } },
        orderBy: { updatedAt: 'desc' },
      });
      const sessions = rows.map((row) => ({
        id: row.id,
        current: row.id === sessionId,
        browser: row.userAgent ?? '',
        address: row.ipAddress ?? '',
        createdAt: row.createdAt.toISOString(),
        lastSeenAt: row.updatedAt.toISOString(),
        expiresAt: endOf(row, settings.SESSION_MAX_HOURS).toISOString(),
      }));
      return { sessions };
    },
  );

  app.post(
    '/api/me/sessions/:id/end',
    {
      config: { permission: 'account.change', object: 'session' },
      schema: {
        operationId: 'endSession',
        tags: ['Session'],
        summary: 'End one of your sessions',
        description:
          'That browser is signed out at once. It needs your password; of an account without one, a sign-in within the last 15 minutes.',
        errors: ['not_found', 'wrong_current_password', 'sign_in_again'],
        params: IdParams,
        body: PossibleProof,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { id: personId } = principalOf(request);
      await requireProof(context, request, await findPerson(records, personId), request.body.currentPassword);
      const ended = await access.endSessions({ personId, id: request.params.id });
      if (ended.length === 0) throw new AppError('not_found', { what: 'session' });
      disconnect(ended);
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/me/sessions/end-others',
    {
      config: { permission: 'account.change' },
      schema: {
        operationId: 'endOtherSessions',
        tags: ['Session'],
        summary: 'End your other sessions',
        description:
          'All browsers that are signed in as you are signed out, except this one. It needs the same as ending one of them.',
        errors: ['wrong_current_password', 'sign_in_again'],
        body: PossibleProof,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { id: personId, sessionId } = principalOf(request);
      await requireProof(context, request, await findPerson(records, personId), request.body.currentPassword);
      disconnect(await access.endSessions({ personId, except: sessionId }));
      return reply.code(204).send();
    },
  );
}

/** A session ends when it is not used, and at the latest when it is as old as any may be. */
function endOf({ expiresAt, createdAt }: { expiresAt: Date; createdAt: Date }, maxHours: number): Date {
  return new Date(Math.min(expiresAt.getTime(), createdAt.getTime() + maxHours * 3_600_000));
}
