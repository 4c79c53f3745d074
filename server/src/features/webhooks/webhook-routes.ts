import { randomBytes } from 'node:crypto';
import {
  AppError,
  IdParams,
  NewWebhook,
  Webhook,
  WebhookChange,
  WebhookRotation,
  WebhookSecret,
  Webhooks,
} from '@sheetport/contract';
import { z } from 'zod';
import { principalOf, requireObject } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import type { App, Context } from '../../context.ts';
import { newId } from '../../id.ts';
import { refuseTooMany } from '../account/kept-objects.ts';
import { auditWithin } from '../audit/audit-hook.ts';
import { viewWebhooks } from './view-webhook.ts';

/** Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;

/** Where a secret of a webhook is kept, for the secret box (core). The worker opens it. */
const placeOfSecret = (id: string) => `webhook ${id} secret`;

/** Register the routes with which people see, make, change and end webhooks. */
export function routeWebhooks(app: App, context: Context): void {
  const { access, outgoing, records, secretBox } = context;

  function makeSecret(id: string): { secret: string; sealed: string } {
    const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
    return { secret, sealed: secretBox.seal(placeOfSecret(id), secret) };
  }

  /** @throws AppError `address_not_allowed`, also where a name is one of this machine */
  function readHost(url: string): string {
    const { host, hostname } = new URL(url);
    outgoing.refuse(hostname);
    return host;
  }

  /** @throws AppError `not_found` for a table that the person may not know of */
  async function requireTables(principal: Principal, tableIds: readonly string[] | null | undefined): Promise<void> {
    for (const id of tableIds ?? []) await requireObject(context, principal, 'table', id, 'table.see');
  }

  async function viewOne(id: string): Promise<Webhook> {
    const row = await records.webhook.findUnique({ where: { id } });
    if (!row) throw new AppError('not_found', { what: 'webhook' });
    return (await viewWebhooks(context, [row]))[0]!;
  }

  app.get(
    '/api/webhooks',
    {
      config: { permission: 'webhook.see' },
      schema: {
        operationId: 'listWebhooks',
        tags: ['Webhooks'],
        summary: 'List webhooks',
        description: 'Your webhooks by name; for an owner those of all people.',
        response: { 200: Webhooks },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const rows = await records.webhook.findMany({
        ...(!access.isAllowed(principal, 'webhook.see') && { where: { createdBy: principal.id } }),
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
      });
      return { webhooks: await viewWebhooks(context, rows) };
    },
  );

  app.post(
    '/api/webhooks',
    {
      config: { permission: 'webhook.create' },
      schema: {
        operationId: 'createWebhook',
        tags: ['Webhooks'],
        summary: 'Make a webhook',
        description:
          'From now on each event is sent to the address as a POST request, signed as Standard Webhooks says. The secret is shown once. It is told only of what you may see at the time of sending.',
        errors: ['too_many_kept', 'address_not_allowed', 'not_found'],
        body: NewWebhook,
        response: { 201: WebhookSecret },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { name, url, events, tableIds } = request.body;
      await requireTables(principal, tableIds);
      const id = newId();
      const { secret, sealed } = makeSecret(id);
      const data = {
        id,
        name,
        url,
        host: readHost(url),
        events: [...new Set(events)],
        tableIds: tableIds ?? [],
        createdBy: principal.id,
      };
      const row = await records.$transaction(async (tx) => {
        await refuseTooMany(tx, principal.id, 'webhooks');
        await auditWithin(request, tx, { kind: 'webhook', id, name });
        return tx.webhook.create({ data: { ...data, secret: sealed } });
      });
      reply.code(201);
      return { webhook: (await viewWebhooks(context, [row]))[0]!, secret };
    },
  );

  app.get(
    '/api/webhooks/:id',
    {
      config: { permission: 'webhook.see', object: 'webhook' },
      schema: {
        operationId: 'getWebhook',
        tags: ['Webhooks'],
        summary: 'Get a webhook',
        description: 'A webhook, without its secret.',
        errors: ['not_found'],
        params: IdParams,
        response: { 200: Webhook },
      },
    },
    (request) => viewOne(request.params.id),
  );

  app.patch(
    '/api/webhooks/:id',
    {
      config: { permission: 'webhook.change', object: 'webhook' },
      schema: {
        operationId: 'updateWebhook',
        tags: ['Webhooks'],
        summary: 'Change a webhook',
        description: 'Where it leads, what it is told of, or whether it is on. Only its maker changes it.',
        errors: ['not_found', 'address_not_allowed'],
        params: IdParams,
        body: WebhookChange,
        response: { 200: Webhook },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { name, url, events, tableIds, on } = request.body;
      await requireTables(principalOf(request), tableIds);
      const { count } = await records.webhook.updateMany({
        where: { id },
        data: {
          ...(name !== undefined && { name }),
          ...(url !== undefined && { url, host: readHost(url) }),
          ...(events !== undefined && { events: [...new Set(events)] }),
          ...(tableIds !== undefined && { tableIds: tableIds ?? [] }),
          ...(on !== undefined && { offReason: on ? null : 'switched_off' }),
        },
      });
      if (count === 0) throw new AppError('not_found', { what: 'webhook' });
      return viewOne(id);
    },
  );

  app.post(
    '/api/webhooks/:id/rotate',
    {
      config: { permission: 'webhook.change', object: 'webhook' },
      schema: {
        operationId: 'rotateWebhookSecret',
        tags: ['Webhooks'],
        summary: 'Rotate the secret of a webhook',
        description:
          'Give it a new secret, which is shown once. For the time that you choose messages have two signatures, so that the receiver changes over without a gap.',
        errors: ['not_found'],
        params: IdParams,
        body: WebhookRotation,
        response: { 200: WebhookSecret },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { secret, sealed } = makeSecret(id);
      const seconds = request.body.graceHours * 3600;
      // One statement: of two rotations at once, the later one finds the secret of the earlier one.
      await records.$executeRaw`
        UPDATE sheetport.webhook SET secret = ${sealed},
               earlier_secret = CASE WHEN ${seconds}::float8 > 0 THEN secret END,
               earlier_until = CASE WHEN ${seconds}::float8 > 0 THEN now() + make_interval(secs => ${seconds}::float8) END
         WHERE id = ${id}::uuid`;
      return { webhook: await viewOne(id), secret };
    },
  );

  app.delete(
    '/api/webhooks/:id',
    {
      config: { permission: 'webhook.delete', object: 'webhook' },
      schema: {
        operationId: 'deleteWebhook',
        tags: ['Webhooks'],
        summary: 'Delete a webhook',
        description: 'With all its messages: what waits is not sent. You delete your own, an owner those of everybody.',
        errors: ['not_found'],
        params: IdParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { count } = await records.webhook.deleteMany({ where: { id: request.params.id } });
      if (count === 0) throw new AppError('not_found', { what: 'webhook' });
      return reply.code(204).send();
    },
  );
}
