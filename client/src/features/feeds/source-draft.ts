import { type Feed, isRemote, isRemoteKind, type NewFeed } from '@sheetport/contract';
import {
  describeRemote,
  isRemoteWhole,
  type RemoteDraft,
  remoteDraftOf,
  toRemoteLocation,
} from '../automation/remote-draft.ts';
import { describeMailbox, isMailboxWhole, type MailboxDraft, mailboxDraftOf, toMailbox } from './mailbox-draft.ts';

/** What is typed of a source: the fields of all kinds, so that nothing is lost when the kind is chosen anew. */
export interface SourceDraft {
  kind: Feed['source']['kind'];
  path: string;
  url: string;
  /** `tag` of S3 alone. */
  afterwards: 'leave' | 'move' | 'tag';
  remote: RemoteDraft;
  mailbox: MailboxDraft;
}

/** @param folders that may be watched, where any may */
export function newSource(folders: readonly string[]): SourceDraft {
  const kind = folders.length > 0 ? 'folder' : 'url';
  return {
    kind,
    path: folders[0] ?? '',
    url: '',
    afterwards: 'move',
    remote: remoteDraftOf(undefined),
    mailbox: mailboxDraftOf(undefined),
  };
}

export function sourceDraftOf(source: Feed['source']): SourceDraft {
  const { kind } = source;
  return {
    kind,
    path: kind === 'folder' ? source.path : '',
    url: kind === 'url' ? source.url : '',
    afterwards: kind === 'folder' || isRemote(source) ? source.afterwards : 'move',
    remote: remoteDraftOf(isRemote(source) ? source : undefined),
    mailbox: mailboxDraftOf(kind === 'mailbox' ? source : undefined),
  };
}

/** Whether enough is typed; the service checks the rest. @param isSecretKept the stored secret is kept */
export function isSourceWhole({ kind, path, url, remote, mailbox }: SourceDraft, isSecretKept: boolean): boolean {
  if (kind === 'mailbox') return isMailboxWhole(mailbox, isSecretKept);
  if (isRemoteKind(kind)) return isRemoteWhole(kind, remote, isSecretKept);
  return kind === 'inbound' || (kind === 'folder' ? path : url).trim() !== '';
}

/** @param before the stored one: what has no field in the form is taken from it */
export function toSource(
  draft: SourceDraft,
  before?: Feed['source'],
): Pick<NewFeed, 'source' | 'secret' | 'clientSecret'> {
  const { kind, path, url, afterwards, remote, mailbox } = draft;
  if (kind === 'mailbox') return toMailbox(mailbox);
  const others = afterwards === 'tag' ? 'move' : afterwards;
  if (isRemoteKind(kind)) {
    const location = toRemoteLocation(kind, remote, before);
    const secret = remote.secret === '' ? {} : { secret: remote.secret };
    if (location.kind === 's3') return { source: { ...location, afterwards }, ...secret };
    return { source: { ...location, afterwards: others }, ...secret };
  }
  if (kind === 'inbound') return { source: { kind } };
  if (kind === 'folder') return { source: { kind, path: path.trim(), afterwards: others } };
  return { source: { kind, url: url.trim() } };
}

/** Where the files come from, in a line; `sent` where others send them. */
export function describeSource(source: Feed['source'], sent: string): string {
  if (source.kind === 'inbound') return sent;
  if (source.kind === 'mailbox') return describeMailbox(source);
  if (isRemote(source)) return describeRemote(source);
  return source.kind === 'folder' ? source.path : source.url;
}
