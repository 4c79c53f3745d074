/** The embedded PostgreSQL: made, started, found again and stopped. The start and the tests both use this. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  lchownSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { keepSecret, makeDataDirectory } from '../data-directory.ts';
import { freePort } from '../free-port.ts';
import { lastLines, rotateLog } from '../log-file.ts';
import { commandOf, isAlive, waitForEnd } from '../process-identity.ts';
import { sleep, within } from '../sleep.ts';
import { StartupError } from '../startup-error.ts';
import { type AccountMode, chooseAccountMode } from './account.ts';
import { findBinaries, type PostgresBinaries } from './binaries.ts';
import { prepareRoles, SERVICE, SUPERUSER } from './roles.ts';
import { postgresSettings } from './settings.ts';

/** Sorts the same on every machine, today and after an upgrade of its libraries. */
const BUILTIN_LOCALE = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
const FIRST_WITH_BUILTIN_LOCALES = 17;
/** A fast shutdown writes a checkpoint; a slow disk may need a while for 256 MB. */
const STOP_MS = 60_000;

export interface PostgresOptions {
  /** Holds `postgres/`, the passwords of its two accounts and `logs/postgres.log`. The caller sees to it that nobody else uses it. */
  readonly directory: string;
  /** For tests: fast, and gone with the power. */
  readonly throwaway?: boolean;
  /** For tests: the service's account may make databases. */
  readonly createDatabases?: boolean;
  /** The schema of new tables; `public` when absent. */
  readonly tablesSchema?: string;
  /** For tests: the directory of the npm package with another version of PostgreSQL. */
  readonly binaries?: string;
  /** Where to listen; any free port when absent. */
  readonly port?: number;
  /** Told in plain words what takes time. */
  readonly say?: (line: string) => void;
  /** Gives the start up. */
  readonly signal?: AbortSignal;
}

export interface EmbeddedPostgres {
  /** The service's database, as the service's own account, which owns it and may do nothing beyond it. */
  readonly url: string;
  /** The same database as superuser. For the launcher and tests only: no part of the service gets it. */
  readonly superuserUrl: string;
  readonly port: number;
  readonly pid: number;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** `fast` ends sessions and writes everything down; `immediate` just ends, and recovers at the next start. */
  stop(how?: 'fast' | 'immediate'): Promise<void>;
}

/**
 * Start PostgreSQL on `directory`, creating the cluster and the service's database at the first time. A postmaster that
 * an earlier launcher left behind on this directory is stopped first.
 * @throws StartupError when a person has to change something.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const say = options.say ?? (() => {});
  const directory = resolve(options.directory);
  makeDataDirectory(directory);
  const home = realpathSync(directory);
  const data = join(home, 'postgres');
  removeDrafts(home);
  const log = join(home, 'logs', 'postgres.log');
  mkdirSync(join(home, 'logs'), { recursive: true });

  const binaries = findBinaries(options.binaries);
  removeEmpty(data);
  const there = statSync(data, { throwIfNoEntry: false });
  const mode = chooseAccountMode(binaries.postgres, home, there && { uid: there.uid, gid: there.gid });
  if (there) checkVersion(data, binaries);
  const passwords = {
    superuser: keepSecret(join(home, 'postgres-superuser-password')),
    service: keepSecret(join(home, 'postgres-password')),
  };

  if (there) {
    // A copy made by root belongs to root; PostgreSQL wants to own its data.
    if (mode.account && there.uid !== mode.account.uid) giveTo(data, mode.account.uid, mode.account.gid);
    await stopOrphan(data, say);
  } else {
    say('Creating the database (once).');
    await createCluster(data, binaries, mode, passwords.superuser, options);
  }

  rotateLog(log);
  const { child, port } = await run(data, log, binaries, mode, options, say);
  const url = (user: string, password: string, database: string) =>
    `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  try {
    const { createDatabases = false, tablesSchema = 'public' } = options;
    const known = await prepareRoles((password) => url(SUPERUSER, password, 'postgres'), passwords, {
      createDatabases,
      tablesSchema,
    });
    if (!known) {
      // The file with the password was lost or replaced; whoever holds the data directory may set another.
      await end(child, 'SIGINT');
      await setPassword(data, binaries, mode, passwords.superuser);
      return startPostgres(options);
    }
  } catch (error) {
    await end(child, 'SIGINT');
    if (error instanceof StartupError) throw error;
    throw new StartupError(
      `PostgreSQL could not make the service's database: ${(error as Error).message}.\nStart again; if it stays so, ${log} says why.`,
      { cause: error },
    );
  }
  return {
    url: url(SERVICE, passwords.service, SERVICE),
    superuserUrl: url(SUPERUSER, passwords.superuser, SERVICE),
    port,
    pid: child.pid as number,
    ended: new Promise((done) => whenEnded(child, done)),
    stop: (how = 'fast') => end(child, how === 'fast' ? 'SIGINT' : 'SIGQUIT'),
  };
}

function checkVersion(data: string, binaries: PostgresBinaries): void {
  let found: string;
  try {
    found = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    throw new StartupError(`${data} is there but is not a PostgreSQL data directory: ${(error as Error).message}`);
  }
  if (found === binaries.major) return;
  throw new StartupError(
    `The data in ${data} was written by PostgreSQL ${found}; this copy of Sheetport brings PostgreSQL ${binaries.major}, which cannot read it.\nStart the copy that wrote it and export with pg_dump, then move the directory away and load the export; or set DATA_DIR to another directory.`,
  );
}

/**
 * Remove clusters that were never finished: what initdb was making when it was interrupted. A cluster gets its final name
 * only when it is whole, so no draft has ever been started or held data. An initdb that outlived a killed launcher may still
 * write into its draft; what then stays is removed at a later start.
 */
