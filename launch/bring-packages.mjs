/** Packages that few commands need: not installed with the project, but by the first command that asks for them. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './prepare.mjs';

/**
 * Install packages beside those of the project, once. What they only ask to have beside them (peers) is the project's.
 * @param {string} name of the directory
 * @param {Record<string, string>} packages exact versions by name
 * @returns {string} the directory `node_modules` that they are in
 */
export function bringPackages(name, packages) {
  const home = join(ROOT, 'node_modules/.cache', name);
  const modules = join(home, 'node_modules');
  const isThere = Object.keys(packages).every((one) => existsSync(join(modules, one, 'package.json')));
  if (!isThere) {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
    const wanted = Object.entries(packages).map(([one, version]) => `${one}@${version}`);
    const quiet = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps'];
    execFileSync('npm', ['install', ...quiet, ...wanted], { cwd: home, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return modules;
}
