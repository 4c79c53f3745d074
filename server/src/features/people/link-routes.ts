import { AppError, InvitationAcceptance, LinkInfo, LinkInspection, PasswordReset, Role } from '@sheetport/contract';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerOf, openSessionCookie } from '../../auth/session-routes.ts';
import type { App, Context } from '../../context.ts';
import { newId } from '../../id.ts';
import { auditWithin } from '../audit/audit-hook.ts';
import { consumeLink, findLink, type LinkRecord } from './access-links.ts';
import { savePassword, toEmailTaken } from './find-person.ts';

/** Register the routes for whoever was given a link: nobody is signed in there, and the secret of the link is what counts. */
export function routeLinks(app: App, context: Context, disconnect: (sessionIds: readonly string[]) => void): void {
  const { access, accounts, attempts, records } = context;
  const setCookie = openSessionCookie(context);

  /** @throws AppError `invalid_link`, the same whatever is wrong with it; `too_many_requests` */
  async function requireLink(request: FastifyRequest, token: string): Promise<LinkRecord> {
    const link = await findLink(records, token);
    if (link) return link;
    await attempts.countWrongToken(request.ip);
    throw new AppError('invalid_link');
  }

  app.post(
    '/api/links/inspect',
    {
      config: { open: true, audit: false },
      schema: {
        operationId: 'inspectLink',
        tags: ['People'],
        summary: 'See what a link is for',
        description: 'Whether the link of an invitation, or one to set a new password, still works. It is not used up.',
        errors: ['invalid_link'],
        body: LinkInspection,
        response: { 200: LinkInfo },
      },
    },
    async (request) => {
      const { role, name, email, person, expiresAt } = await requireLink(request, request.body.token);
      return {
        purpose: person ? ('password' as const) : ('invitation' as const),
        role: role === null ? null : Role.parse(role),
        name: person?.name ?? name,
        email: person ? person.email : email,
        expiresAt: expiresAt.toISOString(),
      };
    },
  );

  app.post(
    '/api/links/accept',
    {
      config: { open: true },
      schema: {
        operationId: 'acceptInvitation',
        tags: ['People'],
        summary: 'Accept an invitation',
        description: 'Make the account of the person who was invited, and sign in: it sets the session cookie.',
        errors: ['invalid_link', 'email_taken'],
        responseHeaders: ['Set-Cookie'],
        body: InvitationAcceptance,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { token, name, email, password, language } = request.body;
      const { id: linkId, role } = await requireLink(request, token);
      if (role === null) throw new AppError('invalid_link');
      const hash = await accounts.hashPassword(password);
      const id = newId();
      // An address that is in use rolls the use of the link back: it still works with another.
      await records
        .$transaction(async (tx) => {
          await consumeLink(tx, linkId);
          await tx.person.create({ data: { id, name, email, role, ...(language && { language }) } });
          await savePassword(tx, id, hash);
          request.audit = { personId: id, via: 'link' };
          await auditWithin(request, tx, { kind: 'person', id, name });
        })
        .catch(toEmailTaken);
      setCookie(request, reply, await accounts.startSession(id, callerOf(request), 'password'));
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/links/password',
    {
      config: { open: true },
      schema: {
        operationId: 'resetPassword',
        tags: ['People'],
        summary: 'Set a new password',
        description:
          'With a link that an owner made, or that the person asked for. All sessions of the person end; they sign in with the new password.',
        errors: ['invalid_link'],
        body: PasswordReset,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { token, password } = request.body;
      const { id: linkId, personId, person } = await requireLink(request, token);
      if (personId === null) throw new AppError('invalid_link');
      const hash = await accounts.hashPassword(password);
      await records.$transaction(async (tx) => {
        await consumeLink(tx, linkId);
        await savePassword(tx, personId, hash);
        // Other links of theirs are void with it.
        await tx.accessLink.deleteMany({ where: { personId } });
        request.audit = { personId, via: 'link' };
        await auditWithin(request, tx, { kind: 'person', id: personId, name: person?.name ?? null });
      });
      disconnect(await access.endSessions({ personId }));
      return reply.code(204).send();
    },
  );
}
