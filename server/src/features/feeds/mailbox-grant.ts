/** Access to mailboxes by OAuth: what is kept of a grant, and how its access token is renewed (RFC 6749, section 6). */
import { AppError, type FeedSource, type MailboxOauth } from '@sheetport/contract';
import { type OutgoingGuard, openOutgoing, readText } from '@sheetport/core';
import type { FeedRecord } from '@sheetport/prisma';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { feedSecretName } from './look-at-remote.ts';

/** An access token is renewed so long before it ends. */
const EARLY_MS = 60_000;
/** One that does not say how long it holds. RFC 6749 recommends that it does. */
const DEFAULT_SECONDS = 600;
const MOST_SECONDS = 86_400;
const MOST_BYTES = 65_536;
/** The most characters of an answer that are shown. */
const LONGEST_DETAIL = 200;

/** What is kept as the secret of a feed, encrypted. */
const Grant = z.object({
  refreshToken: z.string(),
  clientSecret: z.string().optional(),
  accessToken: z.string().optional(),
  /** Milliseconds since 1970. */
  endsAt: z.number().optional(),
});
type Grant = z.infer<typeof Grant>;

const Answer = z.object({
  access_token: z.string().min(1).max(20_000),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
  refresh_token: z.string().min(1).max(20_000).optional(),
});
const Refusal = z.object({ error: z.string(), error_description: z.string().catch('') });

/** The secret of a feed as it is kept, made of what a person names. @param before what was kept for the same account */
export function keepSecret(
  source: FeedSource,
  { secret, clientSecret }: { secret?: string | undefined; clientSecret?: string | undefined },
  before?: string,
): string | undefined {
  if (source.kind === 'mailbox' && source.oauth) {
    const kept = before === undefined ? undefined : readGrant(before);
    if (secret === undefined && clientSecret === undefined) return before;
    const refreshToken = secret ?? kept?.refreshToken;
    if (refreshToken === undefined) return undefined;
    return JSON.stringify({ refreshToken, clientSecret: clientSecret ?? kept?.clientSecret } satisfies Grant);
  }
  if (clientSecret !== undefined)
    throw new AppError('invalid_request', { problems: 'clientSecret: only a mailbox with oauth has one' });
  return secret ?? before;
}

/** @throws AppError `secret_missing` where it is none */
export function readGrant(secret: string): Grant {
  try {
    return Grant.parse(JSON.parse(secret));
  } catch (error) {
    throw new AppError('secret_missing', {}, { cause: error });
  }
}

/**
 * An access token that holds now: the one that is kept, or a new one, which is then kept with the refresh token that came with it. Where another
 * server renewed it meanwhile, its token is the answer.
 * @param refused one that the mailbox does not accept
 * @throws AppError `secret_missing`, `secret_unreadable`, `grant_refused`, `receiver_unreachable`, `address_not_allowed`
 */
export async function takeAccessToken(
  { records, secretBox, outgoing }: Pick<Context, 'records' | 'secretBox' | 'outgoing'>,
  { id }: Pick<FeedRecord, 'id'>,
  oauth: MailboxOauth,
  timeoutMs: number,
  refused?: string,
): Promise<{ accessToken: string; isNew: boolean }> {
  const read = async () => {
    const { secret } = await records.feed.findUniqueOrThrow({ where: { id }, select: { secret: true } });
    if (secret === null) throw new AppError('secret_missing');
    return { sealed: secret, grant: readGrant(secretBox.open(feedSecretName(id), secret)) };
  };
  const held = ({ accessToken, endsAt = 0 }: Grant) =>
    accessToken !== undefined && accessToken !== refused && endsAt - EARLY_MS > Date.now() ? accessToken : undefined;
  const { sealed, grant } = await read();
  const kept = held(grant);
  if (kept !== undefined) return { accessToken: kept, isNew: false };
  try {
    const renewed = await renewGrant(outgoing, oauth, grant, timeoutMs);
    await records.feed.updateMany({
      where: { id, secret: sealed },
      data: { secret: secretBox.seal(feedSecretName(id), JSON.stringify(renewed)) },
    });
    return { accessToken: renewed.accessToken, isNew: true };
  } catch (error) {
    // Of two servers that renew at once, the second may send a refresh token that no longer works.
    const theirs = error instanceof AppError && error.code === 'grant_refused' ? held((await read()).grant) : undefined;
    if (theirs === undefined) throw error;
    return { accessToken: theirs, isNew: true };
  }
}

/**
 * Ask for a new access token.
 * @returns the grant with it, and with the new refresh token where there is one
 * @throws AppError `grant_refused`, `receiver_unreachable`, `address_not_allowed`
 */
export async function renewGrant(
  guard: OutgoingGuard,
  { tokenUrl, clientId, scope }: MailboxOauth,
  { refreshToken, clientSecret }: Grant,
  timeoutMs: number,
): Promise<Grant & { accessToken: string }> {
  const { host } = new URL(tokenUrl);
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: clientId,
    ...(clientSecret !== undefined && { client_secret: clientSecret }),
    ...(scope !== undefined && { scope }),
  });
  const answer = await openOutgoing(guard, {
    url: tokenUrl,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.toString(),
    timeoutMs,
  });
  const { text, isCut } = await readText(answer, MOST_BYTES);
  const said = isCut ? undefined : parseJson(text);
  const given = answer.status === 200 ? Answer.safeParse(said).data : undefined;
  if (given) {
    const seconds = Math.min(given.expires_in ?? DEFAULT_SECONDS, MOST_SECONDS);
    return {
      refreshToken: given.refresh_token ?? refreshToken,
      ...(clientSecret !== undefined && { clientSecret }),
      accessToken: given.access_token,
      endsAt: Date.now() + seconds * 1000,
    };
  }
  const refusal = answer.status === 400 || answer.status === 401 ? Refusal.safeParse(said).data : undefined;
  // RFC 6749, section 5.2. What it says else may pass.
  if (refusal) {
    const words = [refusal.error, refusal.error_description.split(/[\r\n]/, 1)[0]].filter(Boolean).join(': ');
    throw new AppError('grant_refused', { host, detail: words.slice(0, LONGEST_DETAIL).replace(/[.\s]+$/, '') });
  }
  const detail = answer.status === 200 ? 'its answer has no access token' : `it answers ${answer.status}`;
  throw new AppError('receiver_unreachable', { host, detail });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
