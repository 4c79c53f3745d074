import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/**
 * The headers of a message, as Standard Webhooks says (standardwebhooks.com, "Webhook Headers"; HMAC-SHA256, version `v1`).
 * @param secrets as `whsec_` and base64; more than one while a secret is rotated, and the receiver takes any
 * @param at when it is sent, in milliseconds since 1970
 */
export function signMessage(id: string, body: string, secrets: readonly string[], at: number): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
