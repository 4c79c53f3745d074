import { AppError, formatBytes, type Mailbox } from '@sheetport/contract';
import { queryRows } from '@sheetport/core';
import type { FeedRecord } from '@sheetport/prisma';
import type { ImapFlow } from 'imapflow';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { cleanFileName } from '../../http/file-name.ts';
import { type Attachment, findAttachments } from './find-attachments.ts';
import { feedSecretName } from './look-at-remote.ts';
import { readGrant, renewGrant, takeAccessToken } from './mailbox-grant.ts';
import { noteTidied } from './move-source.ts';
import { isSignInRefused, type MailboxOptions, openMailbox, toMailboxError } from './open-mailbox.ts';
import { takeContent } from './take-content.ts';

/** Silence of the server ends a look. */
const SILENT_MS = 30_000;
/** The same while a person waits. */
const CHECK_MS = 10_000;
/** Messages that one look goes through, and whose parts are asked for at once. */
const MOST_MESSAGES = 200;
const ASKED_AT_ONCE = 25;
/** Messages that could not be taken and are tried again; of more the oldest are forgotten. */
const MOST_AGAIN = 500;
const MOST_TRIED_AGAIN = 50;
const DAY_MS = 86_400_000;

/** How far the messages of a folder were looked through. Numbers of messages (UID) only grow, until the folder is made anew (UIDVALIDITY). */
const Seen = z.object({
  /** Which folder the message numbers belong to (`validityOf`). */
  validity: z.string(),
  upTo: z.number(),
  /** Numbers up to there of which something could not be taken. */
  again: z.array(z.number()),
});
type Seen = z.infer<typeof Seen>;

/** By what an attachment is known again: never changed, so what was read of one is whole. */
const SeenAs = z.object({ validity: z.string(), uid: z.number(), part: z.string() });

interface Message {
  uid: number;
  attachments: Attachment[];
}

type Looked = { seen: Seen; isUnsettled: boolean; error?: unknown };

/**
 * Open a mailbox once, so that what is wrong with it is said when it is named.
 * @returns the secret as it is to be kept: with the access token, and the new refresh token where there is one
 * @throws AppError `secret_missing`, `receiver_unreachable`, `receiver_refused`, `grant_refused`, `address_not_allowed`
 */
export async function checkMailbox(
  { outgoing }: Pick<Context, 'outgoing'>,
  source: Mailbox,
  secret: string | undefined,
): Promise<string> {
  if (secret === undefined) throw new AppError('secret_missing');
  const options = { guard: outgoing, silentMs: CHECK_MS };
  if (!source.oauth) {
    (await openMailbox(source, { pass: secret }, options)).close();
    return secret;
  }
  const grant = await renewGrant(outgoing, source.oauth, readGrant(secret), CHECK_MS);
  (await openMailbox(source, { accessToken: grant.accessToken }, options)).close();
  return JSON.stringify(grant);
}

/**
 * Take the spreadsheets of new messages, and do with messages whose files are loaded what the feed says.
 * @returns how far it came, whether there is more, and why something could not be taken
 * @throws AppError `secret_missing`, `secret_unreadable`, `receiver_unreachable`, `receiver_refused`, `grant_refused`, `address_not_allowed`
 */
export async function lookAtMailbox(
  context: Context,
  feed: FeedRecord,
  source: Mailbox,
  options: Partial<MailboxOptions> = {},
): Promise<Looked> {
  const client = await signIn(context, feed, source, { guard: context.outgoing, silentMs: SILENT_MS, ...options });
  try {
    const looked = await takeMessages(context, feed, source, client);
    if (looked.error !== undefined && !client.usable) return looked;
    const isMoving = await tidyMessages(context, feed, source, client);
    return { ...looked, isUnsettled: looked.isUnsettled || isMoving };
  } catch (error) {
    throw toMailboxError(error, source.host);
  } finally {
    client.close();
  }
}

