import type { Feed, NewFeed } from '@sheetport/contract';
import { isSignInWhole, type SignInDraft, signInDraftOf, toOauth } from './sign-in-draft.ts';

type Mailbox = Extract<Feed['source'], { kind: 'mailbox' }>;

/** What is typed of a mailbox. */
export interface MailboxDraft extends Pick<Mailbox, 'security' | 'messages' | 'afterwards'> {
  host: string;
  port: string;
  user: string;
  signIn: SignInDraft;
  folder: string;
  from: string;
  moveTo: string;
}

/** The usual port of each way to encrypt (RFC 8314). */
const PORTS = { tls: '993', starttls: '143' } as const;

const EMPTY_MAILBOX: MailboxDraft = {
  host: '',
  port: PORTS.tls,
  security: 'tls',
  user: '',
  signIn: signInDraftOf(undefined),
  folder: 'INBOX',
  from: '',
  messages: 'new',
  afterwards: 'flag',
  moveTo: 'Imported',
};

/** @param mailbox undefined where the source is another */
export function mailboxDraftOf(mailbox: Mailbox | undefined): MailboxDraft {
  if (!mailbox) return EMPTY_MAILBOX;
  const { host, port, security, user, oauth, folder, from = '', messages, afterwards, moveTo } = mailbox;
  const signIn = signInDraftOf(oauth);
  return { host, port: String(port), security, user, signIn, folder, from, messages, afterwards, moveTo };
}

/** Another way to encrypt, with its port where none of one's own was typed. */
export function withSecurity(draft: MailboxDraft, security: Mailbox['security']): MailboxDraft {
  return { ...draft, security, port: draft.port === PORTS[draft.security] ? PORTS[security] : draft.port };
}

/** The servers of the providers that are known by name. */
const HOSTS = { google: 'imap.gmail.com', microsoft: 'outlook.office365.com' } as const;

/** Another way to sign in, with the server of a known provider where no other was typed. */
export function withSignIn(draft: MailboxDraft, signIn: SignInDraft): MailboxDraft {
  const { by } = signIn;
  const isOwn = draft.host.trim() !== '' && !Object.values<string>(HOSTS).includes(draft.host.trim());
  if (by === draft.signIn.by || isOwn || (by !== 'google' && by !== 'microsoft')) return { ...draft, signIn };
  return { ...withSecurity(draft, 'tls'), signIn, host: HOSTS[by] };
}

/** Whether enough is typed; the service checks the rest. @param isSecretKept the stored secret is kept */
export function isMailboxWhole(draft: MailboxDraft, isSecretKept: boolean): boolean {
  const { host, port, user, signIn, folder, afterwards, moveTo } = draft;
  const texts = [host, user, folder, ...(afterwards === 'move' ? [moveTo] : [])];
  return texts.every((text) => text.trim() !== '') && Number(port) >= 1 && isSignInWhole(signIn, isSecretKept);
}

export function toMailbox(draft: MailboxDraft): Pick<NewFeed, 'source' | 'secret' | 'clientSecret'> {
  const { host, port, security, user, signIn, folder, from, messages, afterwards, moveTo } = draft;
  const oauth = toOauth(signIn);
  return {
    source: {
      kind: 'mailbox',
      host: host.trim(),
      port: Number(port),
      security,
      user: user.trim(),
      ...(oauth && { oauth }),
      folder: folder.trim(),
      ...(from.trim() !== '' && { from: from.trim() }),
      messages,
      afterwards,
      moveTo: moveTo.trim() || 'Imported',
    },
    ...(signIn.secret !== '' && { secret: oauth ? signIn.secret.trim() : signIn.secret }),
    ...(oauth && signIn.clientSecret !== '' && { clientSecret: signIn.clientSecret.trim() }),
  };
}

/** Which mailbox it is, in a line. */
export function describeMailbox({ user, host, folder }: Mailbox): string {
  return `${user.includes('@') ? user : `${user}@${host}`} · ${folder}`;
}
