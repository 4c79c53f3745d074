import {
  AppError,
  IdParams,
  MessageParams,
  MessageState,
  TEST_EVENT,
  WebhookMessage,
  WebhookMessages,
  WebhookMessagesQuery,
} from '@sheetport/contract';
import type { Prisma } from '@sheetport/prisma';
import type { App, Context } from '../../context.ts';
import { afterCursor, cutPage, NEWEST_FIRST } from '../../http/cursor.ts';
import { newId } from '../../id.ts';
import { viewAttempts, WITH_ATTEMPTS } from './view-attempts.ts';

type MessageRow = Prisma.WebhookMessageGetPayload<{ include: typeof WITH_ATTEMPTS }>;

/** Register the routes with which people see what a webhook was told, send it again, and test it. */
export function routeWebhookMessages(app: App, { records, pool }: Context): void {
  const findMessage = async (webhookId: string, id: string): Promise<WebhookMessage> => {
    const row = await records.webhookMessage.findFirst({ where: { id, webhookId }, include: WITH_ATTEMPTS });
    if (!row) throw new AppError('not_found', { what: 'message' });
    return viewMessage(row);
  };

  app.get(
    '/api/webhooks/:id/messages',
    {
      config: { permission: 'webhook.see', object: 'webhook' },
      schema: {
        operationId: 'listWebhookMessages',
        tags: ['Webhooks'],
        summary: 'List messages of a webhook',
        description:
          'What the webhook was told, newest first, with each attempt and what the receiver answered. Messages go away with files (KEEP_FILES_DAYS).',
        errors: ['not_found', 'invalid_cursor'],
        params: IdParams,
        querystring: WebhookMessagesQuery,
        response: { 200: WebhookMessages },
      },
    },
    async (request) => {
      const { state, limit, after } = request.query;
      const rows = await records.webhookMessage.findMany({
        where: {
          webhookId: request.params.id,
          ...(state && { state }),
          ...afterCursor(after),
        },
        orderBy: NEWEST_FIRST,
        take: limit + 1,
        include: WITH_ATTEMPTS,
      });
      const { page, next } = cutPage(rows, limit);
      return { messages: page.map(viewMessage), next };
    },
  );

  app.post(
    '/api/webhooks/:id/messages/:messageId/resend',
    {
      config: { permission: 'webhook.change', object: 'webhook' },
      schema: {
        operationId: 'resendWebhookMessage',
        tags: ['Webhooks'],
        summary: 'Send a message again',
        description:
          'Send the message now, with the same id and body. Its attempts start from the first. A message that is being sent at this moment is not sent twice.',
        errors: ['not_found'],
        params: MessageParams,
        response: { 202: WebhookMessage },
      },
    },
    async (request, reply) => {
      const { id, messageId } = request.params;
      await pool.query(
        `UPDATE sheetport.webhook_message SET state = 'waiting', attempts = 0, due_at = now(), ended_at = NULL
          WHERE id = $1 AND webhook_id = $2 AND (holder IS NULL OR due_at < now())`,
        [messageId, id],
      );
      reply.code(202);
      return findMessage(id, messageId);
    },
  );

  app.post(
    '/api/webhooks/:id/test',
    {
      config: { permission: 'webhook.change', object: 'webhook' },
      schema: {
        operationId: 'testWebhook',
        tags: ['Webhooks'],
        summary: 'Send a test message',
        description:
          'Send a message of the type `webhook.test`, once, also where the webhook is off. Ask for its messages to see the answer.',
        errors: ['not_found'],
        params: IdParams,
        response: { 202: WebhookMessage },
      },
    },
    async (request, reply) => {
      const webhookId = request.params.id;
      const id = newId();
      const { rowCount } = await pool.query(
        `INSERT INTO sheetport.webhook_message (id, webhook_id, event) SELECT $1, id, $3 FROM sheetport.webhook WHERE id = $2`,
        [id, webhookId, TEST_EVENT],
      );
      if (rowCount === 0) throw new AppError('not_found', { what: 'webhook' });
      reply.code(202);
      return findMessage(webhookId, id);
    },
  );
}

function viewMessage(row: MessageRow): WebhookMessage {
  const { id, event, jobId, fileId, body, dueAt, createdAt, endedAt } = row;
  const state = MessageState.catch('waiting').parse(row.state);
  return {
    id,
    event,
    jobId,
    fileId,
    body,
    state,
    createdAt: createdAt.toISOString(),
    nextAttemptAt: state === 'waiting' ? dueAt.toISOString() : null,
    endedAt: endedAt?.toISOString() ?? null,
    attempts: viewAttempts(row.tries),
  };
}