/** Open the mailbox with what is kept: a password, or an access token. One that is not accepted any more before its time is renewed once. */
async function signIn(context: Context, feed: FeedRecord, source: Mailbox, options: MailboxOptions): Promise<ImapFlow> {
  if (feed.secret === null) throw new AppError('secret_missing');
  const { oauth } = source;
  if (!oauth)
    return openMailbox(source, { pass: context.secretBox.open(feedSecretName(feed.id), feed.secret) }, options);
  const given = await takeAccessToken(context, feed, oauth, options.silentMs);
  try {
    return await openMailbox(source, { accessToken: given.accessToken }, options);
  } catch (error) {
    if (given.isNew || !isSignInRefused(error)) throw error;
    const { accessToken } = await takeAccessToken(context, feed, oauth, options.silentMs, given.accessToken);
    return openMailbox(source, { accessToken }, options);
  }
}

async function takeMessages(context: Context, feed: FeedRecord, source: Mailbox, client: ImapFlow): Promise<Looked> {
  const validity = validityOf(client, source);
  const last = Seen.safeParse(feed.seen).data;
  const seen: Seen =
    last?.validity === validity ? { ...last, again: [...last.again] } : { validity, upTo: 0, again: [] };
  const fresh = await findNew(client, feed, source, seen.upTo);
  const todo = [...seen.again.slice(0, MOST_TRIED_AGAIN), ...fresh].slice(0, MOST_MESSAGES);
  let error: unknown;
  for (let from = 0; from < todo.length && client.usable; from += ASKED_AT_ONCE) {
    const chunk = todo.slice(from, from + ASKED_AT_ONCE);
    const messages = await readMessages(client, chunk, source.from);
    for (const uid of chunk) {
      const message = messages.get(uid);
      const failure = message && (await takeMessage(context, feed, client, source, validity, message));
      // The connection is gone: this one and those after it are for the next look.
      if (failure !== undefined && !client.usable) {
        error ??= failure.error;
        break;
      }
      seen.again = seen.again.filter((one) => one !== uid);
      if (failure !== undefined) {
        error ??= failure.error;
        seen.again = [...seen.again, uid].slice(-MOST_AGAIN);
      }
      seen.upTo = Math.max(seen.upTo, uid);
    }
  }
  return { seen, isUnsettled: fresh.length > MOST_MESSAGES, ...(error !== undefined && { error }) };
}

/** The numbers of messages that came since, in their order. Their days are those of the server, which may be a day behind. */
async function findNew(
  client: ImapFlow,
  { createdAt }: FeedRecord,
  { messages }: Mailbox,
  upTo: number,
): Promise<number[]> {
  const found = await client.search(
    {
      uid: `${upTo + 1}:*`,
      deleted: false,
      ...(messages === 'new' && { since: new Date(createdAt.getTime() - DAY_MS) }),
    },
    { uid: true },
  );
  if (!Array.isArray(found)) throw new Error('the folder cannot be searched');
  // `n:*` has the last message also where its number is below n.
  return found.filter((uid) => uid > upTo).sort((a, b) => a - b);
}

/** What is attached to messages; those of other senders, and those that are gone, are not answered. */
async function readMessages(client: ImapFlow, uids: readonly number[], from: string | undefined) {
  const messages = new Map<number, Message>();
  const query = { uid: true, envelope: true, bodyStructure: true };
  for await (const { uid, envelope, bodyStructure } of client.fetch(uids.join(','), query, { uid: true })) {
    const sender = envelope?.from?.[0]?.address?.toLowerCase() ?? '';
    if (from !== undefined && sender !== from && !(from.startsWith('@') && sender.endsWith(from))) continue;
    messages.set(uid, { uid, attachments: findAttachments(bodyStructure) });
  }
  return messages;
}

