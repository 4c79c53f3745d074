import { rename, rm, writeFile } from 'node:fs/promises';

/** Write a small file so that its reader sees the old content or the new, never a part; `draft` is where it is written. */
export async function writeWhole(file: string, draft: string, content: string): Promise<void> {
  try {
    await writeFile(draft, content);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
