/** What webhooks tell of. Without schemas: pages load it that need none. */
export const WEBHOOK_EVENTS = [
  'import.succeeded',
  'import.failed',
  'import.cancelled',
  'export.succeeded',
  'export.failed',
  'export.cancelled',
  'edit.succeeded',
  'edit.failed',
  'edit.cancelled',
  'undo.succeeded',
  'undo.failed',
  'undo.cancelled',
  'file.ready',
  'file.unreadable',
] as const;
export type WebhookEventName = (typeof WEBHOOK_EVENTS)[number];

/** What `POST /api/webhooks/:id/test` sends. */
export const TEST_EVENT = 'webhook.test';

/**
 * Why a webhook is off: somebody switched it off; its receiver answered 410 (Gone); nothing arrived for three days; its maker may no longer sign in.
 */
export const OFF_REASONS = ['switched_off', 'gone', 'failing', 'maker'] as const;
export type OffReason = (typeof OFF_REASONS)[number];
