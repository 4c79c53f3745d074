import {
  AppError,
  Deliveries,
  DeliveryChange,
  DeliveryTarget,
  type ExportRequest,
  FileDelivery,
  IdParams,
  isRemote,
  NewDelivery,
} from '@sheetport/contract';
import { openRemoteFolder, remoteHost } from '@sheetport/core';
import type { Prisma } from '@sheetport/prisma';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import type { App, Context } from '../../context.ts';
import { TABLE_ERRORS } from '../../http/error-groups.ts';
import { newId } from '../../id.ts';
import { refuseTooMany } from '../account/kept-objects.ts';
import { planExport } from '../exports/plan-export.ts';
import { expandViews } from '../views/expand-views.ts';
import { viewDelivery, WITH_LAST_RUN } from './view-delivery.ts';

/** More deliveries than anybody reads: a loop that makes them ends. */
const MOST_DELIVERIES = 200;
const ERRORS = [
  ...TABLE_ERRORS,
  'invalid_filter',
  'invalid_export',
  'address_not_allowed',
  'target_not_set_up',
  'secret_missing',
  'secret_unreadable',
  'receiver_unreachable',
  'receiver_refused',
  'host_key_not_confirmed',
] as const;

/** What limits of hosts are counted by. */
function hostOf(target: DeliveryTarget): string {
  if (isRemote(target)) return remoteHost(target);
  return target.kind === 'http' ? new URL(target.url).host : target.kind;
}

/** Where the headers of a delivery are kept, for the secret box (core). The worker opens it. */
const placeOfHeaders = (id: string) => `delivery ${id} headers`;
const placeOfSecret = (id: string) => `delivery ${id} secret`;
/** How long a folder of another system may be silent while a person waits. */
const LOOK_MS = 10_000;

