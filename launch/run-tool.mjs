/** Runs the commands of installed packages with this Node, without a shell or npm in between. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './prepare.mjs';

/**
 * Start a package's command.
 * @param {string} name the package
 * @param {string} command one of its commands
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean, input?: boolean }} [options] env: added to this process's; quiet: its output is
 *   kept instead of shown; input: it reads the terminal
 * @returns {{ child: import('node:child_process').ChildProcess, ended: Promise<number>, output: () => string }}
 *   `ended` gives its exit code, 1 where it could not be started or was ended by a signal
 */
export function run(name, command, args, { env = {}, quiet = false, input = false } = {}) {
  const manifest = join(ROOT, 'node_modules', name, 'package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  const script = join(dirname(manifest), typeof bin === 'string' ? bin : bin[command]);
  const shown = quiet ? 'pipe' : 'inherit';
  const child = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: [input ? 'inherit' : 'ignore', shown, shown],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  /** @type {Promise<number>} */
  const ended = new Promise((done) => {
    child.once('error', (error) => {
      console.error(error.message);
      done(1);
    });
    child.once('close', (status) => done(status ?? 1));
  });
  return { child, ended, output: () => output };
}
