import type { Feed, NewFeed } from '@sheetport/contract';
import {
  describeRemote,
  isRemoteWhole,
  type RemoteDraft,
  remoteDraftOf,
  toRemoteLocation,
} from '../automation/remote-draft.ts';
import { describeMailbox, EMPTY_MAILBOX, isMailboxWhole, type MailboxDraft, toMailbox } from './mailbox-draft.ts';

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
    mailbox: EMPTY_MAILBOX,
  };
}

/** Whether enough is typed; the service checks the rest. */
export function isSourceWhole({ kind, path, url, remote, mailbox }: SourceDraft): boolean {
  if (kind === 'mailbox') return isMailboxWhole(mailbox);
  if (kind === 's3' || kind === 'sftp') return isRemoteWhole(kind, remote, false);
  return kind === 'inbound' || (kind === 'folder' ? path : url).trim() !== '';
}

export function toSource(draft: SourceDraft): Pick<NewFeed, 'source' | 'secret'> {
  const { kind, path, url, afterwards, remote, mailbox } = draft;
  if (kind === 'mailbox') return toMailbox(mailbox);
  const others = afterwards === 'tag' ? 'move' : afterwards;
  if (kind === 's3' || kind === 'sftp') {
    const location = toRemoteLocation(kind, remote);
    const { secret } = remote;
    if (location.kind === 's3') return { source: { ...location, afterwards }, secret };
    return { source: { ...location, afterwards: others }, secret };
  }
  if (kind === 'inbound') return { source: { kind } };
  if (kind === 'folder') return { source: { kind, path: path.trim(), afterwards: others } };
  return { source: { kind, url: url.trim() } };
}

/** Where the files come from, in a line; `sent` where others send them. */
export function describeSource(source: Feed['source'], sent: string): string {
  if (source.kind === 'inbound') return sent;
  if (source.kind === 'mailbox') return describeMailbox(source);
  if (source.kind === 's3' || source.kind === 'sftp') return describeRemote(source);
  return source.kind === 'folder' ? source.path : source.url;
}
