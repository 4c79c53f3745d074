import {
  AppError,
  FIRST_OWNER,
  mayDo,
  People,
  PeopleNames,
  Person,
  PersonChange,
  PersonParams,
  PersonUsage,
  Role,
} from '@sheetport/contract';
import { quotasOf } from '@sheetport/core';
import { z } from 'zod';
import { PASSWORD_PROVIDER } from '../../auth/accounts.ts';
import { principalOf } from '../../auth/auth-guard.ts';
import type { App, Context } from '../../context.ts';
import { viewUsage } from '../account/view-usage.ts';
import { auditWithin } from '../audit/audit-hook.ts';
import { findPerson } from './find-person.ts';

/** Register the routes with which an owner sees people, changes their roles, disables and deletes them. */
export function routePeople(app: App, context: Context, disconnect: (sessionIds: readonly string[]) => void): void {
  const { access, records, settings } = context;

  async function readPeople(id?: string): Promise<Person[]> {
    const rows = await records.person.findMany({
      ...(id !== undefined && { where: { id } }),
      include: {
        credentials: { where: { providerId: PASSWORD_PROVIDER }, select: { id: true } },
        secondFactor: { select: { confirmedAt: true } },
        sessions: { orderBy: { updatedAt: 'desc' }, take: 1, select: { updatedAt: true } },
      },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      email: row.email,
      role: Role.parse(row.role),
      disabled: row.disabledAt !== null,
      hasPassword: row.credentials.length > 0,
      secondFactor: row.secondFactor !== null && row.secondFactor.confirmedAt !== null,
      limits: {
        storedBytes: row.maxStoredBytes === null ? null : Number(row.maxStoredBytes),
        openJobs: row.maxOpenJobs,
        rowsPerDay: row.maxRowsPerDay === null ? null : Number(row.maxRowsPerDay),
      },
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: row.sessions[0]?.updatedAt.toISOString() ?? null,
    }));
  }

  const forgetLinksBy = (tx: Pick<typeof records, 'accessLink'>, createdBy: string) =>
    tx.accessLink.deleteMany({ where: { createdBy } });

  app.get(
    '/api/people',
    {
      config: { permission: 'person.see' },
      schema: {
        operationId: 'listPeople',
        tags: ['People'],
        summary: 'List people',
        description: 'Everyone who can use the service, the first owner first.',
        response: { 200: People },
      },
    },
    async () => ({ people: await readPeople() }),
  );

  app.get(
    '/api/people/names',
    {
      config: { permission: 'person.name' },
      schema: {
        operationId: 'listNames',
        tags: ['People'],
        summary: 'List the names of people',
        description:
          'What the people are called who made jobs and files (`createdBy`). Deleted people are not in it; a guest is told only their own name.',
        response: { 200: PeopleNames },
      },
    },
    async (request) => {
      const { id, role } = principalOf(request);
      // A guest is told of nobody else.
      const where = role === 'guest' ? { id } : {};
      const select = { id: true, name: true };
      return { people: await records.person.findMany({ where, select, orderBy: { createdAt: 'asc' } }) };
    },
  );

  app.get(
    '/api/people/:id/usage',
    {
      config: { permission: 'person.see', object: 'person' },
      schema: {
        operationId: 'getUsageOf',
        tags: ['People'],
        summary: 'Get what a person uses of their limits',
        description: 'As `getUsage`, and what each person may who has no limits of their own.',
        errors: ['not_found'],
        params: PersonParams,
        response: { 200: PersonUsage },
      },
    },
    async (request) => {
      const { id } = await findPerson(records, request.params.id);
      return { usage: await viewUsage(context, id), standard: quotasOf(settings).person };
    },
  );

  app.patch(
    '/api/people/:id',
    {
      config: { permission: 'person.change', object: 'person' },
      schema: {
        operationId: 'updatePerson',
        tags: ['People'],
        summary: 'Change a person',
        description:
          'The name, the role or the limits, or whether they are disabled. It holds at once, also for pages that are open. Jobs of theirs that run go on; those that wait are asked again as they begin.',
        errors: ['not_found', 'first_owner_stays', 'own_account'],
        params: PersonParams,
        body: PersonChange,
        response: { 200: Person },
      },
    },
    async (request) => {
      const { id, role: before } = await findPerson(records, request.params.id);
      const { name, role, disabled, limits } = request.body;
      if (role !== undefined || disabled !== undefined) refuseOwn(id, principalOf(request).id);
      const disabledAt = disabled === undefined ? undefined : disabled ? new Date() : null;
      const data = {
        ...(name !== undefined && { name }),
        ...(role !== undefined && { role }),
        ...(disabledAt !== undefined && { disabledAt }),
        ...(limits?.storedBytes !== undefined && { maxStoredBytes: limits.storedBytes }),
        ...(limits?.openJobs !== undefined && { maxOpenJobs: limits.openJobs }),
        ...(limits?.rowsPerDay !== undefined && { maxRowsPerDay: limits.rowsPerDay }),
      };
      // What was shared with somebody as more than their new role is lowered to it: an owner takes rights away, not only some of them.
      const isLowered = role !== undefined && !mayDo(role, 'table.import') && mayDo(before, 'table.import');
      const above = { where: { personId: id, role: { not: 'viewer' } }, data: { role: 'viewer' } };
      await records.$transaction(async (tx) => {
        await tx.person.update({ where: { id }, data });
        if (isLowered) {
          await tx.tableShare.updateMany(above);
          await tx.folderShare.updateMany(above);
        }
        // Links of somebody who could no longer make them do not work, either.
        if (disabled || (role !== undefined && role !== 'owner')) await forgetLinksBy(tx, id);
        await auditWithin(request, tx);
      });
      if (disabled) disconnect(await access.endSessions({ personId: id }));
      return (await readPeople(id))[0]!;
    },
  );

  app.delete(
    '/api/people/:id/sessions',
    {
      config: { permission: 'person.change', object: 'person' },
      schema: {
        operationId: 'endSessionsOf',
        tags: ['People'],
        summary: 'Sign a person out',
        description: 'All browsers that are signed in as them are signed out at once. They can sign in again.',
        errors: ['not_found'],
        params: PersonParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { id: personId } = await findPerson(records, request.params.id);
      const principal = principalOf(request);
      // One's own browser stays: it is signed out by signing out.
      const except = personId === principal.id ? principal.sessionId : undefined;
      disconnect(await access.endSessions({ personId, except }));
      return reply.code(204).send();
    },
  );

  app.delete(
    '/api/people/:id',
    {
      config: { permission: 'person.delete', object: 'person' },
      schema: {
        operationId: 'deletePerson',
        tags: ['People'],
        summary: 'Delete a person',
        description:
          'Their name, e-mail address, password and sessions go. What they uploaded, imported and exported stays, and so do jobs that they started.',
        errors: ['not_found', 'first_owner_stays', 'own_account'],
        params: PersonParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { id } = await findPerson(records, request.params.id);
      refuseOwn(id, principalOf(request).id);
      disconnect(await access.endSessions({ personId: id }));
      await records.$transaction(async (tx) => {
        await tx.person.deleteMany({ where: { id } });
        await forgetLinksBy(tx, id);
        await auditWithin(request, tx);
      });
      return reply.code(204).send();
    },
  );
}

/** There is always an owner who can get in: the first one, with the printed link. Nobody locks themselves out, either. */
function refuseOwn(id: string, ownId: string): void {
  if (id === FIRST_OWNER) throw new AppError('first_owner_stays');
  if (id === ownId) throw new AppError('own_account');
}
