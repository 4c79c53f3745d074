export { DiskStorage } from './disk/disk-storage.ts';
export { exportKey, fileKey, previewKey, templateKey } from './keys.ts';
export { openStorage, prepareStorage } from './open-storage.ts';
export type { ByteRange, Draft, Storage, StoredObject } from './storage.ts';
export { StorageError } from './storage-error.ts';
