import { DiskStorage, type Storage } from '@sheetport/storage';
import type { Disk } from '../../http/disk-room.ts';
import { DiskPieces } from './disk-pieces.ts';
import type { UploadPieces } from './upload-pieces.ts';

/** Pieces of resumable uploads, where files are stored. */
export function openUploadPieces(storage: Storage, disk: Disk): UploadPieces {
  if (storage instanceof DiskStorage) return new DiskPieces(storage, disk);
  throw new Error(`uploads cannot be kept in a storage of the kind ${storage.backend}`);
}
