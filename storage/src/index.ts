export { DiskStorage, FOLDERS, type StorageFolder } from './disk/disk-storage.ts';
export { exportKey, fileKey, previewKey, templateKey } from './keys.ts';
export { openS3Prefix, openStorage, prepareStorage } from './open-storage.ts';
export type { S3Prefix } from './s3/s3-prefix.ts';
export type { ByteRange, Draft, Storage, StoredObject } from './storage.ts';
export { StorageError } from './storage-error.ts';
