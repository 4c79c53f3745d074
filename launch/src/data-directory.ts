/** DATA_DIR: its access rights, and the small secrets kept in it. */
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
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { isDiskFull } from './disk-room.ts';
import { StartupError } from './startup-error.ts';

/** What a person can do about an error of the file system, by its code. */
const REMEDIES: Record<string, string> = {
  EACCES: 'this account may not write there; give it the right, or set DATA_DIR to another directory',
  EPERM: 'this account may not write there; give it the right, or set DATA_DIR to another directory',
  EROFS: 'the file system is read-only; set DATA_DIR to a directory on another one',
  ENOTDIR: 'a part of the path is a file; set DATA_DIR to a directory',
  ENOENT: 'a directory of its path cannot be made; set DATA_DIR to another directory',
  EEXIST: 'a file is in its place; set DATA_DIR to a directory',
  ENOSPC: 'the disk is full; make room, or set DATA_DIR to a directory on another disk',
  EDQUOT: 'the disk quota is used up; make room, or set DATA_DIR to a directory on another disk',
  ENAMETOOLONG: 'the path is too long; set DATA_DIR to a shorter one',
  ELOOP: 'its symbolic links lead in a circle; set DATA_DIR to a directory',
};

/**
 * Make the directory if it is not there, and try to write in it. When root makes it, other accounts may pass through it but not list it:
 * PostgreSQL runs under an account of its own, and its data lies below.
 * @throws StartupError in one sentence when it is a file, or nothing can be written in it.
 */
export function makeDataDirectory(directory: string): void {
  try {
    if (!existsSync(directory)) {
      mkdirSync(directory, { recursive: true });
      // mkdir's own mode would be cut by the umask.
      chmod(directory, isRoot() ? 0o711 : 0o700);
    }
    if (!statSync(directory).isDirectory()) throw Object.assign(new Error('not a directory'), { code: 'EEXIST' });
    const probe = join(directory, `write-probe.${process.pid}`);
    closeSync(openSync(probe, 'w', 0o600));
    rmSync(probe);
  } catch (error) {
    // On a full disk the start waits for room (disk-room.ts).
    if (existsSync(directory) && isDiskFull(error)) return;
    throw explainFileError(error, directory) ?? error;
  }
}

/** An error of the file system in DATA_DIR as one sentence; undefined when this is no such error. */
export function explainFileError(error: unknown, directory: string): StartupError | undefined {
  const { code, path = directory, syscall } = error as NodeJS.ErrnoException;
  const remedy = REMEDIES[code ?? ''];
  if (remedy === undefined || !(syscall || path === directory) || !path.startsWith(directory)) return undefined;
  const place = path === directory || /write-probe\.\d+$/.test(path) ? '' : ` (${path})`;
  return new StartupError(`DATA_DIR ${directory} cannot be used: ${remedy} (${code})${place}.`, { cause: error });
}

/** The secret kept in this file; made of 32 random bytes when there is none yet. */
export function keepSecret(file: string): string {
  try {
    const kept = readFileSync(file, 'utf8').trim();
    if (kept.length >= 16) return kept;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new StartupError(`${file} cannot be read: ${(error as Error).message}`);
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
