import {
  AppError,
  IdParams,
  type Invitation,
  Invitations,
  NewInvitation,
  NewInvitationLink,
  PasswordLink,
  PasswordLinkQuery,
  PersonParams,
  Role,
} from '@sheetport/contract';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import type { App, Context } from '../../context.ts';
import { writeInvitation, writePasswordLink } from '../../mail/letters.ts';
import { auditWithin } from '../audit/audit-hook.ts';
import { createLink, type LinkRecord } from './access-links.ts';
import { findPerson } from './find-person.ts';

/** Register the routes with which an owner makes links: invitations, and links to set a new password. */
export function routeInvitations(app: App, { mailer, records }: Context): void {
  app.get(
    '/api/invitations',
    {
      config: { permission: 'person.see' },
      schema: {
        operationId: 'listInvitations',
        tags: ['People'],
        summary: 'List invitations',
        description: 'Invitations that can still be accepted, newest first.',
        response: { 200: Invitations },
      },
    },
    async () => {
      const rows = await records.accessLink.findMany({
        where: { role: { not: null }, expiresAt: { gt: new Date() } },
        orderBy: { createdAt: 'desc' },
      });
      return { invitations: rows.map(viewInvitation) };
    },
  );

  app.post(
    '/api/invitations',
    {
      config: { permission: 'person.invite' },
      schema: {
        operationId: 'createInvitation',
        tags: ['People'],
        summary: 'Invite a person',
        description:
          'Make a link and give it to the person. It works once, for a week. Whoever opens it chooses their name, e-mail address and password. With an e-mail address the link is also sent, if the service sends e-mail.',
        body: NewInvitation,
        response: { 201: NewInvitationLink },
      },
    },
    async (request, reply) => {
      const { role, name = null, email = null, language } = request.body;
      const { id } = principalOf(request);
      const { row, path } = await records.$transaction(async (tx) => {
        const link = await createLink(tx, { role, name, email }, id);
        await auditWithin(request, tx, { kind: 'invitation', id: link.row.id, name });
        return link;
      });
      const { name: by } = await findPerson(records, id);
      const letter = writeInvitation(language, { by, role, url: mailer.urlOf(path), until: row.expiresAt });
      const delivery = await mailer.send(email, letter);
      reply.code(201);
      return { invitation: viewInvitation(row), path, delivery };
    },
  );

  app.delete(
    '/api/invitations/:id',
    {
      config: { permission: 'person.invite', object: 'invitation' },
      schema: {
        operationId: 'deleteInvitation',
        tags: ['People'],
        summary: 'Withdraw an invitation',
        description: 'Its link no longer works.',
        errors: ['not_found'],
        params: IdParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      await records.$transaction(async (tx) => {
        const { count } = await tx.accessLink.deleteMany({ where: { id: request.params.id, role: { not: null } } });
        if (count === 0) throw new AppError('not_found', { what: 'invitation' });
        await auditWithin(request, tx);
      });
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/people/:id/password-link',
    {
      config: { permission: 'person.change', object: 'person' },
      schema: {
        operationId: 'createPasswordLink',
        tags: ['People'],
        summary: 'Make a link to set a new password',
        description:
          'The link is sent by e-mail, if the service sends any; else give it to the person. It works once, for a week, and setting the password ends their sessions. Earlier links of the person no longer work.',
        errors: ['not_found', 'email_needed'],
        params: PersonParams,
        querystring: PasswordLinkQuery,
        response: { 201: PasswordLink },
      },
    },
    async (request, reply) => {
      const { id: personId, email, name, language } = await findPerson(records, request.params.id);
      if (email === null) throw new AppError('email_needed');
      const { row, path } = await records.$transaction(async (tx) => {
        await tx.accessLink.deleteMany({ where: { personId } });
        await auditWithin(request, tx);
        return createLink(tx, { personId }, principalOf(request).id);
      });
      const letter = writePasswordLink(language ?? request.query.lang, {
        name,
        url: mailer.urlOf(path),
        until: row.expiresAt,
      });
      const delivery = await mailer.send(email, letter);
      reply.code(201);
      return { path, expiresAt: row.expiresAt.toISOString(), delivery };
    },
  );
}

function viewInvitation({
  id,
  name,
  email,
  role,
  createdBy,
  createdAt,
  expiresAt,
}: Omit<LinkRecord, 'person'>): Invitation {
  return {
    id,
    name,
    email,
    role: Role.parse(role),
    invitedBy: createdBy,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}
