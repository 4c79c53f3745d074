/** A real pgbouncer in front of the tests' PostgreSQL (Debian's package `pgbouncer`). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '@sheetport/launch';
import pg from 'pg';

const PROGRAM = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((file) => existsSync(file));
export const HAS_PGBOUNCER = PROGRAM !== undefined;
/** It refuses to run as root. */
const NOBODY = 65_534;

export interface Pgbouncer {
  /** The database of `target`, through it. */
  url(target: string): string;
  stop(): Promise<void>;
}

/**
 * Start one that leads to the server of `target`, as its account.
 * @param sessions connections to the server for each database
 */
export async function startPgbouncer(
  target: string,
  mode: 'session' | 'transaction',
  sessions: number,
): Promise<Pgbouncer> {
  const { hostname, port, username, password } = new URL(target);
  const listen = await freePort();
  const home = await mkdtemp(path.join(os.tmpdir(), 'pgbouncer-'));
  const config = path.join(home, 'pgbouncer.ini');
  await writeFile(
    config,
    `[databases]
* = host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listen}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = ${sessions}
max_client_conn = 500
`,
  );
  const isRoot = process.getuid?.() === 0;
  await chmod(home, 0o755);
  await chmod(config, 0o644);
  const child = spawn(PROGRAM!, [config], { stdio: 'ignore', ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) });
  const url = (to: string) => {
    const through = new URL(to);
    through.hostname = '127.0.0.1';
    through.port = String(listen);
    return through.href;
  };
  await untilItAnswers(child, url(target));
  return {
    url,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function untilItAnswers(child: ChildProcess, url: string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended with ${child.exitCode}`);
    const client = new pg.Client(url);
    client.on('error', () => undefined);
    try {
      await client.connect();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
