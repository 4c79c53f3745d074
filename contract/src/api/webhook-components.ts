import type { z } from 'zod';
import {
  MessageAttempt,
  MessageState,
  Webhook,
  WebhookEvent,
  WebhookMessage,
  WebhookOffReason,
} from '../entities/webhook.ts';
import { JobNotice } from '../http/jobs.ts';
import {
  NewWebhook,
  WebhookChange,
  WebhookMessages,
  WebhookRotation,
  WebhookSecret,
  Webhooks,
} from '../http/webhooks.ts';

/** Schemas of webhooks: name, schema, and what it is, in a sentence. */
export const WEBHOOK_COMPONENTS: Readonly<Record<string, readonly [z.ZodType, string]>> = {
  JobNotice: [JobNotice, 'Whether you are told by e-mail that a job is over.'],
  Webhook: [Webhook, 'An address that is told of what happens.'],
  Webhooks: [Webhooks, 'Webhooks by name.'],
  WebhookEvent: [WebhookEvent, 'A kind of job and how it ended, or what became of a file.'],
  WebhookOffReason: [WebhookOffReason, 'Why a webhook is off.'],
  NewWebhook: [NewWebhook, 'A webhook to make.'],
  WebhookUpdate: [WebhookChange, 'What changes of a webhook. What is not named stays.'],
  WebhookSecret: [WebhookSecret, 'A webhook with its secret, which is shown once.'],
  WebhookRotation: [WebhookRotation, 'How a webhook gets a new secret.'],
  WebhookMessage: [WebhookMessage, 'Something that a webhook is told, and the attempts to tell it.'],
  WebhookMessages: [WebhookMessages, 'A page of messages, newest first.'],
  MessageState: [MessageState, 'How far a message is.'],
  MessageAttempt: [MessageAttempt, 'One attempt to send a message.'],
};
