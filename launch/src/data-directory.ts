/** DATA_DIR: its place, its rights, and the small secrets kept in it. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync as chmod,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Refusal } from './refusal.ts';

/** Make the directory if it is not there. As root others may pass through it (not list it): PostgreSQL's account must. */
export function makeDataDirectory(directory: string): void {
  if (existsSync(directory)) return;
  try {
    mkdirSync(directory, { recursive: true });
    // mkdir's own mode would be cut by the umask.
    chmod(directory, isRoot() ? 0o711 : 0o700);
  } catch (error) {
    throw new Refusal(`DATA_DIR ${directory} cannot be made: ${(error as Error).message}`);
  }
}

/** The secret kept in this file; made of 32 random bytes when there is none yet. */
export function keepSecret(file: string): string {
  try {
    const kept = readFileSync(file, 'utf8').trim();
    if (kept.length >= 16) return kept;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new Refusal(`${file} cannot be read: ${(error as Error).message}`);
    }
  }
  const secret = randomBytes(32).toString('base64url');
  writeWhole(file, `${secret}\n`);
  return secret;
}

/** The token that signs the owner in: the one given, or the one kept in DATA_DIR. */
export function ownerToken(given: string | undefined, directory: string): string {
  return given ?? keepSecret(join(directory, 'owner-token'));
}

/** Write a file that only this account may read, so that a reader sees the old content or the new, never a part. */
export function writeWhole(file: string, content: string): void {
  const draft = `${file}.${process.pid}.new`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    try {
      writeSync(handle, content);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Whether this process has all rights (never on Windows). */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}