function removeDrafts(home: string): void {
  for (const name of readdirSync(home).filter((name) => name.startsWith('postgres.new'))) {
    try {
      rmSync(join(home, name), { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // In no one's way: the next draft has another name.
    }
  }
}

/** An empty directory at the path of the cluster (made for a volume, say) may be replaced by the cluster. */
function removeEmpty(data: string): void {
  try {
    rmdirSync(data);
  } catch {
    // Not there, or not empty, or not a directory.
  }
}

/** Initialise beside the final place and move there when whole: a cluster is there or it is not. */
async function createCluster(
  data: string,
  binaries: PostgresBinaries,
  mode: AccountMode,
  password: string,
  options: PostgresOptions,
): Promise<void> {
  const parent = join(data, '..');
  const draft = `${data}.new-${randomBytes(4).toString('hex')}`;
  const passwordFile = `${draft}-password`;
  try {
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (mode.account) {
      chownSync(draft, mode.account.uid, mode.account.gid);
      chownSync(passwordFile, mode.account.uid, mode.account.gid);
    }
    const { code, output } = await finish(
      start(
        mode,
        binaries.initdb,
        [
          `--pgdata=${draft}`,
          `--username=${SUPERUSER}`,
          '--auth=scram-sha-256',
          `--pwfile=${passwordFile}`,
          '--encoding=UTF8',
          ...(Number(binaries.major) < FIRST_WITH_BUILTIN_LOCALES ? ['--locale=C.UTF-8'] : BUILTIN_LOCALE),
          '--no-instructions',
          ...(options.throwaway ? ['--no-sync'] : []),
        ],
        'pipe',
      ),
      options.signal,
    );
    if (code !== 0) {
      throw new StartupError(
        `PostgreSQL could not create its data in ${parent}:\n${lastOf(output)}\nMend that, or set DATABASE_URL to a PostgreSQL of your own, 15 or newer.`,
      );
    }
    renameSync(draft, data);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
  }
}

/**
 * A launcher that was killed leaves its postmaster running. It is stopped rather than kept: so there is one way to be
 * started, with this copy's programs and settings, as this process's child. A pid file whose process is gone, or is
 * another program by now, is no obstacle.
 */
async function stopOrphan(data: string, say: (line: string) => void): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const pid = Number(readPidFile(data)[0]);
  if (!Number.isInteger(pid) || pid <= 0) {
    // Cut off while being written: nobody has started with it.
    rmSync(file, { force: true });
    return;
  }
  const command = commandOf(pid);
  if (!isAlive(pid) || (command !== '' && !command.includes(data))) {
    // PostgreSQL would refuse to start if the number belongs to another process by now, or to its own dead one that
    // nobody has buried (a container without an init). That no backend is left it also learns from the shared memory.
    rmSync(file, { force: true });
    return;
  }
  say('Stopping the PostgreSQL that an earlier start left behind.');
  for (const [signal, patience] of [
    ['SIGINT', STOP_MS],
    ['SIGQUIT', 5000],
    ['SIGKILL', 5000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPERM') {
        throw new StartupError(`Another account's PostgreSQL (process ${pid}) is running on ${data}. Stop it first.`);
      }
    }
    if (await waitForEnd(pid, patience)) {
      rmSync(file, { force: true });
      return;
    }
  }
  throw new StartupError(`The PostgreSQL that an earlier start left behind (process ${pid}) does not stop.`);
}

/** Start the postmaster and wait until it takes connections, for as long as recovering from a crash may need. */
async function run(
  data: string,
  log: string,
  binaries: PostgresBinaries,
  mode: AccountMode,
  options: PostgresOptions,
  say: (line: string) => void,
): Promise<{ child: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const settings = Object.entries(postgresSettings(port, options.throwaway ?? false, data));
    const handle = openSync(log, 'a', 0o600);
    const before = statSync(log).size;
    const child = start(
      mode,
      binaries.postgres,
      ['-D', data, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      handle,
    );
    closeSync(handle);
    let over = false;
    let failure = '';
    child.once('error', (error) => {
      failure = error.message;
    });
    whenEnded(child, () => {
      over = true;
    });
    const begun = Date.now();
    let told = false;
    while (!over && !isReady(data, child.pid)) {
      if (options.signal?.aborted) {
        await end(child, 'SIGINT');
        throw new StartupError('Stopped while PostgreSQL was starting.');
      }
      if (!told && Date.now() - begun > 5000) {
        told = true;
        say('PostgreSQL is still starting; after a crash it first repeats what was written last.');
      }
      await sleep(20);
    }
    if (!over) return { child, port };
    await sleep(20); // A program that could not be started says why a moment later.
    const lines = lastLines(log, 20);
    const output = statSync(log).size > before ? lines.join('\n') : failure;
    // The port was free a moment ago, or a backend of a postmaster that was killed is still on its way out.
    const passing = /could not bind|Address already in use|pre-existing shared memory block/.test(output);
    if (attempt < 20 && passing) {
      await sleep(250);
      continue;
    }
    throw new StartupError(`PostgreSQL does not start on ${data}. The end of ${log}:\n${lastOf(output)}`);
  }
}

/** The postmaster writes its state into the eighth line of its pid file. */
function isReady(data: string, pid: number | undefined): boolean {
  const lines = readPidFile(data);
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

function readPidFile(data: string): string[] {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

async function setPassword(
  data: string,
  binaries: PostgresBinaries,
  mode: AccountMode,
  password: string,
): Promise<void> {
  const child = start(mode, binaries.postgres, ['--single', '-D', data, 'postgres'], 'pipe');
  child.stdin?.end(`ALTER ROLE ${SUPERUSER} PASSWORD '${password.replaceAll("'", "''")}'\n`);
  const { code, output } = await finish(child);
  if (code === 0) return;
  const said = lastOf(output).replaceAll(password, '…');
  throw new StartupError(`PostgreSQL's password could not be set anew:\n${said}`);
}

/** Start one of PostgreSQL's programs with nothing of the caller's environment that could change what it does. */
function start(mode: AccountMode, program: string, args: readonly string[], output: number | 'pipe'): ChildProcess {
  const [command = '', ...rest] = [...mode.prefix, program, ...args];
  return spawn(command, rest, {
    ...mode.spawn,
    cwd: '/',
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...systemRoot() },
    stdio: [output === 'pipe' ? 'pipe' : 'ignore', output, output],
    // Its own session: Ctrl-C in a terminal reaches the launcher, which stops things in the right order.
    detached: process.platform !== 'win32',
  });
}

function systemRoot(): Record<string, string> {
  return process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {};
}

function finish(child: ChildProcess, signal?: AbortSignal): Promise<{ code: number | null; output: string }> {
  return new Promise((done, fail) => {
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const give = () => child.kill('SIGTERM');
    signal?.addEventListener('abort', give, { once: true });
    child.once('error', fail);
    child.once('close', (code) => {
      signal?.removeEventListener('abort', give);
      done({ code, output });
    });
  });
}

async function end(child: ChildProcess, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise<void>((done) => whenEnded(child, done));
  for (const next of [signal, 'SIGQUIT', 'SIGKILL'] as const) {
    child.kill(next);
    if (await within(ended, next === 'SIGINT' ? STOP_MS : 5000)) return;
  }
}

function whenEnded(child: ChildProcess, done: () => void): void {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) done();
  else child.once('exit', () => done());
}

function giveTo(path: string, uid: number, gid: number): void {
  lchownSync(path, uid, gid);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) giveTo(inner, uid, gid);
    else lchownSync(inner, uid, gid);
  }
}

function lastOf(output: string): string {
  return output.trim().split('\n').slice(-8).join('\n');
}
