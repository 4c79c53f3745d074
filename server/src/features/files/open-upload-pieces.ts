import { DiskStorage, type Storage } from '@sheetport/storage';
import type { Disk } from '../../http/disk-room.ts';
import { DiskPieces } from './disk-pieces.ts';
import { ObjectPieces } from './object-pieces.ts';
import type { UploadPieces } from './upload-pieces.ts';

/** Pieces of resumable uploads, where files are stored. On a disk they are appended to a file, which becomes the upload by its name. */
export function openUploadPieces(storage: Storage, disk: Disk): UploadPieces {
  return storage instanceof DiskStorage ? new DiskPieces(storage, disk) : new ObjectPieces(storage);
}
