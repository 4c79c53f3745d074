/** A real nginx (Debian's package `nginx`) with the file that is shipped, deploy/docker/nginx.conf. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@sheetport/launch';

const PROGRAM = ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find((file) => existsSync(file));
export const HAS_NGINX = PROGRAM !== undefined;
const SHIPPED = path.resolve(import.meta.dirname, '../../deploy/docker/nginx.conf');
/** What nginx writes to the disk where it must; each has a directory of its own. */
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

export interface Nginx {
  url: string;
  stop(): Promise<void>;
}

/** Start it in front of two servers of this machine. Only names and ports of the file are other ones. */
export async function startNginx(ports: readonly [number, number]): Promise<Nginx> {
  const port = await freePort();
  const home = await mkdtemp(path.join(os.tmpdir(), 'nginx-'));
  await chmod(home, 0o755);
  let site = await readFile(SHIPPED, 'utf8');
  for (const [from, to] of [
    ['listen 80;', `listen 127.0.0.1:${port};`],
    ['server server-1:4000 ', `server 127.0.0.1:${ports[0]} `],
    ['server server-2:4000 ', `server 127.0.0.1:${ports[1]} `],
  ] as const) {
    if (site.split(from).length !== 2) throw new Error(`${SHIPPED} does not have "${from}" once`);
    site = site.replace(from, to);
  }
  await writeFile(path.join(home, 'site.conf'), site);
  for (const name of TEMPORARY) mkdirSync(path.join(home, name));
  const isRoot = process.getuid?.() === 0;
  const lines = [
    'daemon off;',
    ...(isRoot ? ['user root;'] : []),
    `pid ${home}/pid;`,
    'worker_processes 1;',
    'events {}',
    'http {',
    'access_log off;',
    ...TEMPORARY.map((name) => `${name}_temp_path ${home}/${name};`),
    `include ${home}/site.conf;`,
    '}',
  ];
  await writeFile(path.join(home, 'nginx.conf'), lines.join('\n'));
  const child = spawn(PROGRAM!, ['-e', 'stderr', '-p', home, '-c', path.join(home, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-10_000);
  });
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}:\n${said}`);
    await sleep(20);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await end(child);
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // At once, with its worker (nginx docs, "Controlling nginx").
  child.kill('SIGTERM');
  await once(child, 'exit');
}

function listens(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