/** Register the routes with which people see, make, change and end deliveries. */
export function routeDeliveries(app: App, context: Context): void {
  const { access, mailer, outgoing, records, secretBox, settings } = context;

  const seal = (id: string, headers: Record<string, string>) => ({
    headers: secretBox.seal(placeOfHeaders(id), JSON.stringify(headers)),
    headerNames: Object.keys(headers),
  });

  /**
   * Whether files can be sent there. A folder of another system is looked into once: what is wrong with it is said now, not in the night.
   * @throws AppError `target_not_set_up`, `address_not_allowed`, `secret_missing`, and what a folder of another system answers
   */
  async function checkTarget(target: DeliveryTarget, secret: string | undefined): Promise<void> {
    if (isRemote(target)) {
      if (secret === undefined) throw new AppError('secret_missing');
      const folder = await openRemoteFolder(target, secret, { guard: outgoing, silentMs: LOOK_MS });
      await folder.list(1).finally(folder.close);
    }
    if (target.kind === 'http') outgoing.refuse(new URL(target.url).hostname);
    if (target.kind === 'email' && !mailer.sends)
      throw new AppError('target_not_set_up', { what: 'E-mail', setting: 'SMTP_URL' });
    if (target.kind === 'folder' && settings.DELIVERY_DIR === undefined)
      throw new AppError('target_not_set_up', { what: 'A folder', setting: 'DELIVERY_DIR' });
  }

  /** What cannot be exported now is said now, not in the night. */
  const checkExport = async (principal: Principal, request: ExportRequest) =>
    void (await planExport(context, principal, await expandViews(context, principal, request)));

  async function findDelivery(id: string): Promise<FileDelivery> {
    const row = await records.delivery.findUnique({ where: { id }, include: WITH_LAST_RUN });
    if (!row) throw new AppError('not_found', { what: 'delivery' });
    return viewDelivery(row);
  }

  app.get(
    '/api/deliveries',
    {
      config: { permission: 'delivery.see' },
      schema: {
        operationId: 'listDeliveries',
        tags: ['Deliveries'],
        summary: 'List deliveries',
        description: `Your deliveries by name, each with its last run; for an owner those of all people. At most ${MOST_DELIVERIES}.`,
        response: { 200: Deliveries },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const rows = await records.delivery.findMany({
        ...(!access.isAllowed(principal, 'delivery.see') && { where: { createdBy: principal.id } }),
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
        take: MOST_DELIVERIES,
        include: WITH_LAST_RUN,
      });
      return { deliveries: rows.map(viewDelivery) };
    },
  );

  app.post(
    '/api/deliveries',
    {
      config: { permission: 'delivery.create' },
      schema: {
        operationId: 'createDelivery',
        tags: ['Deliveries'],
        summary: 'Make a delivery',
        description:
          'An export, and where it is sent: e-mail, an address, a folder, S3 or SFTP. Nothing is sent before it is run.',
        errors: [...ERRORS, 'too_many_kept'],
        body: NewDelivery,
        response: { 201: FileDelivery },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { name, target, headers = {}, secret, skipUnchanged, export: asked } = request.body;
      await checkExport(principal, asked);
      await checkTarget(target, secret);
      const id = newId();
      const made = {
        id,
        name,
        target,
        host: hostOf(target),
        skipUnchanged,
        createdBy: principal.id,
        ...seal(id, headers),
        ...(secret !== undefined && { secret: secretBox.seal(placeOfSecret(id), secret) }),
      };
      await records.$transaction(async (tx) => {
        await refuseTooMany(tx, principal.id, 'deliveries');
        await tx.delivery.create({ data: { ...made, export: asked as Prisma.InputJsonObject } });
      });
      reply.code(201);
      return findDelivery(id);
    },
  );

  app.get(
    '/api/deliveries/:id',
    {
      config: { permission: 'delivery.see', object: 'delivery' },
      schema: {
        operationId: 'getDelivery',
        tags: ['Deliveries'],
        summary: 'Get a delivery',
        description: 'A delivery with its last run, without its secrets.',
        errors: ['not_found'],
        params: IdParams,
        response: { 200: FileDelivery },
      },
    },
    (request) => findDelivery(request.params.id),
  );

  app.patch(
    '/api/deliveries/:id',
    {
      config: { permission: 'delivery.change', object: 'delivery' },
      schema: {
        operationId: 'updateDelivery',
        tags: ['Deliveries'],
        summary: 'Change a delivery',
        description:
          'What is exported, or where it is sent. Runs that were started go where they were to go. Another target forgets the headers and the secret.',
        errors: ERRORS,
        params: IdParams,
        body: DeliveryChange,
        response: { 200: FileDelivery },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { name, target, secret, skipUnchanged, export: asked } = request.body;
      // A secret that was given for one address is not sent to another.
      const headers = request.body.headers ?? (target ? {} : undefined);
      if (target || secret !== undefined) {
        const row = await records.delivery.findUnique({ where: { id } });
        if (!row) throw new AppError('not_found', { what: 'delivery' });
        await checkTarget(target ?? DeliveryTarget.parse(row.target), secret);
      }
      if (asked) await checkExport(principalOf(request), asked);
      const { count } = await records.delivery.updateMany({
        where: { id },
        data: {
          ...(name !== undefined && { name }),
          ...(target && { target, host: hostOf(target) }),
          ...(headers && seal(id, headers)),
          ...(target && { secret: null }),
          ...(secret !== undefined && { secret: secretBox.seal(placeOfSecret(id), secret) }),
          ...(skipUnchanged !== undefined && { skipUnchanged }),
          ...(asked && { export: asked as Prisma.InputJsonObject }),
        },
      });
      if (count === 0) throw new AppError('not_found', { what: 'delivery' });
      return findDelivery(id);
    },
  );

  app.delete(
    '/api/deliveries/:id',
    {
      config: { permission: 'delivery.delete', object: 'delivery' },
      schema: {
        operationId: 'deleteDelivery',
        tags: ['Deliveries'],
        summary: 'Delete a delivery',
        description: 'With its runs and receipts; what is not sent yet stays unsent. Exports stay.',
        errors: ['not_found'],
        params: IdParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { count } = await records.delivery.deleteMany({ where: { id: request.params.id } });
      if (count === 0) throw new AppError('not_found', { what: 'delivery' });
      return reply.code(204).send();
    },
  );
}
