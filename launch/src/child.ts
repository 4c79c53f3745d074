/** A process of ours that must run as long as the launcher does: watched, logged, started again when it falls. */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { writeWhole } from './data-directory.ts';
import { LogFile, lastLines } from './log-file.ts';
import { readLogLine } from './log-line.ts';
import { within } from './sleep.ts';
import { StartupError } from './startup-error.ts';

/** What a child sends over IPC once it answers. */
export interface ReadyMessage {
  readonly ready: true;
  readonly url?: string;
}

export interface ChildOptions {
  readonly name: string;
  /** The script and its arguments, as given to this Node. */
  readonly script: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where its number stands while it lives. */
  readonly pidFile: string;
  readonly log: string;
  /** Lines of the log from this pino level on are shown to the person. */
  readonly showFrom: number;
  readonly say: (line: string) => void;
}

/** pino's level for a warning. */
export const WARNING = 40;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
/** How often the number of a process is written again while it cannot be. */
const NOTE_AGAIN_MS = 2000;
/** After this long without a fall, the next one counts as the first. */
const HEALTHY_MS = 30_000;

/** How long to wait before the start that follows `falls` falls in a row. */
export function restartDelay(falls: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, falls - 1));
}

export class Child {
  readonly #options: ChildOptions;
  readonly #log: LogFile;
  #env: NodeJS.ProcessEnv;
  #process: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #falls = 0;
  #wasReady = false;
  #stopping = false;
  #restarting = false;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#env = options.env;
    this.#log = new LogFile(options.log);
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Environment from the next start on. */
  setEnv(name: string, value: string): void {
    this.#env = { ...this.#env, [name]: value };
  }

  /**
   * Start it the first time and wait until it answers; from then on it is started again whenever it ends.
   * @throws StartupError when it ends before it ever answered: a restart would fail in the same way.
   */
  start(): Promise<ReadyMessage> {
    return new Promise((done, fail) => this.#spawn(done, fail));
  }

  /** End it, politely for `graceMs`, and do not start it again. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#process?.kill('SIGTERM');
    if (!(await within(this.#ended, graceMs))) {
      this.#options.say(`The ${this.#options.name} did not stop within ${graceMs / 1000} s and is ended.`);
      this.kill();
      await this.#ended;
    }
    this.#log.close();
  }

  /** End it at once and do not start it again. */
  kill(): void {
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#process?.kill('SIGKILL');
    this.#removePid();
  }

  /** Run what has been built anew. */
  async restart(): Promise<void> {
    if (this.#stopping || this.#restarting) return;
    this.#restarting = true;
    clearTimeout(this.#timer);
    this.#process?.kill('SIGTERM');
    if (!(await within(this.#ended, 5000))) this.#process?.kill('SIGKILL');
    await this.#ended;
    this.#restarting = false;
    if (!this.#stopping) this.#spawn();
  }

  #spawn(done?: (message: ReadyMessage) => void, fail?: (error: Error) => void): void {
    const { name, script, cwd, pidFile, say } = this.#options;
    const child = spawn(process.execPath, [...script], {
      cwd,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Its own session: Ctrl-C in a terminal must not reach it beside the launcher's own, more careful, SIGTERM.
      detached: process.platform !== 'win32',
    });
    this.#process = child;
    if (child.pid !== undefined) this.#notePid(pidFile, child.pid);
    const born = Date.now();
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#take(line));
    }
    child.on('message', (message: ReadyMessage) => {
      if (message?.ready !== true) return;
      this.#wasReady = true;
      done?.(message);
    });
    this.#ended = new Promise((ended) => {
      const end = (how: string) => {
        this.#process = undefined;
        this.#removePid();
        ended();
        if (this.#stopping || this.#restarting) return;
        this.#fell(how, born, fail);
      };
      // 'close' comes after the last line of output, 'error' alone when there was no process.
      child.once('close', (code, signal) => end(signal ? `was ended by ${signal}` : `ended with code ${code}`));
      child.once('error', (error) => {
        if (child.pid === undefined) end(`could not be started: ${error.message}`);
        else say(`The ${name}: ${error.message}`);
      });
    });
  }

  #fell(how: string, born: number, fail?: (error: Error) => void): void {
    const { name, log, say } = this.#options;
    const lines = lastLines(log, 10).map((line) => `  ${readLogLine(line).text}`);
    const tail = lines.length ? `\nThe end of ${log}:\n${lines.join('\n')}` : '';
    if (fail && !this.#wasReady) {
      this.#stopping = true;
      fail(new StartupError(`The ${name} ${how} before it was ready.${tail}`));
      return;
    }
    this.#falls = Date.now() - born > HEALTHY_MS ? 1 : this.#falls + 1;
    const delay = restartDelay(this.#falls);
    say(`The ${name} ${how} and is started again in ${delay} ms.${tail}`);
    this.#timer = setTimeout(() => this.#spawn(), delay);
  }

  #take(line: string): void {
    this.#log.write(`${line}\n`);
    const { level, text } = readLogLine(line);
    if (level >= this.#options.showFrom) this.#options.say(`${this.#options.name} ${text}`);
  }

  /** A full disk must not end what is to outlive it: the number is written when there is room again. */
  #notePid(pidFile: string, pid: number): void {
    if (this.#process?.pid !== pid) return;
    try {
      writeWhole(pidFile, `${pid}\n`);
    } catch {
      setTimeout(() => this.#notePid(pidFile, pid), NOTE_AGAIN_MS).unref();
    }
  }

  #removePid(): void {
    rmSync(this.#options.pidFile, { force: true });
  }
}

/** Where a child's number and log lie below DATA_DIR. */
export function childFiles(directory: string, name: string): { pidFile: string; log: string } {
  return { pidFile: join(directory, `${name}.pid`), log: join(directory, 'logs', `${name}.log`) };
}

/** The words by which a child is known in the list of processes: `server/dist/main.js`. */
export function scriptTail(script: string): string {
  return join(basename(dirname(dirname(script))), basename(dirname(script)), basename(script));
}
