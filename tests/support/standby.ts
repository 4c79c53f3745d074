/**
 * A PostgreSQL with a synchronous standby, of Debian's programs, behind one address that follows the primary, as a name or a proxy does in
 * a company (PostgreSQL docs, "Log-Shipping Standby Servers").
 */
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@sheetport/launch';
import pg from 'pg';
import { vi } from 'vitest';
import { findDebianPostgres } from './debian-postgres.ts';

const DEBIAN = findDebianPostgres();
export const HAS_STANDBY = DEBIAN !== undefined;
const run = promisify(execFile);
const SUPERUSER = 'postgres';
const SERVICE = 'service';

export interface Pair {
  /** A database by the address that follows the primary, as a role that may make databases and nothing more. */
  url: string;
  superuserUrl: string;
  /** The primary ends at once, in the middle of what it does; the standby becomes the primary, at the same address. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPair(): Promise<Pair> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'sheetport-pair-'));
  const account = accountOf();
  await chmod(home, 0o777);
  const program = (name: string, args: string[]) => run(path.join(DEBIAN!.bin, name), args, { ...account, cwd: '/' });
  const [first, second] = [path.join(home, 'first'), path.join(home, 'second')];
  const [firstPort, secondPort] = [await freePort(), await freePort()];
  const settle = (data: string, port: number) =>
    appendFile(
      path.join(data, 'postgresql.conf'),
      `listen_addresses = '127.0.0.1'\nport = ${port}\nunix_socket_directories = ''\nmax_connections = 200\n`,
    );
  const start = (data: string) => program('pg_ctl', ['start', '-w', '-D', data, '-l', `${data}.log`]);
  const crash = (data: string) => program('pg_ctl', ['stop', '-m', 'immediate', '-D', data]).catch(() => undefined);
  const ask = async (port: number, sql: string) => {
    const client = new pg.Client({ host: '127.0.0.1', port, user: SUPERUSER, database: 'postgres' });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };

  await program('initdb', ['-D', first, '-U', SUPERUSER, '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8']);
  await settle(first, firstPort);
  await start(first);
  const proxy = await openFollowing(firstPort);
  const stop = async () => {
    await proxy.close();
    await Promise.all([crash(first), crash(second)]);
    await rm(home, { recursive: true, force: true });
  };
  try {
    await program('pg_basebackup', [
      ...['-h', '127.0.0.1', '-p', String(firstPort), '-U', SUPERUSER],
      ...['-D', second, '--write-recovery-conf', '--wal-method=stream', '--checkpoint=fast'],
    ]);
    await settle(second, secondPort);
    await start(second);
    // From now on nothing counts as committed that the standby does not have.
    await ask(firstPort, `ALTER SYSTEM SET synchronous_standby_names = '*'`);
    await ask(firstPort, 'SELECT pg_reload_conf()');
    await vi.waitUntil(
      async () => (await ask(firstPort, 'SELECT sync_state FROM pg_stat_replication'))[0]?.sync_state === 'sync',
      { timeout: 60_000 },
    );
    await ask(firstPort, `CREATE ROLE ${SERVICE} LOGIN CREATEDB`);
    await ask(firstPort, `CREATE DATABASE ${SERVICE} OWNER ${SERVICE}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `postgres://${SERVICE}@127.0.0.1:${proxy.port}/${SERVICE}`,
    superuserUrl: `postgres://${SUPERUSER}@127.0.0.1:${proxy.port}/postgres`,
    async failOver() {
      await crash(first);
      await program('pg_ctl', ['promote', '-w', '-D', second]);
      proxy.follow(secondPort);
    },
    stop,
  };
}

/** PostgreSQL refuses to run as root: then it runs as the account of Debian's package. */
function accountOf(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** An address of this machine that leads to one port, and to another one from when it is told to; connections are not carried over. */
async function openFollowing(target: number) {
  let port = target;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    const upstream = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
    socket.pipe(upstream).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    follow(next: number) {
      port = next;
      cut();
    },
    async close() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
