/**
 * What must be there before anything of ours can run: a Node that is new enough, the packages, the build.
 * Plain JavaScript with nothing but Node, because on a fresh clone there is nothing else.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Never part of what is built, or made by the build itself. */
const NOT_SOURCES = new Set(['node_modules', 'dist', 'generated', 'coverage', '.turbo', '.tanstack']);
/** Files of the root on which every package's build depends. */
const ROOT_SOURCES = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'turbo.json'];
/** Checked and never built. */
const TESTS = 'tests';
const STOP = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
/** Held while installing and building; not below node_modules, which an installation empties. */
const TURN = join(ROOT, '.turbo', 'prepare.lock');
/** There while npm installs: what an interrupted installation leaves may look whole. */
const UNFINISHED = join(ROOT, '.turbo', 'install-unfinished');
/** The state of the sources that were built last. */
const STAMP = join(ROOT, 'node_modules', '.cache', 'sheetport-build');
/** How long npm may take to end when it outlived the launcher that started it. */
const END_MS = 10_000;

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
 * @param {{ rooms?: string[] }} [options] rooms: build only these and what they import
 * @returns {Promise<void>}
 */
export async function prepare({ rooms = [] } = {}) {
  const owed = () => ({ install: existsSync(UNFINISHED) || !isInstalled(), build: !isBuilt() });
  if (!Object.values(owed()).includes(true)) return;
  try {
    await takeTurn();
  } catch (error) {
    console.error(
      `Sheetport has to install and build in ${ROOT}, and cannot write there: ${/** @type {Error} */ (error).message}\nRun it as the account that owns this directory, or copy the directory to where you may write.`,
    );
    process.exit(1);
  }
  if (owed().install) {
    console.log('Installing packages (a minute or two, once).');
    const how = existsSync(join(ROOT, 'package-lock.json')) ? 'ci' : 'install';
    writeFileSync(UNFINISHED, '');
    // The build is among the dev dependencies, which NODE_ENV=production would leave out.
    await npm(
      [how, '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
      'The packages could not be installed.',
    );
    rmSync(UNFINISHED, { force: true });
  }
  if (owed().build) {
    console.log('Building (less than a minute, after each change).');
    const sources = hashSources();
    // A build that is interrupted leaves a mix of old and new, which no stamp may call built.
    rmSync(STAMP, { force: true });
    const only = rooms.map((room) => `--filter=@sheetport/${room}...`);
    await npm(['run', '--silent', 'build', '--', ...only], 'The build failed.', {
      TURBO_TELEMETRY_DISABLED: '1',
      DO_NOT_TRACK: '1',
    });
    mkdirSync(dirname(STAMP), { recursive: true });
    if (rooms.length === 0) writeFileSync(STAMP, sources);
  }
  rmSync(TURN, { force: true });
}

/**
 * Two copies started from one clone at once must not install into each other: the second waits, and finds it done. A copy
 * that was killed leaves its lock, and maybe an npm that goes on without it: that is ended first.
 */
async function takeTurn() {
  mkdirSync(dirname(TURN), { recursive: true });
  for (let told = false; ; ) {
    if (placeTurn()) {
      process.on('exit', () => {
        if (readTurn().pid === process.pid) rmSync(TURN, { force: true });
      });
      return;
    }
    const { pid, birth, child } = readTurn();
    if (pid > 0 && pid !== process.pid && isSame(pid, birth)) {
      if (!told) console.log(`Waiting for process ${pid} to install and build.`);
      told = true;
      await new Promise((done) => setTimeout(done, 300));
    } else {
      if (child) await endGroup(child.pid, child.birth);
      rmSync(TURN, { force: true });
    }
  }
}

/** Write the lock whole or not at all; false when there is one. */
function placeTurn() {
  const draft = `${TURN}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, birth: birthOf(process.pid) }));
  try {
    linkSync(draft, TURN);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    // A file system without hard links: creating exclusively is nearly as good.
    try {
      writeFileSync(TURN, readText(draft), { flag: 'wx' });
      return true;
    } catch (second) {
      if (/** @type {NodeJS.ErrnoException} */ (second).code === 'EEXIST') return false;
      throw second;
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** @returns {{ pid: number, birth?: string, child?: { pid: number, birth: string } }} pid 0 when there is no lock, or none that can be read */
function readTurn() {
  try {
    const turn = JSON.parse(readText(TURN));
    return typeof turn === 'object' && turn && Number.isInteger(turn.pid) ? turn : { pid: 0 };
  } catch {
    return { pid: 0 };
  }
}

/**
 * End a process group of an earlier launcher.
 * @param {number} pid
 * @param {string} birth
 */
async function endGroup(pid, birth) {
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    const until = Date.now() + END_MS;
    if (isSame(pid, birth)) {
      try {
        process.kill(process.platform === 'win32' ? pid : -pid, signal);
      } catch {
        // It has just ended.
      }
    }
    while (isSame(pid, birth) && Date.now() < until) await new Promise((done) => setTimeout(done, 100));
  }
}

/**
 * When a process was born, in words that only compare: numbers are reused. Empty where the system does not tell.
 * @param {number} pid
 */
function birthOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself hold spaces and brackets.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? 'ended' : `${readText('/proc/sys/kernel/random/boot_id').trim()}/${fields[18]}`;
  } catch {
    try {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
    } catch {
      return '';
    }
  }
}

/**
 * Whether the process born then still lives under this number.
 * @param {number} pid
 * @param {string} [birth]
 */
function isSame(pid, birth) {
  if (!isRunning(pid)) return false;
  const now = birthOf(pid);
  return !now || !birth || now === birth;
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
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

/** Whether the sources are as they were when they were built, and what was built is still there. */
function isBuilt() {
  const compiled = workspaces().every(
    (name) => name === TESTS || !existsSync(join(ROOT, name, 'tsconfig.json')) || existsSync(join(ROOT, name, 'dist')),
  );
  return compiled && readText(STAMP) === hashSources();
}

/** One number for the state of all sources, from their names, sizes and dates: reading them all would take too long. */
function hashSources() {
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
    if (name !== TESTS && existsSync(join(ROOT, name))) walk(join(ROOT, name));
  }
  return hash.digest('hex');
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
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what npm has started ends with it.
    detached: process.platform !== 'win32',
    // npm is a script of the shell on Windows.
    shell: !cli && process.platform === 'win32',
  };
  const child = cli ? spawn(process.execPath, [cli, ...args], options) : spawn('npm', args, options);
  if (child.pid) {
    const turn = {
      pid: process.pid,
      birth: birthOf(process.pid),
      child: { pid: child.pid, birth: birthOf(child.pid) },
    };
    // By renaming, so that no reader sees a part of it.
    writeFileSync(`${TURN}.${process.pid}`, JSON.stringify(turn));
    renameSync(`${TURN}.${process.pid}`, TURN);
  }
  // Worth reading only when it goes wrong.
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  let stopped = false;
  const stop = () => {
    stopped = true;
    try {
      if (process.platform === 'win32') child.kill();
      else if (child.pid) process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has just ended.
    }
  };
  for (const signal of STOP) process.on(signal, stop);
  const code = await new Promise((done) => {
    child.once('error', (error) => {
      console.error(`npm could not be started: ${error.message}`);
      done(1);
    });
    child.once('close', done);
  });
  for (const signal of STOP) process.off(signal, stop);
  if (code === 0 && !stopped) return;
  if (!stopped) console.error(`${output}\n${failure}`);
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
