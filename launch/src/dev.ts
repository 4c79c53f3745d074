/** `npm run dev`: compile on every change, run what was compiled, and serve the client from its sources. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, type FSWatcher, watch } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort, whyTaken } from './free-port.ts';
import { within } from './sleep.ts';
import { StartupError } from './startup-error.ts';

/** The packages whose compiled form the server or the worker loads. */
const PACKAGES = ['contract', 'storage', 'sheets', 'tables', 'prisma', 'core', 'queue', 'server', 'worker'];
/** What bundles write: no change of a source. */
const BUNDLED = /^(bodies|bundle)\b/;
const VITE_PORT = 5173;
/** One save may write many files; wait until they have settled. */
const SETTLE_MS = 300;

export interface DevOptions {
  readonly root: string;
  readonly serverUrl: string;
  readonly say: (line: string) => void;
  readonly restart: () => Promise<void>;
}

export interface DevTools {
  /** Where vite serves the client. */
  readonly url: string;
  stop(): Promise<void>;
  kill(): void;
}

/** Start the compiler's watch, the restarts, and vite. */
export async function startDevTools({ root, serverUrl, say, restart }: DevOptions): Promise<DevTools> {
  const packages = PACKAGES.filter((name) => existsSync(join(root, name, 'tsconfig.json')));
  const compiler = run(
    programOf(root, 'typescript', 'tsc'),
    ['-b', '--watch', '--preserveWatchOutput', ...packages],
    root,
    {},
  );
  // Only faults are worth a line; "file change detected" is not.
  show(compiler, (line) => {
    if (/error TS\d+/.test(line)) say(line);
  });

  const port = (await whyTaken('127.0.0.1', VITE_PORT)) ? await freePort() : VITE_PORT;
  const vite = run(
    programOf(join(root, 'client'), 'vite', 'vite'),
    ['--host', '127.0.0.1', '--port', String(port), '--strictPort', '--clearScreen', 'false'],
    join(root, 'client'),
    { PORT: new URL(serverUrl).port, NODE_ENV: 'development' },
  );
  const ready = new Promise<void>((done, fail) => {
    show(vite, (line) => {
      if (/ready in/.test(line)) done();
      else if (/error/i.test(line)) say(line);
    });
    vite.once('exit', () => fail(new StartupError('vite ended before it was ready.')));
  });
  await ready;

  const watchers = watchBuilt(root, packages, () => {
    say('Built anew; starting the server and the worker again.');
    bundleBodies(root)
      .then(restart)
      .catch((error: Error) => say(error.message));
  });
  const tools = [compiler, vite];
  const kill = () => {
    for (const tool of tools) signal(tool, 'SIGKILL');
  };
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      for (const watcher of watchers) watcher.close();
      for (const tool of tools) signal(tool, 'SIGTERM');
      const ended = tools.map(
        (tool) => (tool.exitCode ?? tool.signalCode) === null && new Promise((end) => tool.once('exit', end)),
      );
      if (!(await within(Promise.all(ended), 3000))) kill();
    },
    kill,
  };
}

function watchBuilt(root: string, packages: readonly string[], changed: () => void): FSWatcher[] {
  let timer: NodeJS.Timeout | undefined;
  return packages.map((name) =>
    watch(join(root, name, 'dist'), { recursive: true }, (_event, file) => {
      if (!file?.endsWith('.js') || BUNDLED.test(file)) return;
      clearTimeout(timer);
      timer = setTimeout(changed, SETTLE_MS);
    }),
  );
}

/** Threads that read and write files run bundles, also here. */
async function bundleBodies(root: string): Promise<void> {
  const bundler = run(join(root, 'launch/bundle.mjs'), [], join(root, 'sheets'), {});
  const [code] = await once(bundler, 'exit');
  if (code !== 0) throw new StartupError('The threads of sheets could not be bundled: run "npm run build".');
}

/** The script behind a package's command, run with this Node: works without npm's links, on every system. */
function programOf(from: string, name: string, command: string): string {
  const manifest = createRequire(join(from, 'package.json')).resolve(`${name}/package.json`);
  const { bin } = createRequire(manifest)(manifest) as { bin: string | Record<string, string> };
  return join(dirname(manifest), typeof bin === 'string' ? bin : (bin[command] ?? ''));
}

function run(script: string, args: readonly string[], cwd: string, env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [script, ...args], {
    cwd,
    env: { ...process.env, ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
}

/** The command that npm brings may only start the real program: tell both, as a group. */
function signal(tool: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    if (process.platform === 'win32') tool.kill();
    else if (tool.pid) process.kill(-tool.pid, name);
  } catch {
    // All of it has ended.
  }
}

function show(tool: ChildProcess, line: (text: string) => void): void {
  for (const stream of [tool.stdout, tool.stderr]) if (stream) createInterface({ input: stream }).on('line', line);
}
