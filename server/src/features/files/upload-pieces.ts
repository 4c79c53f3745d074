import type { Readable } from 'node:stream';
import type { Upload } from '@tus/server';

/** A resumable upload whose pieces still come. */
export interface PendingUpload {
  /** Bytes that have arrived. */
  offset: number;
  /** Bytes of the whole, where the sender has said so. */
  size: number | undefined;
  name: string | null | undefined;
  createdAt: Date;
}

/** Resumable uploads on their way in, each under the id that its File will have. */
export interface UploadPieces {
  create(upload: Upload): Promise<Upload>;
  /** How far an upload is. Throws what the tus library throws where there is none. */
  read(id: string): Promise<Upload>;
  /** The same for people; null where there is none. */
  find(id: string): Promise<PendingUpload | null>;
  /** What was said of an upload as it began, also where its bytes are a file already. */
  known(id: string): Promise<Partial<Pick<Upload, 'size' | 'metadata'>> | null>;
  setLength(id: string, bytes: number): Promise<void>;
  /** Append what comes, as far as it comes. Out: the new offset. */
  write(source: Readable, id: string, offset: number): Promise<number>;
  /** Store all pieces as the file of this id. Safe to repeat after a crash at any point. */
  assemble(id: string): Promise<void>;
  /** Give an upload up. Throws what the tus library throws where there is none. */
  remove(id: string): Promise<void>;
  /** Forget an upload that is a file now. */
  forget(id: string): Promise<void>;
  /** All uploads, with the time of the last byte of each. */
  list(): Promise<{ id: string; changedAt: Date }[]>;
}
