/** The files of a drop, with those in dropped folders (File and Directory Entries API). */
import { isAccepted } from './accepted.ts';

export interface DroppedFiles {
  files: File[];
  /** How many folders were dropped. */
  folders: number;
}

/** What is used of a FileSystemEntry. */
export interface Entry {
  isDirectory: boolean;
  name: string;
  file?(done: (file: File) => void, failed: (error: unknown) => void): void;
  createReader?(): { readEntries(done: (entries: Entry[]) => void, failed: (error: unknown) => void): void };
}

/** Files that one drop can bring; a batch has no more. */
const MAX_FILES = 200;
const MAX_DEPTH = 8;

/**
 * Reads a drop. A file that was dropped itself is taken as it is; of a folder, only files that can be uploaded, sorted by path.
 * The browser empties the transfer once the event is over: its items are read before the first wait.
 */
export async function readDrop(transfer: DataTransfer): Promise<DroppedFiles> {
  const items = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  const files: File[] = [];
  let folders = 0;
  for (const { entry, file } of items) {
    if (entry?.isDirectory) {
      folders++;
      files.push(...(await readFolder(entry as Entry)));
    } else if (file) files.push(file);
  }
  return { files: files.slice(0, MAX_FILES), folders };
}

/** The files of a folder and of those in it that can be uploaded. A folder that cannot be read has none. */
export async function readFolder(folder: Entry, depth = 0): Promise<File[]> {
  const entries = await readEntries(folder);
  const files: File[] = [];
  for (const entry of entries.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))) {
    if (files.length >= MAX_FILES) break;
    if (entry.isDirectory && depth < MAX_DEPTH) files.push(...(await readFolder(entry, depth + 1)));
    else if (!entry.isDirectory && isAccepted(entry.name)) {
      const file = await new Promise<File | null>((resolve) =>
        entry.file ? entry.file(resolve, () => resolve(null)) : resolve(null),
      );
      if (file) files.push(file);
    }
  }
  return files;
}

/** A reader gives the entries in pieces of about a hundred; an empty piece is the end. */
async function readEntries(folder: Entry): Promise<Entry[]> {
  const reader = folder.createReader?.();
  const all: Entry[] = [];
  for (;;) {
    const piece = await new Promise<Entry[]>((resolve) =>
      reader ? reader.readEntries(resolve, () => resolve([])) : resolve([]),
    );
    if (piece.length === 0) return all;
    all.push(...piece);
  }
}
