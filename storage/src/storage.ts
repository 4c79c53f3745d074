/** What is stored under a key. */
export interface StoredObject {
  key: string;
  bytes: number;
  /** When it was written, or given its key. */
  changedAt: Date;
  /** Another one when the bytes are others; as it stands in an ETag (RFC 9110, section 8.8.3), with its quotes. */
  etag: string;
}

/** A file on this machine that becomes an object when it is whole. */
export interface Draft {
  /** Where to write it. */
  readonly path: string;
  /** All of it is written: do what takes long. Nobody sees it yet. */
  prepare(signal?: AbortSignal): Promise<void>;
  /** Give it its key, in place of what was there. Quick once it is prepared. */
  publish(): Promise<void>;
  /** Leave nothing of it, unless it is published. */
  discard(): Promise<void>;
}

/** A draft that somebody has begun. */
export interface FoundDraft {
  name: string;
  /** The last part of its key: the id of a job. */
  id: string;
  claim: number;
}

export interface WriteOptions {
  /** A name for what is being written, where it needs one on a disk; the last part of the key when absent. */
  draft?: string;
  /** It can be made again, so a power failure may take it. */
  remade?: boolean;
}

/** `from` and `to` are the first and the last byte, counted from 0. */
export interface ByteRange {
  from: number;
  to: number;
}

/**
 * Files of the service under keys (keys.ts). All methods throw StorageError, and those of the disk also the errors of the file system.
 * What they hand out is true on every machine that has the same storage.
 */
export interface Storage {
  readonly backend: 'disk' | 's3';
  /** What was begun and not finished belongs to nobody once it has been silent for so long. */
  readonly silentMs: number;
  /** Returns where the storage answers and takes what is written. */
  check(): Promise<void>;
  /** Store all of a content, or nothing where it throws. Once it returns, a power failure does no harm. Out: its bytes. */
  write(key: string, content: AsyncIterable<Uint8Array> | Uint8Array, options?: WriteOptions): Promise<number>;
  /** What is stored under a key, if anything is. */
  find(key: string): Promise<StoredObject | undefined>;
  /** The bytes of an object, or a part of them. Fails where the object is replaced or lost meanwhile. */
  read(key: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Remove objects; those that are not there are no error. */
  remove(...keys: readonly string[]): Promise<void>;
  /** Objects whose keys begin with a folder of keys.ts, in any order. */
  list(folder: string): AsyncIterable<StoredObject>;
  /** An object as a file on this machine, to be read and not changed. It stays until it is closed. */
  open(key: string): Promise<{ path: string; close(): void }>;
  /** A file to be written on this machine. Each claim of a job has a draft of its own: a late one cannot touch its successor's. */
  draft(key: string, claim: number): Draft;
  /** Drafts on this machine, written by whomever. */
  listDrafts(): Promise<FoundDraft[]>;
  removeDraft(draft: FoundDraft): Promise<void>;
  /** Remove what interrupted writes have left and nothing has been added to for `silentMs`. Out: how many. */
  sweep(silentMs: number): Promise<number>;
}
