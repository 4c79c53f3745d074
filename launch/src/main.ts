/** `npm start` after installing and building: the database, the server and the worker, from the first line to the last. */
import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { directDatabaseUrl, readSettings, type Settings } from '@sheetport/contract';
import { migrate } from '@sheetport/prisma';
import { Child, childFiles, WARNING } from './child.ts';
import { explainFileError, makeDataDirectory, ownerToken, writeWhole } from './data-directory.ts';
import { type DevTools, startDevTools } from './dev.ts';
import { isDiskFull, waitForRoom } from './disk-room.ts';
import { checkExternalDatabase, checkSameDatabase, databaseAddress } from './external-database.ts';
import { whyTaken } from './free-port.ts';
import { signInLink } from './link.ts';
import { lockDirectory } from './lock.ts';
import { endOrphans } from './orphan-processes.ts';
import { type EmbeddedPostgres, startPostgres } from './postgres/postgres.ts';
import { sleep } from './sleep.ts';
import { StartupError } from './startup-error.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/**
 * The worker's memory is large buffers that live for moments. Left alone, glibc keeps an arena for every thread and, once large blocks were
 * freed, holds on to others like them; this gives them back, which takes a third off the peak of a million rows (mallopt(3)). Its JavaScript is
 * small, so V8 needs no large nursery.
 */
const THRIFTY_MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' };
const THRIFTY_NODE = ['--max-semi-space-size=1'];

/** How long server and worker may take to finish or hand back what they are doing (docs/promises.md, P07). */
const STOP_MS = 15_000;
/** PostgreSQL that does not start is tried again at least this often. */
const LONGEST_WAIT_MS = 10_000;
const FULL_DISK =
  'PostgreSQL cannot start: the disk with DATA_DIR is full. Free some room; it is started again until there is.';
/** Ctrl-C reaches the launcher twice, from the terminal and from npm; only a later signal is a second one. */
const SAME_SIGNAL_MS = 400;

export interface StartOptions {
  /** Rebuild on every change, and serve the client from its sources. */
  readonly dev?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** The scripts to run; tests put stand-ins here. */
  readonly scripts?: { readonly server: string; readonly worker: string };
}

/** Start everything and stay until a signal; ends the process. */
export async function main(options: StartOptions = {}): Promise<void> {
  const start = new Start(options);
  process.on('exit', () => start.abandon());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => start.signalled());
  // Whoever read the output is gone (npm start | head); that is no reason to fall.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  // A fault of the launcher's own must not leave the rest running.
  process.on('uncaughtException', (error) => {
    console.error(error);
    void start.stop(1);
  });
  if (process.env.npm_lifecycle_event) {
    // npm hands signals on, unless it is killed itself: then nobody is left who could stop this.
    const npm = process.ppid;
    setInterval(() => process.ppid === npm || start.orphaned(), 1000).unref();
  }
  try {
    await start.run();
  } catch (error) {
    if (!start.stopping) {
      const why = error instanceof StartupError ? error : start.explain(error);
      console.error(why ? `\n${why.message}` : error);
      await start.stop(1);
    }
  }
}

const say = (line: string) => console.log(line);

class Start {
  readonly #env: NodeJS.ProcessEnv;
  readonly #dev: boolean;
  readonly #scripts: { readonly server: string; readonly worker: string };
  readonly #abort = new AbortController();
  readonly #children: Child[] = [];
  #directory: string | undefined;
  #tablesSchema = 'public';
  #unlock: (() => void) | undefined;
  #postgres: Promise<EmbeddedPostgres> | undefined;
  #running: EmbeddedPostgres | undefined;
  #tools: DevTools | undefined;
  #urlFile: string | undefined;
  #stoppedAt: number | undefined;

  constructor({ dev = false, env = process.env, scripts }: StartOptions) {
    this.#dev = dev;
    this.#env = env;
    // Where sources are watched, what was compiled runs; else it is one file of it, which starts sooner (launch/bundle.mjs).
    const script = dev ? 'dist/main.js' : 'dist/bundle.js';
    this.#scripts = scripts ?? { server: join(ROOT, 'server', script), worker: join(ROOT, 'worker', script) };
  }

  get stopping(): boolean {
    return this.#stoppedAt !== undefined;
  }

  /** An error that has to do with DATA_DIR, in words; undefined for others. */
  explain(error: unknown): StartupError | undefined {
    return this.#directory === undefined ? undefined : explainFileError(error, this.#directory);
  }

