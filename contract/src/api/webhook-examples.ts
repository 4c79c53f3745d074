/** A webhook, as requests and answers about it look. A test checks each against its schema. */
import type { Webhook, WebhookMessage } from '../entities/webhook.ts';
import type { NewWebhook } from '../http/webhooks.ts';

const AT = '2026-01-15T09:30:00.000Z';
const LATER = '2026-01-15T09:35:00.000Z';
const JOB_ID = '0199c1b0-2d10-4c8c-9a3e-5b8f20c77a02';

const newWebhook: NewWebhook = {
  name: 'Warehouse',
  url: 'https://hooks.example.com/sheetport',
  events: ['import.succeeded', 'import.failed'],
};
const webhook: Webhook = {
  id: '0199c1b0-6a01-4f0d-8a11-0c2f8e1d7b01',
  ...newWebhook,
  events: [...newWebhook.events],
  tableIds: null,
  offReason: null,
  earlierSecretUntil: null,
  waiting: 1,
  failed: 0,
  createdBy: '0199c1b0-11f2-4c3b-b2aa-0d9c4e7f6607',
  createdAt: AT,
};
const webhookSecret = { webhook, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=' };
const message: WebhookMessage = {
  id: '0199c1b0-7b02-4f0d-8a11-0c2f8e1d7b02',
  event: 'import.succeeded',
  jobId: JOB_ID,
  fileId: null,
  state: 'waiting',
  createdAt: AT,
  nextAttemptAt: LATER,
  endedAt: null,
  body: `{"type":"import.succeeded","timestamp":"${AT}","data":{"jobId":"${JOB_ID}"}}`,
  attempts: [{ at: AT, ms: 231, status: 503, answer: 'try again', error: null }],
};

export const WEBHOOK_EXAMPLES = {
  JobNotice: { asked: { email: 'ann@example.com', asked: true } },
  Webhooks: { one: { webhooks: [webhook] } },
  Webhook: { on: webhook },
  NewWebhook: { imports: newWebhook },
  WebhookUpdate: { off: { on: false }, oneTable: { tableIds: ['0199c1b0-3c55-4a1f-8d2b-7e90aa11bb03'] } },
  WebhookSecret: { first: webhookSecret },
  WebhookRotation: { day: { graceHours: 24 }, atOnce: { graceHours: 0 } },
  WebhookMessage: { waiting: message },
  WebhookMessages: { page: { messages: [message], next: null } },
};
