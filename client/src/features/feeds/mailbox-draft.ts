import type { Feed, NewFeed } from '@sheetport/contract';

type Mailbox = Extract<Feed['source'], { kind: 'mailbox' }>;

/** What is typed of a mailbox. */
export interface MailboxDraft extends Pick<Mailbox, 'security' | 'messages' | 'afterwards'> {
  host: string;
  port: string;
  user: string;
  secret: string;
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
  secret: '',
  folder: 'INBOX',
  from: '',
  messages: 'new',
  afterwards: 'flag',
  moveTo: 'Imported',
};

/** @param mailbox undefined where the source is another */
export function mailboxDraftOf(mailbox: Mailbox | undefined): MailboxDraft {
  if (!mailbox) return EMPTY_MAILBOX;
  const { host, port, security, user, folder, from = '', messages, afterwards, moveTo } = mailbox;
  return { host, port: String(port), security, user, secret: '', folder, from, messages, afterwards, moveTo };
}

/** Another way to encrypt, with its port where none of one's own was typed. */
export function withSecurity(draft: MailboxDraft, security: Mailbox['security']): MailboxDraft {
  return { ...draft, security, port: draft.port === PORTS[draft.security] ? PORTS[security] : draft.port };
}

/** Whether enough is typed; the service checks the rest. @param isSecretKept the one of before is kept */
export function isMailboxWhole(draft: MailboxDraft, isSecretKept: boolean): boolean {
  const { host, port, user, secret, folder, afterwards, moveTo } = draft;
  const texts = [host, user, folder, ...(isSecretKept ? [] : [secret]), ...(afterwards === 'move' ? [moveTo] : [])];
  return texts.every((text) => text.trim() !== '') && Number(port) >= 1;
}

export function toMailbox(draft: MailboxDraft): Pick<NewFeed, 'source' | 'secret'> {
  const { host, port, security, user, secret, folder, from, messages, afterwards, moveTo } = draft;
  return {
    source: {
      kind: 'mailbox',
      host: host.trim(),
      port: Number(port),
      security,
      user: user.trim(),
      folder: folder.trim(),
      ...(from.trim() !== '' && { from: from.trim() }),
      messages,
      afterwards,
      moveTo: moveTo.trim() || 'Imported',
    },
    ...(secret !== '' && { secret }),
  };
}

/** Which mailbox it is, in a line. */
export function describeMailbox({ user, host, folder }: Mailbox): string {
  return `${user.includes('@') ? user : `${user}@${host}`} · ${folder}`;
}
