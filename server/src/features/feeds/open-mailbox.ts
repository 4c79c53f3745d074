import { AppError, type Mailbox } from '@sheetport/contract';
import { type OutgoingGuard, toOutgoingError } from '@sheetport/core';
import type { ImapFlow, ImapFlowError } from 'imapflow';

/** What a server may send as one line, one literal and one answer: pieces of files have 64 kB, the numbers of 100,000 messages 700 kB. */
const LONGEST_LINE = 4 * 1024 * 1024;
const LARGEST_ANSWER = 8 * 1024 * 1024;
const MOST_TOKENS = 200_000;

export interface MailboxOptions {
  guard: OutgoingGuard;
  /** Silence for so long ends the connection, in milliseconds. */
  silentMs: number;
  /** Certificates that are trusted besides those of Node (PEM); for tests. */
  ca?: string;
}

/** What one signs in with: a password, or an access token of OAuth (SASL OAUTHBEARER, RFC 7628, or XOAUTH2, as the server offers). */
type SignIn = { pass: string } | { accessToken: string };

/**
 * Connect to the server of a mailbox (IMAP, RFC 3501), sign in, and open its folder. Nothing is sent before the connection is encrypted.
 * Close it at the end: `mailbox.close()`.
 * @throws AppError `receiver_unreachable`, `receiver_refused`, `address_not_allowed`
 */
export async function openMailbox(
  { host, port, security, user, folder }: Mailbox,
  signIn: SignIn,
  { guard, silentMs, ca }: MailboxOptions,
): Promise<ImapFlow> {
  guard.refuse(host);
  // It takes memory and time to load: only where it is used.
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls',
    auth: { user, ...signIn },
    tls: { lookup: guard.lookup, minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) } as object,
    clientInfo: { name: 'Sheetport' },
    logger: false,
    disableAutoIdle: true,
    // What is small when it comes could be large in memory.
    disableCompression: true,
    connectionTimeout: silentMs,
    greetingTimeout: silentMs,
    socketTimeout: silentMs,
    maxLineLength: LONGEST_LINE,
    maxLiteralSize: LONGEST_LINE,
    maxResponseSize: LARGEST_ANSWER,
    maxResponseTokens: MOST_TOKENS,
  });
  // Calls that wait fail with it; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.mailboxOpen(folder);
    return client;
  } catch (error) {
    client.close();
    throw toMailboxError(error, host, folder, 'accessToken' in signIn ? 'access token' : 'password');
  }
}

/** Whether the server does not accept the user, whatever else may be wrong. */
export function isSignInRefused(error: unknown): boolean {
  const { cause } = (error ?? {}) as { cause?: Partial<ImapFlowError> };
  return error instanceof AppError && cause?.authenticationFailed === true;
}

/** What people see of an error of IMAP. An AppError stays as it is. */
export function toMailboxError(error: unknown, host: string, folder?: string, secret = 'password'): AppError {
  if (error instanceof AppError) return error;
  const failure = (error ?? {}) as Partial<ImapFlowError>;
  const { code = '', authenticationFailed, mailboxMissing, responseStatus, responseText } = failure;
  const refuse = (detail: string) => new AppError('receiver_refused', { host, detail }, { cause: error });
  const away = (detail: string) => new AppError('receiver_unreachable', { host, detail }, { cause: error });
  if (authenticationFailed) return refuse(`it does not accept the user with this ${secret}`);
  if (mailboxMissing || (folder !== undefined && responseStatus === 'NO'))
    return refuse(`there is no folder "${folder}"`);
  if (responseStatus !== undefined)
    return refuse(`it answers ${responseStatus} ${(responseText ?? '').slice(0, 200)}`.trim());
  if (/TIMEOUT/.test(code)) return away('it did not answer in time');
  if (code === 'MissingServerExtension' || failure.tlsFailed)
    return away('it does not offer an encrypted connection as expected');
  if (/TooLarge$|^TooMany/.test(code)) return away('its answer is too large');
  return toOutgoingError(failure._err ?? error, host);
}
