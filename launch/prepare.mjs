/**
 * What must be there before anything of ours can run: a Node that is new enough, the packages, the build.
 * Plain JavaScript with nothing but Node, because on a fresh clone there is nothing else.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Never part of what is built, or made by the build itself. */
const NOT_SOURCES = new Set(['node_modules', 'dist', 'generated', 'coverage', '.turbo', '.tanstack']);
/** Files of the root on which every package's build depends. */
const ROOT_SOURCES = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'turbo.json'];
/** Only checked, never run: a start does without it. */
const TESTS = 'tests';

/** End with a clear word when this Node is too old. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `Sheetport needs Node 20.19 or newer; this is Node ${process.versions.node}.\nInstall a newer one from https://nodejs.org and run the command again.`,
  );
  process.exit(1);
}

/**
 * Install and build whatever is missing or older than the sources; quick when nothing is.
 * @param {{ tests?: boolean }} [options] tests: build what only the tests need, too
 * @returns {Promise<void>}
 */
export async function prepare({ tests = false } = {}) {
  if (!isInstalled()) {
    console.log('Installing packages (a minute or two, once).');
    const how = existsSync(join(ROOT, 'package-lock.json')) ? 'ci' : 'install';
    // The build is among the dev dependencies, which NODE_ENV=production would leave out.
    await npm(
      [how, '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
      'The packages could not be installed.',
    );
  }
  const stamp = join(ROOT, 'node_modules', '.cache', tests ? 'sheetport-build-tests' : 'sheetport-build');
  const sources = hashSources(tests);
  if (readText(stamp) !== sources || !isBuilt()) {
    console.log('Building (less than a minute, after each change).');
    const only = tests ? [] : [`--filter=!@sheetport/${TESTS}`];
    await npm(['run', '--silent', 'build', '--', ...only], 'The build failed.', {
      TURBO_TELEMETRY_DISABLED: '1',
      DO_NOT_TRACK: '1',
    });
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, sources);
  }
}

/** Whether the installed tree is the one the lock file names. */
function isInstalled() {
  const lock = join(ROOT, 'package-lock.json');
  const installed = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  if (!existsSync(lock)) return true;
  if (statSync(lock).mtimeMs <= statSync(installed).mtimeMs) return true;
  // Newer by its date, which a checkout changes too: only a package that differs is worth an installation.
  try {
    /** @typedef {Record<string, { version?: string, link?: boolean, optional?: boolean, devOptional?: boolean }>} Packages */
    const wanted = /** @type {Packages} */ (JSON.parse(readFileSync(lock, 'utf8')).packages);
    const present = /** @type {Packages} */ (JSON.parse(readFileSync(installed, 'utf8')).packages);
    return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
      if (!path.includes('node_modules/')) return true;
      const found = present[path];
      return found ? found.version === version : Boolean(optional || devOptional);
    });
  } catch {
    return false;
  }
}

/** @returns {string[]} */
function workspaces() {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).workspaces;
}

/** Whether every package that has sources to compile has been compiled. */
function isBuilt() {
  return workspaces().every(
    (name) => name === TESTS || !existsSync(join(ROOT, name, 'tsconfig.json')) || existsSync(join(ROOT, name, 'dist')),
  );
}

/**
 * One number for the state of all sources, from their names, sizes and dates: reading them all would take too long.
 * @param {boolean} tests
 */
function hashSources(tests) {
  const hash = createHash('sha256');
  hash.update(process.versions.node);
  /** @param {string} path */
  const add = (path) => {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  /** @param {string} directory */
  const walk = (directory) => {
    const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (NOT_SOURCES.has(entry.name)) continue;
      if (entry.isDirectory()) walk(join(directory, entry.name));
      else if (entry.isFile() && !/\.test\.tsx?$|\.tsbuildinfo$/.test(entry.name)) add(join(directory, entry.name));
    }
  };
  for (const name of ROOT_SOURCES) if (existsSync(join(ROOT, name))) add(join(ROOT, name));
  for (const name of workspaces()) {
    if (!existsSync(join(ROOT, name))) continue;
    if (name !== TESTS) walk(join(ROOT, name));
    else if (tests) walkTests(join(ROOT, name), add);
  }
  return hash.digest('hex');
}

/**
 * The tests' sources without their corpus, which is large and never built.
 * @param {string} directory
 * @param {(path: string) => void} add
 */
function walkTests(directory, add) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && !NOT_SOURCES.has(entry.name) && entry.name !== 'corpus') walkTests(path, add);
    else if (entry.isFile() && /\.(ts|tsx|json)$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) add(path);
  }
}

/**
 * Run npm, the one that runs this if there is one, and end when it fails or when this is told to stop.
 * @param {string[]} args
 * @param {string} failure
 * @param {Record<string, string>} [env]
 */
async function npm(args, failure, env = {}) {
  const named = process.env.npm_execpath;
  const cli = named?.endsWith('.js') && existsSync(named) ? named : undefined;
  /** @type {import('node:child_process').SpawnOptions} */
  const options = {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    // npm is a script of the shell on Windows.
    shell: !cli && process.platform === 'win32',
  };
  const child = cli ? spawn(process.execPath, [cli, ...args], options) : spawn('npm', args, options);
  let stopped = false;
  const stop = () => {
    stopped = true;
    child.kill('SIGTERM');
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const code = await new Promise((done) => {
    child.once('error', (error) => {
      console.error(`npm could not be started: ${error.message}`);
      done(1);
    });
    child.once('close', done);
  });
  process.off('SIGINT', stop).off('SIGTERM', stop);
  if (code === 0 && !stopped) return;
  if (!stopped) console.error(failure);
  process.exit(code || 1);
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
