/** Folders of other systems: one interface for a prefix of S3 and a folder of an SFTP server. */
import type { RemoteFolderLocation } from '@sheetport/contract';
import type { OutgoingGuard } from '../outgoing/outgoing-guard.ts';

export interface RemoteFile {
  /** Within its folder, without a path. */
  name: string;
  bytes: number;
  /** Milliseconds since 1970, as the other system says. */
  mtimeMs: number;
  /** Of S3: names the content. What has one is whole. */
  etag?: string;
}

/** An open connection. All methods throw AppError: `receiver_unreachable`, `receiver_refused`, `address_not_allowed`, `host_key_not_confirmed`. */
export interface RemoteFolder {
  /** The files of the folder, not those of folders in it; at most so many, in the order of the other system. */
  list(most: number): Promise<RemoteFile[]>;
  /** Its bytes, as it was listed; what was changed since then ends in an error, or is of another length. */
  read(file: RemoteFile): AsyncIterable<Uint8Array>;
  /** What a file is like now; undefined where it is gone. */
  find(name: string): Promise<RemoteFile | undefined>;
  /**
   * Write a file whole or not at all; one of the same name is replaced at the end.
   * @returns where it is, for a receipt
   */
  write(name: string, bytes: number, content: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<string>;
  /**
   * Move a file into a folder of this one, which is made where it is missing. A file of that name there is not touched: `other` is the name
   * then.
   */
  move(file: RemoteFile, folder: string, other: string): Promise<void>;
  /** Of S3: give a file a tag, beside those that it has. */
  tag?(file: RemoteFile, key: string, value: string): Promise<void>;
  close(): void;
}

export interface RemoteOptions {
  guard: OutgoingGuard;
  /** Silence for so long ends a connection. */
  silentMs: number;
}

/** What limits of hosts are counted by. */
export function remoteHost(location: RemoteFolderLocation): string {
  if (location.kind === 'sftp') return location.host;
  return location.endpoint === undefined ? `s3.${location.region}.amazonaws.com` : new URL(location.endpoint).host;
}
