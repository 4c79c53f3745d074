/** A Redis for the tests: of this machine, on a free port, remembering nothing. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { freePort } from './free-port.ts';
import { sleep, within } from './sleep.ts';
import { StartupError } from './startup-error.ts';

export interface ThrowawayRedis {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Where redis-server is, or undefined. */
export function findRedis(path = process.env.PATH ?? ''): string | undefined {
  for (const directory of [...path.split(delimiter), '/usr/sbin', '/usr/local/bin'].filter(Boolean)) {
    const program = join(directory, 'redis-server');
    try {
      accessSync(program, constants.X_OK);
      return program;
    } catch {
      // Not there; look on.
    }
  }
  return undefined;
}

/** Start `program` on this port of the loopback, or on a free one; `directory` is its working directory. */
export async function startRedis(program: string, directory: string, given?: number): Promise<ThrowawayRedis> {
  for (let attempt = 1; ; attempt++) {
    const port = given ?? (await freePort());
    const child = spawn(
      program,
      // noeviction: a queue whose keys are thrown away under pressure loses jobs.
      [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--appendonly',
        'no',
        // Services of tests each have one of their own.
        '--databases',
        '1000',
        '--maxmemory-policy',
        'noeviction',
        '--dir',
        directory,
      ],
      { stdio: 'ignore', detached: process.platform !== 'win32' },
    );
    const ended = new Promise<void>((done) => {
      child.once('exit', () => done());
      child.once('error', () => done());
    });
    let over = false;
    ended.then(() => {
      over = true;
    });
    while (!over && !(await answers(port))) await sleep(20);
    if (!over) {
      return {
        url: `redis://127.0.0.1:${port}`,
        pid: child.pid as number,
        async stop() {
          child.kill('SIGTERM');
          if (!(await within(ended, 5000))) child.kill('SIGKILL');
          await ended;
        },
      };
    }
    if (attempt === 5) throw new StartupError(`${program} does not start.`);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      done(data.toString().startsWith('+PONG'));
    });
    socket.once('error', () => done(false));
  });
}
