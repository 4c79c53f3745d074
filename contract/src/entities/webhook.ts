/** Webhooks: other systems are told of what happened here (Standard Webhooks, standardwebhooks.com). */
import { z } from 'zod';
import { ErrorInfo } from './error-info.ts';
import { Id } from './id.ts';
import { PersonId } from './person.ts';
import { OFF_REASONS, WEBHOOK_EVENTS } from './webhook-events.ts';

export const WebhookEvent = z.enum(WEBHOOK_EVENTS);
export const WebhookOffReason = z.enum(OFF_REASONS);

export const Webhook = z.object({
  id: Id,
  name: z.string(),
  url: z.string().describe('Where messages are sent.'),
  events: z.array(z.string()).describe('Of these it is told.'),
  tableIds: z.array(Id).nullable().describe('Only of jobs of these tables; null for all that its maker may see.'),
  offReason: WebhookOffReason.nullable().describe('Why nothing is sent; null while it is on.'),
  earlierSecretUntil: z.iso
    .datetime()
    .nullable()
    .describe('Until then messages are also signed with the secret from before.'),
  waiting: z.number().int().describe('Messages that wait to be sent, or to be sent again.'),
  failed: z.number().int().describe('Messages that were given up.'),
  createdBy: PersonId.describe('It is told of what this person may see at the time.'),
  createdAt: z.iso.datetime(),
});
export type Webhook = z.infer<typeof Webhook>;

export const MessageState = z.enum(['waiting', 'delivered', 'failed']);
export type MessageState = z.infer<typeof MessageState>;

/** One try to send a message. */
export const MessageAttempt = z.object({
  at: z.iso.datetime(),
  ms: z.number().int().describe('How long it took.'),
  status: z.number().int().nullable().describe('The HTTP status of the receiver; null where it did not answer.'),
  answer: z.string().nullable().describe('The beginning of what the receiver answered.'),
  error: ErrorInfo.nullable().describe('Why there is no answer.'),
});
export type MessageAttempt = z.infer<typeof MessageAttempt>;

export const WebhookMessage = z.object({
  id: z.string().describe('The `webhook-id` of its requests: the same at each attempt.'),
  event: z.string(),
  jobId: Id.nullable(),
  fileId: Id.nullable(),
  state: MessageState,
  createdAt: z.iso.datetime(),
  nextAttemptAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  body: z.string().nullable().describe('What is sent; null before the first attempt.'),
  attempts: z.array(MessageAttempt).describe('The newest first, at most 20.'),
});
export type WebhookMessage = z.infer<typeof WebhookMessage>;
