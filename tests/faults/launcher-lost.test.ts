/**
 * A server or a worker whose launcher is killed while it starts.
 * @module-tag long
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { waitForEnd } from '@sheetport/launch';
import { expect, test } from 'vitest';
import { createDatabase, TOKEN } from '../support/service.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Starts a process as the launcher does, tells its number, and is killed before that one can have loaded. */
const LAUNCHER = `
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
const child = spawn(process.execPath, [process.argv[1]], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true });
writeSync(1, String(child.pid));
process.kill(process.pid, 'SIGKILL');
`;

test.each(['server', 'worker'])(
  'P44: a %s whose launcher was killed before it was loaded ends by itself',
  async (name) => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'sheetport-lost-'));
    const launcher = spawn(
      process.execPath,
      ['--input-type=module', '-e', LAUNCHER, path.join(ROOT, name, 'dist/bundle.js')],
      {
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: await createDatabase(),
          DATA_DIR: dataDir,
          OWNER_TOKEN: TOKEN,
          PORT: '0',
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let output = '';
    launcher.stdout.on('data', (chunk) => {
      output += chunk;
    });
    await once(launcher, 'close');
    expect(Number(output)).toBeGreaterThan(0);
    try {
      expect(await waitForEnd(Number(output), 60_000)).toBe(true);
    } finally {
      try {
        process.kill(Number(output), 'SIGKILL');
      } catch {
        // It has ended.
      }
      await rm(dataDir, { recursive: true, force: true });
    }
  },
);
