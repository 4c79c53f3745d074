import { DiskStorage } from './disk/disk-storage.ts';
import type { S3Settings } from './s3/s3-bucket.ts';
import type { PrefixSettings, S3Prefix } from './s3/s3-prefix.ts';
import type { Storage } from './storage.ts';

/** Settings of the storage; S3_BUCKET decides where files are. */
export interface StorageSettings extends Omit<S3Settings, 'S3_BUCKET' | 'credentials' | 'lookup'> {
  DATA_DIR: string;
  S3_BUCKET?: string | undefined;
  /** Bytes that opened files may take on this machine. */
  S3_CACHE_BYTES?: number | undefined;
}

/**
 * The storage that the settings name. Whether it answers shows when it is used.
 * @param silentMs a silent connection to S3 is given up after so long
 */
export async function openStorage(settings: StorageSettings, silentMs?: number): Promise<Storage> {
  const { S3_BUCKET, S3_CACHE_BYTES = 0 } = settings;
  if (S3_BUCKET === undefined) return DiskStorage.open(settings.DATA_DIR);
  // The SDK takes memory and time to load: only where it is used.
  const { S3Storage } = await import('./s3/s3-storage.ts');
  return S3Storage.open({ ...settings, S3_BUCKET, S3_CACHE_BYTES }, silentMs);
}

/** Make what the storage that the settings name needs and does not have: a bucket. Throws StorageError. */
export async function prepareStorage(settings: StorageSettings): Promise<void> {
  const { S3_BUCKET } = settings;
  if (S3_BUCKET === undefined) return;
  const { S3Bucket } = await import('./s3/s3-bucket.ts');
  await new S3Bucket({ ...settings, S3_BUCKET }).make();
}

/**
 * A prefix of a bucket of somebody else, with credentials of its own.
 * @param silentMs a silent connection is given up after so long
 */
export async function openS3Prefix(settings: PrefixSettings, silentMs: number): Promise<S3Prefix> {
  const { S3Prefix } = await import('./s3/s3-prefix.ts');
  return new S3Prefix(settings, silentMs);
}
