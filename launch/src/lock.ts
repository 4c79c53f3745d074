/** One launcher per data directory. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { birthOf, isSameProcess } from './process-identity.ts';
import { StartupError } from './startup-error.ts';

const NAME = 'launcher.lock';

interface Holder {
  readonly pid: number;
  readonly birth: string;
}

/**
 * Take the data directory for this process. A lock left by a process that is gone is taken over, even when its number
 * belongs to another process by now.
 * @returns gives the directory back.
 * @throws StartupError when another launcher has it.
 */
export function lockDirectory(directory: string): () => void {
  const file = join(directory, NAME);
  const mine = JSON.stringify({ pid: process.pid, birth: birthOf(process.pid) ?? '' } satisfies Holder);
  for (let attempt = 0; attempt < 20; attempt++) {
    if (place(file, mine)) {
      return () => {
        if (read(file) === mine) rmSync(file, { force: true });
      };
    }
    const found = read(file);
    if (found === undefined) continue;
    const holder = parse(found);
    if (holder && isSameProcess(holder.pid, holder.birth)) {
      throw new StartupError(
        `Another copy of Sheetport (process ${holder.pid}) is using DATA_DIR ${directory}.\nStop it first, or set DATA_DIR and PORT to others for a second copy.`,
      );
    }
    removeStale(file, found);
  }
  throw new StartupError(`Another copy of Sheetport is starting on DATA_DIR ${directory}.`);
}

/** Create the lock with all its content at once, so that no reader ever sees it half written; false when there is one. */
function place(file: string, content: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // A file system without hard links: creating exclusively is nearly as good.
    try {
      writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
      return true;
    } catch (second) {
      if ((second as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw second;
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Move aside before removing: if another launcher replaced the stale lock meanwhile, its lock is put back. */
function removeStale(file: string, stale: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  try {
    if (read(aside) !== stale) linkSync(aside, file);
  } catch {
    // A third launcher was faster still; it holds the lock and this one will be refused.
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(text: string): Holder | undefined {
  try {
    const { pid, birth } = JSON.parse(text) as Partial<Holder>;
    return Number.isInteger(pid) && typeof birth === 'string' ? { pid: pid as number, birth } : undefined;
  } catch {
    return undefined;
  }
}
