import type { FeedSource } from './feed.ts';

/** Whether a secret that was given for one source may be used for another: it is the same account of the same server. */
export function isSameAccount(one: FeedSource, other: FeedSource): boolean {
  const account = accountOf(one);
  return account !== null && account === accountOf(other);
}

/** The account that a source signs in to; null where it needs none. */
function accountOf(source: FeedSource): string | null {
  if (source.kind === 's3') return JSON.stringify([source.kind, source.endpoint, source.accessKeyId]);
  if (source.kind !== 'sftp' && source.kind !== 'mailbox') return null;
  // A refresh token may only go to the address that it was given for. Without `tokenUrl` the secret is a password, never a token.
  const { tokenUrl, clientId } = (source.kind === 'mailbox' && source.oauth) || {};
  return JSON.stringify([source.kind, source.host, source.port, source.user, tokenUrl, clientId]);
}

/** Whether two sources list the same files. What is done with the files afterwards may differ. */
export function hasSameFiles(one: FeedSource, other: FeedSource): boolean {
  return fieldsOf(one, NOT_WHERE) === fieldsOf(other, NOT_WHERE);
}

export function isSameSource(one: FeedSource, other: FeedSource): boolean {
  return fieldsOf(one) === fieldsOf(other);
}

const NOT_WHERE: ReadonlySet<string> = new Set(['afterwards', 'moveTo', 'hostKey', 'security', 'oauth']);

/** The fields in an order that does not depend on who wrote them. */
function fieldsOf(source: FeedSource, except: ReadonlySet<string> = new Set()): string {
  return JSON.stringify(
    Object.entries(source)
      .filter(([name, value]) => value !== undefined && !except.has(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
