import { DiskStorage } from './disk/disk-storage.ts';
import type { Storage } from './storage.ts';

/** The storage that the settings name. */
export async function openStorage({ DATA_DIR }: { DATA_DIR: string }): Promise<Storage> {
  return DiskStorage.open(DATA_DIR);
}
