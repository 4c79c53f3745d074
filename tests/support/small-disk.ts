/** A small disk of its own for a test, and the whole product started on it: launcher, embedded PostgreSQL, server and worker. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Api } from './api.ts';
import { TOKEN } from './service.ts';

const LAUNCHER = pathToFileURL(path.resolve(import.meta.dirname, '../../launch/dist/main.js')).href;

export interface SmallDisk {
  readonly dataDir: string;
  free(): number;
  /** Let others take the disk, until only so many bytes are free. */
  fill(left?: number): void;
  /** Give back what others took. */
  clear(): void;
  remove(): void;
}

/** Why no disk can be mounted here; undefined where one can. */
export function whyNoDisk(): string | undefined {
  try {
    mountDisk(8).remove();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Mount a disk of so many MiB in memory. @throws Error where this account may not mount */
export function mountDisk(mib: number): SmallDisk {
  const home = mkdtempSync(path.join(os.tmpdir(), 'sheetport-disk-'));
  execFileSync('chmod', ['711', home]);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m,mode=711`, 'sheetport-test', home], { stdio: 'pipe' });
  } catch (error) {
    rmSync(home, { recursive: true });
    throw error;
  }
  const others = path.join(home, 'others');
  mkdirSync(others);
  let files = 0;
  const free = () => {
    const { bavail, bsize } = statfsSync(home);
    return bavail * bsize;
  };
  return {
    dataDir: path.join(home, 'data'),
    free,
    fill(left = 0) {
      // What runs may take room at the same time, so that one file may be too large.
      for (let much = free() - left; much > 0; much = free() - left) {
        files += 1;
        try {
          execFileSync('fallocate', ['-l', String(much), path.join(others, String(files))], { stdio: 'pipe' });
        } catch {
          // Less is free by now.
        }
      }
    },
    clear() {
      rmSync(others, { recursive: true });
      mkdirSync(others);
    },
    remove() {
      execFileSync('umount', ['-l', home]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export interface Launched {
  readonly api: Api;
  readonly process: ChildProcess;
  output(): string;
  stop(): Promise<number | null>;
}

/** Start everything as `npm start` does, and wait for its last line. */
export async function launch(dataDir: string, env: Record<string, string> = {}): Promise<Launched> {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', `import { main } from '${LAUNCHER}'; await main();`],
    {
      // As under npm: it ends when the tests are cut off.
      env: {
        PATH: process.env.PATH,
        TMPDIR: os.tmpdir(),
        npm_lifecycle_event: 'start',
        DATA_DIR: dataDir,
        PORT: '0',
        OWNER_TOKEN: TOKEN,
        JOB_LOCK_MS: '2000',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const said = /^Sheetport is ready at (http:\/\/[^\s/]+)\//m.exec(output)?.[1];
        if (said) resolve(said);
      });
    child.once('exit', (code) => reject(new Error(`the launcher ended with ${code}:\n${output}`)));
  });
  return {
    api: new Api(url, TOKEN),
    process: child,
    output: () => output,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      return (await ended)[0] as number | null;
    },
  };
}
