/**
 * `npm test`: works on a fresh clone. Brings its own PostgreSQL and, where redis-server is installed, its own Redis;
 * leaves neither behind. Arguments after `--` go to vitest: `npm test -- sheets`.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkNode, prepare, ROOT } from './prepare.mjs';

const NO_REDIS = 'Redis was not found: the half of the suite that runs on Redis was left out';
/** How long vitest may take to end after Ctrl-C. */
const STOP_MS = 10_000;

checkNode();
await prepare({ tests: true });
const { findRedis, startPostgres, startRedis } = await import('./dist/index.js');

const directory = mkdtempSync(join(tmpdir(), 'sheetport-test-'));
// Whatever the tests make goes in here, so that nothing of it is left even when they are cut off.
const scratch = join(directory, 'tmp');
mkdirSync(scratch);
// As root, PostgreSQL's account passes through it to its data.
for (const made of [directory, scratch]) chmodSync(made, 0o711);
const abort = new AbortController();
/** @type {(() => Promise<void>)[]} */
const closers = [];
/** @type {import('node:child_process').ChildProcess | undefined} */
let current;

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    abort.abort();
    current?.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    setTimeout(() => current?.kill('SIGKILL'), STOP_MS).unref();
  });
}

/** @type {number} */
let code = 1;
try {
  code = await test();
} catch (error) {
  if (!abort.signal.aborted) console.error(error instanceof Error && error.name === 'Refusal' ? error.message : error);
} finally {
  for (const close of closers.reverse()) await close().catch(console.error);
  await endStrays();
  rmSync(directory, { recursive: true, force: true });
}
process.exit(abort.signal.aborted ? 130 : code);

async function test() {
  const redis = process.env.REDIS_TEST_URL ? undefined : findRedis();
  const withRedis = Boolean(redis || process.env.REDIS_TEST_URL);
  if (!withRedis) console.log(NO_REDIS);

  const tidy = await run('@biomejs/biome', 'biome', ['check', '.'], {});
  if (abort.signal.aborted) return 130;
  if (tidy !== 0)
    console.log('Biome found faults; npm run fix mends what can be mended by itself. The tests run all the same.');

  const postgres = await startPostgres({
    directory: join(directory, 'postgres'),
    throwaway: true,
    signal: abort.signal,
  });
  closers.push(() => postgres.stop('immediate'));
  /** @type {Record<string, string>} */
  const env = { TEST_DATABASE_URL: postgres.url, TEST_SUPERUSER_URL: postgres.superuserUrl, TMPDIR: scratch };
  if (process.env.REDIS_TEST_URL) env.TEST_REDIS_URL = process.env.REDIS_TEST_URL;
  if (redis) {
    const home = join(directory, 'redis');
    mkdirSync(home);
    const started = await startRedis(redis, home);
    closers.push(() => started.stop());
    env.TEST_REDIS_URL = started.url;
  }
  if (abort.signal.aborted) return 130;

  const report = join(directory, 'report.json');
  const tested = await run(
    'vitest',
    'vitest',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
    env,
  );
  if (abort.signal.aborted) return 130;
  if (!withRedis) console.log(NO_REDIS);
  if (tidy !== 0) console.log('Biome found faults (see the beginning).');
  console.log(count(report, tested));
  return tested || tidy;
}

/**
 * End what tests have started and could not stop because they were cut off. Everything that comes from this run has the
 * run's directory in its command or its environment. Only where the system tells (Linux).
 */
async function endStrays() {
  const strays = () => {
    try {
      return readdirSync('/proc')
        .map(Number)
        .filter((pid) => pid > 0 && pid !== process.pid && isOurs(pid));
    } catch {
      return [];
    }
  };
  // Some are ending just now. SIGQUIT is the signal on which PostgreSQL, too, ends at once and gives its memory back.
  for (const [wait, signal] of /** @type {const} */ ([
    [1500, 'SIGQUIT'],
    [3000, 'SIGKILL'],
  ])) {
    for (const until = Date.now() + wait; strays().length && Date.now() < until; ) {
      await new Promise((done) => setTimeout(done, 100));
    }
    for (const pid of strays()) {
      try {
        process.kill(pid, signal);
      } catch {
        // Gone.
      }
    }
  }
}

/** @param {number} pid */
function isOurs(pid) {
  return ['cmdline', 'environ'].some((file) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(directory);
    } catch {
      return false;
    }
  });
}

/**
 * The last line.
 * @param {string} report
 * @param {number} tested
 */
function count(report, tested) {
  try {
    const {
      numPassedTests,
      numFailedTests,
      numPendingTests = 0,
      numTodoTests = 0,
      numFailedTestSuites = 0,
    } = JSON.parse(readFileSync(report, 'utf8'));
    if (tested !== 0 && numFailedTests === 0) {
      console.log(
        numFailedTestSuites
          ? 'A test file could not be run (see above).'
          : 'vitest reported errors outside of tests (see above).',
      );
    }
    const skipped = numPendingTests + numTodoTests;
    return `${numPassedTests} passed, ${numFailedTests} failed${skipped ? `, ${skipped} skipped` : ''}`;
  } catch {
    return 'vitest left no report (see above).';
  }
}

/**
 * Run a package's command with this Node, in the terminal.
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<number>}
 */
function run(name, command, args, env) {
  const manifest = createRequire(join(ROOT, 'package.json')).resolve(`${name}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  const script = join(dirname(manifest), typeof bin === 'string' ? bin : bin[command]);
  return new Promise((done) => {
    current = spawn(process.execPath, [script, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    current.once('error', (error) => {
      console.error(error.message);
      done(1);
    });
    current.once('close', (status) => {
      current = undefined;
      done(status ?? 1);
    });
  });
}