/** @returns why something of it could not be taken; the rest was */
async function takeMessage(
  context: Context,
  feed: FeedRecord,
  client: ImapFlow,
  { host }: Mailbox,
  validity: string,
  { uid, attachments }: Message,
): Promise<{ error: unknown } | undefined> {
  const limit = context.settings.MAX_FILE_BYTES;
  let failed: { error: unknown } | undefined;
  for (const { part, name, bytes } of attachments) {
    if (bytes === 0) continue;
    try {
      // It would be asked for again and again.
      if (bytes > limit) throw new AppError('file_too_large', { limit: formatBytes(limit) });
      const { content } = await client.download(String(uid), part, { uid: true, decodeText: false });
      if (!content) continue;
      const isTaken = await takeContent(context, feed, {
        name: cleanFileName(name),
        bytes: readPart(content, host),
        // A message that was deleted meanwhile has no content.
        isWhole: async () => (await client.fetchOne(String(uid), { uid: true }, { uid: true })) !== false,
        seenAs: { validity, uid, part },
      });
      if (!isTaken) failed ??= { error: undefined };
    } catch (error) {
      failed = failed?.error === undefined ? { error: client.usable ? error : toMailboxError(error, host) } : failed;
      if (!client.usable) break;
    }
  }
  return failed;
}

/** @throws AppError `receiver_unreachable` where the connection is lost: it is not one to the database */
async function* readPart(content: AsyncIterable<Uint8Array>, host: string): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    throw toMailboxError(error, host);
  }
}

const Loaded = z.object({ id: z.string(), seenAs: SeenAs });

/** @returns whether messages wait for files that are not loaded yet */
async function tidyMessages(
  { pool, records, log }: Context,
  { id: feedId }: FeedRecord,
  source: Mailbox,
  client: ImapFlow,
): Promise<boolean> {
  const { afterwards, moveTo } = source;
  // A message stays while something of it waits for a person.
  const loaded = await queryRows(
    pool,
    Loaded,
    `SELECT f.id, f.seen_as AS "seenAs" FROM sheetport.feed_file f
      WHERE f.feed_id = $1 AND f.state = 'loaded' AND NOT f.is_tidied
        AND NOT EXISTS (SELECT 1 FROM sheetport.feed_file o WHERE o.feed_id = f.feed_id AND o.state <> 'loaded'
                           AND o.seen_as ->> 'uid' = f.seen_as ->> 'uid' AND o.seen_as ->> 'validity' = f.seen_as ->> 'validity')
      ORDER BY f.created_at LIMIT 100`,
    [feedId],
  );
  const done = new Map<number, boolean>();
  for (const { id, seenAs } of loaded) {
    const { uid, validity } = seenAs;
    if (afterwards !== 'leave' && validity === validityOf(client, source) && !done.has(uid))
      done.set(uid, await tidyMessage(client, uid, afterwards === 'move' ? moveTo : null));
    if (done.get(uid) === false) log.debug({ feed: feedId, uid }, 'a message of a feed could not be flagged or moved');
    await noteTidied({ records }, id, done.get(uid) === true, new Date());
  }
  if (afterwards === 'leave') return false;
  return (await records.feedFile.count({ where: { feedId, state: { in: ['reading', 'importing'] } } })) > 0;
}

/** @returns whether it was flagged or moved; false where the server refuses, or it is gone */
async function tidyMessage(client: ImapFlow, uid: number, moveTo: string | null): Promise<boolean> {
  const range = String(uid);
  if ((await client.fetchOne(range, { uid: true }, { uid: true })) === false) return false;
  if (moveTo === null) return client.messageFlagsAdd(range, ['\\Flagged', '\\Seen'], { uid: true });
  // One that is there already is no error.
  await client.mailboxCreate(moveTo).catch((error: unknown) => {
    if (!client.usable) throw error;
  });
  return (await client.messageMove(range, moveTo, { uid: true })) !== false;
}

/** Names the folder and mailbox that message numbers belong to. A feed may be changed to another folder with the same UIDVALIDITY. */
function validityOf(client: ImapFlow, { user, host, port, folder }: Mailbox): string {
  return client.mailbox ? `${client.mailbox.uidValidity} ${user}@${host}:${port}/${folder}` : '';
}
