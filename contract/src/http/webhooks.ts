/** Calls about webhooks. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { MessageState, Webhook, WebhookEvent, WebhookMessage } from '../entities/webhook.ts';
import { Name } from './name.ts';
import { Cursor, Limit } from './paging.ts';

const MAX_TABLES = 100;
const MAX_GRACE_HOURS = 7 * 24;

const Url = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' })
  .max(2000)
  .refine((text) => !URL.canParse(text) || new URL(text).username + new URL(text).password === '', {
    error: 'must have no name and password in it',
  });
const Events = z.array(WebhookEvent).min(1).max(100);
const TableIds = z.array(Id).min(1).max(MAX_TABLES).nullable();

export const Webhooks = z.object({ webhooks: z.array(Webhook) });
export type Webhooks = z.infer<typeof Webhooks>;

export const NewWebhook = z.strictObject({
  name: Name,
  url: Url.describe('Public addresses; others where OUTGOING_NETWORKS allows them. Redirects are not followed.'),
  events: Events.describe('Of which events it is told.'),
  tableIds: TableIds.optional().describe('Only of jobs of these tables; without them of all that you may see.'),
});
export type NewWebhook = z.input<typeof NewWebhook>;

export const WebhookChange = z.strictObject({
  name: Name.optional(),
  url: Url.optional(),
  events: Events.optional(),
  tableIds: TableIds.optional(),
  on: z.boolean().optional().describe('Off: nothing is sent, and nothing new is noted. On again: what waited is sent.'),
});
export type WebhookChange = z.input<typeof WebhookChange>;

export const WebhookSecret = z.object({
  webhook: Webhook,
  secret: z.string().describe('Signs the messages: `whsec_` and 32 bytes in base64. It is shown only here.'),
});
export type WebhookSecret = z.infer<typeof WebhookSecret>;

export const WebhookRotation = z.strictObject({
  graceHours: z
    .number()
    .int()
    .min(0)
    .max(MAX_GRACE_HOURS)
    .default(24)
    .describe('For so long messages are signed with both secrets.'),
});
export type WebhookRotation = z.input<typeof WebhookRotation>;

export const WebhookMessagesQuery = z.object({
  state: MessageState.optional().describe('Only messages in this state.'),
  limit: Limit(100, 20),
  after: Cursor(200),
});

export const WebhookMessages = z.object({ messages: z.array(WebhookMessage), next: z.string().nullable() });
export type WebhookMessages = z.infer<typeof WebhookMessages>;

export const MessageParams = z.object({
  id: Id.describe('The id of the webhook.'),
  messageId: Id.describe('The id of the message.'),
});