  async run(): Promise<void> {
    const settings = this.#readSettings();
    const external = this.#env.DATABASE_URL || undefined;
    // Everything made from here on is this account's alone; PostgreSQL looks after its own files.
    process.umask(0o077);
    const asked = resolve(ROOT, settings.DATA_DIR);
    makeDataDirectory(asked);
    const directory = realpathSync(asked);
    this.#directory = directory;
    this.#tablesSchema = settings.TABLES_SCHEMA;
    await waitForRoom(directory, say, this.#abort.signal);
    if (this.stopping) return;
    this.#unlock = lockDirectory(directory);
    mkdirSync(join(directory, 'logs'), { recursive: true });
    await endOrphans(directory, this.#scripts, say);
    await refuseTakenPort(settings);

    if (external) say(`Using the PostgreSQL at ${databaseAddress(external)}.`);
    else say('Starting PostgreSQL.');
    const databaseUrl = external ?? (await this.#startPostgres(directory));
    const directUrl = external ? directDatabaseUrl(settings) : databaseUrl;
    if (external) await checkExternalDatabase(directUrl, settings.TABLES_SCHEMA, say, this.#abort.signal);
    if (external && directUrl !== external) await checkSameDatabase(external, directUrl);
    if (this.stopping) return;
    const migrations = await migrate(directUrl).catch((error: Error) => {
      throw new StartupError(`The database could not be brought up to date: ${error.message}`);
    });
    if (migrations.length)
      say(`Database: ${migrations.length} migration${migrations.length === 1 ? '' : 's'} applied.`);
    if (this.stopping) return;

    say('Starting the server and the worker.');
    const token = ownerToken(settings.OWNER_TOKEN, directory);
    const { url } = await this.#startChildren(settings, directory, databaseUrl, token);
    if (this.#dev) {
      this.#tools = await startDevTools({ root: ROOT, serverUrl: url, say, restart: () => this.#restartChildren() });
      if (this.stopping) return this.#tools.stop();
    }
    if (!this.stopping) this.#sayReady(signInLink(this.#tools?.url ?? url, token), settings, directory);
  }

  /** What is no terminal is a log, which is kept and which others read: it has the sign-in link once, and none with a token that was given. */
  #sayReady(link: string, { OWNER_TOKEN }: Settings, directory: string): void {
    const shown = join(directory, 'logs', 'link-shown');
    const isKnown = OWNER_TOKEN !== undefined || existsSync(shown);
    if (process.stdout.isTTY || !isKnown) {
      say(`Sheetport is ready at ${link}`);
      if (!isKnown) writeWhole(shown, '');
      return;
    }
    const where = OWNER_TOKEN === undefined ? `the token in ${join(directory, 'owner-token')}` : 'OWNER_TOKEN';
    say(`Sheetport is ready at ${new URL(link).origin}/ (sign in with your password, or with ${where})`);
  }

  /** A first signal stops in order; a second one at once. */
  signalled(): void {
    if (this.#stoppedAt === undefined) {
      void this.stop(0);
      return;
    }
    if (Date.now() - this.#stoppedAt < SAME_SIGNAL_MS) return;
    this.abandon();
    // Nothing is lost: an immediate shutdown recovers from the log at the next start.
    this.#running?.stop('immediate').finally(() => process.exit(1)) ?? process.exit(1);
  }

  /** Whoever started this is gone. */
  orphaned(): void {
    if (!this.stopping) void this.stop(0);
  }

  /** Stop everything in order and end the process. */
  async stop(code: number): Promise<void> {
    if (this.#stoppedAt !== undefined) return;
    this.#stoppedAt = Date.now();
    if (code === 0) say('Stopping.');
    this.#abort.abort();
    let exit = code;
    try {
      await this.#tools?.stop();
      await Promise.all(this.#children.map((child) => child.stop(STOP_MS)));
      // Still starting: it gives up by itself, because of the abort.
      const postgres = await this.#postgres?.catch(() => undefined);
      await postgres?.stop('fast');
    } catch (error) {
      console.error(error);
      exit = 1;
    }
    process.exit(exit);
  }

  /** What can still be done while the process ends. */
  abandon(): void {
    for (const child of this.#children) child.kill();
    this.#tools?.kill();
    if (this.#urlFile) rmSync(this.#urlFile, { force: true });
    this.#unlock?.();
  }

  #readSettings(): Settings {
    try {
      // The embedded one has no address yet; the rest is worth checking before anything is started.
      return readSettings({ ...this.#env, DATABASE_URL: this.#env.DATABASE_URL || 'postgres://embedded' });
    } catch (error) {
      throw new StartupError(`Settings that cannot be used:\n${(error as Error).message}`);
    }
  }

  async #startPostgres(directory: string): Promise<string> {
    // Only a full disk is waited out: whatever else is wrong at the first start will not mend itself.
    this.#postgres = this.#startUntilItRuns(directory, undefined, isDiskFull);
    const postgres = await this.#postgres;
    this.#running = postgres;
    // For psql, and for a further worker on this machine.
    this.#urlFile = join(directory, 'database-url');
    writeWhole(this.#urlFile, `${postgres.url}\n`);
    void this.#keepPostgres(directory, postgres);
    return postgres.url;
  }

  /** Start PostgreSQL again when it falls, at the same address, which everyone already knows. */
  async #keepPostgres(directory: string, first: EmbeddedPostgres): Promise<void> {
    for (let postgres = first; ; ) {
      await postgres.ended;
      if (this.stopping) return;
      say(`PostgreSQL ended unexpectedly and is started again; ${join(directory, 'logs/postgres.log')} says why.`);
      this.#running = undefined;
      this.#postgres = this.#startUntilItRuns(directory, first.port, () => true);
      try {
        postgres = await this.#postgres;
      } catch {
        return; // Stopping.
      }
      this.#running = postgres;
    }
  }

  /** Start PostgreSQL, with growing pauses for as long as it fails by something that may pass. The same reason is said once. */
  async #startUntilItRuns(
    directory: string,
    port: number | undefined,
    mayPass: (error: unknown) => boolean,
  ): Promise<EmbeddedPostgres> {
    const { signal } = this.#abort;
    let said = '';
    for (let wait = 250; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        const tablesSchema = this.#tablesSchema;
        return await startPostgres({ directory, tablesSchema, say, signal, ...(port === undefined ? {} : { port }) });
      } catch (error) {
        if (this.stopping || !mayPass(error)) throw error;
        const reason = isDiskFull(error) ? FULL_DISK : (error as Error).message;
        if (reason !== said) say(reason);
        said = reason;
        await sleep(wait);
        if (this.stopping) throw error;
      }
    }
  }

  async #startChildren(
    settings: Settings,
    directory: string,
    databaseUrl: string,
    token: string,
  ): Promise<{ url: string }> {
    const env = {
      ...this.#env,
      NODE_ENV: this.#env.NODE_ENV || (this.#dev ? 'development' : 'production'),
      DATABASE_URL: databaseUrl,
      // The embedded one has no pooler in front.
      DATABASE_DIRECT_URL: this.#env.DATABASE_URL ? this.#env.DATABASE_DIRECT_URL : undefined,
      DATA_DIR: directory,
      OWNER_TOKEN: token,
      HOST: settings.HOST,
      PORT: String(settings.PORT),
    };
    const showFrom = ['debug', 'trace'].includes(settings.LOG_LEVEL) ? 0 : WARNING;
    const child = (name: 'server' | 'worker', flags: readonly string[] = [], more: NodeJS.ProcessEnv = {}) =>
      new Child({
        name,
        script: [...flags, this.#scripts[name]],
        cwd: ROOT,
        env: { ...more, ...env },
        ...childFiles(directory, name),
        showFrom,
        say,
      });
    const server = child('server');
    const worker = child('worker', THRIFTY_NODE, THRIFTY_MALLOC);
    this.#children.push(server, worker);
    const slow = setInterval(
      () => say(`Still waiting for the server and the worker; see ${join(directory, 'logs')}.`),
      30_000,
    );
    try {
      const [{ url }] = await Promise.all([server.start(), worker.start()]);
      if (!url) throw new Error('The server did not say where it listens.');
      // With PORT=0 the system chose; started again, it must be found at the same place.
      server.setEnv('PORT', new URL(url).port || String(settings.PORT));
      return { url };
    } finally {
      clearInterval(slow);
    }
  }

  async #restartChildren(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.restart()));
  }
}

/** Say it before anything is started, rather than after everything else was. */
async function refuseTakenPort({ HOST, PORT }: Settings): Promise<void> {
  if (PORT === 0) return;
  const why = await whyTaken(HOST, PORT);
  if (why === undefined) return;
  if (why === 'EADDRINUSE') {
    throw new StartupError(
      `Port ${PORT} on ${HOST} is taken by another program. Set PORT to a free one, for example PORT=${PORT + 1} npm start.`,
    );
  }
  if (why === 'EACCES')
    throw new StartupError(`This account may not listen on port ${PORT}. Set PORT to one above 1023.`);
  throw new StartupError(`Nothing can listen on HOST ${HOST}, PORT ${PORT} (${why}).`);
}
