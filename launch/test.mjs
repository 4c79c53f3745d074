/**
 * `npm test`: works on a fresh clone. Brings its own PostgreSQL and, where redis-server is installed, its own Redis;
 * leaves neither behind. Arguments after `--` go to vitest: `npm test -- sheets` runs the room of that name, anything else
 * what has it in its path. `--unit` leaves out what needs servers, workers and browsers; `--watch` runs again on change.
 * `--postgres=15` has another version of PostgreSQL, which npm brings into node_modules/.cache.
 * Tests with the tag `long` run with `--long`, which runs nothing else, and where their path is named.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { bringPackages } from './bring-packages.mjs';
import { checkNode, prepare, ROOT } from './prepare.mjs';
import { run } from './run-tool.mjs';
import { CHECKED } from './typecheck.mjs';

const NO_S3 = 'OpenStack Swift (python3-swift) was not found: the tests with files on S3 were left out';
/** Where Debian puts it (storage/src/testing/s3-server.ts). */
const SWIFT = '/usr/lib/python3/dist-packages/swift';
const NO_REDIS = 'Redis was not found: the tests with a queue on Redis were left out';
/** A file system in memory. */
const SHARED_MEMORY = '/dev/shm';
/** Much more than the database of all tests takes, with their services and browsers beside it. */
const PLENTY_OF_MEMORY = 10 * 1024 ** 3;
/** How long vitest may take to end after Ctrl-C. */
const STOP_MS = 10_000;
/** Rooms without a test that needs a service. */
const PURE = ['contract', 'sheets', 'client'];
/** Rooms whose tests start the whole service. */
const WHOLE = ['launch', 'tests'];
const FLAGS = ['--unit', '--watch', '--long'];
/** How a file says that it has tests of the long run (vitest.config.ts). */
const TAGGED = /tags: \['long'\]|@module-tag long|describeQueues\(/;
/** How a pure test file says that it measures the processor, which a busy machine disturbs. */
const MEASURES = /\beffort\(|eventLoopUtilization\(/;
/** Most files that are run once more where CI is set: more than that is no slow moment of a machine. */
const MAX_AGAIN = 6;

const given = process.argv.slice(2);
const watching = given.includes('--watch');
const unit = given.includes('--unit');
const long = given.includes('--long');
/** The major version of PostgreSQL that is asked for. */
const major = given.find((argument) => argument.startsWith('--postgres='))?.split('=')[1];
const named = given.filter((argument) => !FLAGS.includes(argument) && !argument.startsWith('--postgres='));
/** @type {{ workspaces: string[] }} */
const { workspaces } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
/** What is asked for needs neither PostgreSQL nor Redis. */
const pure = unit || (named.length > 0 && named.every((name) => PURE.includes(name.split('/')[0] ?? '')));

checkNode();
// Tests of rooms run their sources on what those rooms import; the others start the whole service.
const rooms = named.map((name) => name.split('/')[0] ?? '');
const isInRooms = rooms.length > 0 && rooms.every((room) => workspaces.includes(room) && !WHOLE.includes(room));
await prepare({ rooms: isInRooms ? [...new Set([...rooms, 'launch'])] : [] });
const { findRedis, postgresPackage, startPostgres, startRedis } = await import('./dist/index.js');

const directory = mkdtempSync(join(tmpdir(), 'sheetport-test-'));
// Whatever the tests make goes in here, so that nothing of it is left even when they are cut off.
const scratch = join(directory, 'tmp');
mkdirSync(scratch);
// As root, PostgreSQL's account passes through it to its data.
for (const made of [directory, scratch]) chmodSync(made, 0o711);
const home = makeDatabaseHome();
const abort = new AbortController();
/** @type {(() => Promise<void>)[]} */
const closers = [];
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    abort.abort();
    for (const child of running) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    setTimeout(() => {
      for (const child of running) child.kill('SIGKILL');
    }, STOP_MS).unref();
  });
}

/** @type {number} */
let code = 1;
try {
  code = await test();
} catch (error) {
  if (!abort.signal.aborted)
    console.error(error instanceof Error && error.name === 'StartupError' ? error.message : error);
} finally {
  for (const close of closers.reverse()) await close().catch(console.error);
  await endStrays();
  for (const made of [directory, home]) rmSync(made, { recursive: true, force: true });
}
process.exit(abort.signal.aborted ? 130 : code);

async function test() {
  const services = pure ? {} : await startServices();
  if (abort.signal.aborted) return 130;
  const withRedis = pure || 'TEST_REDIS_URL' in services;
  if (!withRedis) console.log(NO_REDIS);
  const withS3 = pure || existsSync(SWIFT);
  if (!withS3) console.log(NO_S3);

  // Of the whole tree, and beside the tests: they have a core to spare at times.
  const checks = named.length === 0 && !watching && !long ? startChecks() : [];
  const report = join(directory, 'report.json');
  let tested = await runVitest(vitestArguments(), report, services);
  const again = process.env.CI && tested !== 0 ? failedSystemTests(report) : [];
  /** @type {string[]} */
  const late = [];
  if (again.length > 0 && !abort.signal.aborted) {
    const second = join(directory, 'second-report.json');
    const first = readReport(report);
    tested = await runVitest(['run', ...again.map(({ file }) => file), ...tagFilter()], second, services);
    if (tested === 0) late.push(...again.flatMap(({ file, names }) => names.map((name) => `${file}: ${name}`)));
    const files = new Set(again.map(({ file }) => join(ROOT, file)));
    const others = first.testResults.filter(({ name }) => !files.has(name));
    writeFileSync(report, JSON.stringify(merge([{ ...first, testResults: others }, readReport(second)])));
  }
  const failed = [];
  for (const { title, advice, tool } of checks) {
    if ((await tool.ended) === 0 || abort.signal.aborted) continue;
    console.log(`\n${tool.output()}`);
    failed.push(`${title}: see above. ${advice}`);
  }
  if (abort.signal.aborted) return 130;
  if (!withRedis) console.log(NO_REDIS);
  if (!withS3) console.log(NO_S3);
  for (const line of failed) console.log(line);
  if (late.length > 0) console.log(`${late.length} passed only at the second try:\n${late.join('\n')}`);
  if (!watching) for (const line of [...failures(report), count(report, tested)]) console.log(line);
  return tested || (failed.length > 0 ? 1 : 0);
}

/**
 * @param {string[]} args
 * @param {string} report
 * @param {Record<string, string>} services
 * @returns {Promise<number>} its exit code
 */
function runVitest(args, report, services) {
  const all = [...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const env = { ...services, TMPDIR: scratch, ...(unit ? { TEST_QUICK: '1' } : {}) };
  return track(run('vitest', 'vitest', all, { env, input: watching })).ended;
}

/**
 * @typedef {{ name: string, status: string, message?: string, assertionResults: { status: string, fullName: string, failureMessages?: string[], tags?: string[] }[] }} FileReport
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests?: number, numTodoTests?: number, numFailedTestSuites?: number, testResults: FileReport[] }} Report
 */

/**
 * @param {string} file
 * @returns {Report}
 */
function readReport(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * The tests that failed by file, of those with services and those that measure; none where another pure test failed, or too many did.
 * @param {string} report
 * @returns {{ file: string, names: string[] }[]}
 */
function failedSystemTests(report) {
  try {
    const failed = readReport(report).testResults.filter(({ status }) => status === 'failed');
    const files = failed.map(({ name, assertionResults }) => ({
      file: relative(ROOT, name),
      names: assertionResults.filter((one) => one.status === 'failed').map((one) => one.fullName),
    }));
    const isSlowMoment =
      files.length <= MAX_AGAIN &&
      files.every(
        ({ file }) => !PURE.includes(file.split(sep)[0] ?? '') || MEASURES.test(readFileSync(join(ROOT, file), 'utf8')),
      );
    return isSlowMoment ? files : [];
  } catch {
    return [];
  }
}

/**
 * Several reports as one, with its counts.
 * @param {Report[]} reports
 * @returns {Report}
 */
function merge(reports) {
  const testResults = reports.flatMap((report) => report.testResults);
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    testResults,
    numPassedTests: tests.filter(({ status }) => status === 'passed').length,
    numFailedTests: tests.filter(({ status }) => status === 'failed').length,
    numPendingTests: tests.filter(({ status }) => status !== 'passed' && status !== 'failed').length,
    numFailedTestSuites: testResults.filter(({ status }) => status === 'failed').length,
  };
}

/**
 * Where the database of the tests lies: in memory where there is plenty (Linux, `/dev/shm`). Each of some hundred databases is a thousand files to
 * copy, which takes a tenth of the processor time there.
 * @returns {string} a directory, whose name has the number of this process in it
 */
function makeDatabaseHome() {
  try {
    for (const name of readdirSync(SHARED_MEMORY)) {
      // Of a run that was ended by force.
      const pid = Number(/^sheetport-test-(\d+)-/.exec(name)?.[1] ?? process.pid);
      if (!existsSync(`/proc/${pid}`)) rmSync(join(SHARED_MEMORY, name), { recursive: true, force: true });
    }
    const { bavail, bsize } = statfsSync(SHARED_MEMORY);
    const available = Number(/^MemAvailable: +(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? 0) * 1024;
    if (Math.min(bavail * bsize, available) < PLENTY_OF_MEMORY) return directory;
    const made = mkdtempSync(join(SHARED_MEMORY, `sheetport-test-${process.pid}-`));
    chmodSync(made, 0o711);
    return made;
  } catch {
    return directory;
  }
}

/** What vitest is asked for: a room's name means that room, and not every path that contains the word. */
function vitestArguments() {
  const projects = unit ? ['unit'] : [];
  const paths = named.map((name) => (workspaces.includes(name) ? `${name}/` : name));
  return [
    watching ? 'watch' : 'run',
    ...projects.map((name) => `--project=${name}`),
    ...(long ? taggedFiles().filter((file) => paths.length === 0 || paths.some((path) => file.includes(path))) : paths),
    ...tagFilter(),
  ];
}

/** Which half of the tests: the long ones, the others, or both where a path is named. */
function tagFilter() {
  if (long) return ['--tags-filter=long'];
  return named.length === 0 || major !== undefined ? ['--tags-filter=!long'] : [];
}

/** Files with tests of the long run: the others need not be loaded for it. */
function taggedFiles() {
  return workspaces.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.test\.tsx?$/.test(name) && !/node_modules|dist/.test(name))
      .map((name) => join(room, name))
      .filter((file) => TAGGED.test(readFileSync(join(ROOT, file), 'utf8'))),
  );
}

/**
 * The package with a major version of PostgreSQL.
 * @param {string} version
 * @returns {string} its directory
 */
function bringPostgres(version) {
  /** @type {Record<string, string>} */
  const exact = JSON.parse(readFileSync(join(ROOT, 'launch/postgres-versions.json'), 'utf8'));
  const wanted = exact[version];
  if (wanted === undefined) throw new Error(`--postgres is one of ${Object.keys(exact).join(', ')}`);
  const name = postgresPackage();
  return join(bringPackages(`postgres-${wanted}`, { [name]: wanted }), name);
}

/** Style and types, of the whole tree. What they say is kept until the tests are over. */
function startChecks() {
  const quiet = { quiet: true };
  return [
    {
      title: 'Biome found faults',
      advice: 'npm run fix mends what can be mended by itself.',
      tool: track(run('@biomejs/biome', 'biome', ['check', '.'], quiet)),
    },
    {
      title: 'knip found files, exports or packages that nothing uses',
      advice: 'Remove them, or name an entry in knip.json.',
      tool: track(run('knip', 'knip', ['--no-progress'], quiet)),
    },
    ...CHECKED.map((project) => ({
      title: `Types are wrong in ${project}`,
      advice: 'npm run typecheck shows them again.',
      tool: track(run('typescript', 'tsc', ['-p', project], quiet)),
    })),
  ];
}

/**
 * A process that ends with this one.
 * @param {ReturnType<typeof run>} tool
 */
function track(tool) {
  running.add(tool.child);
  tool.ended.then(() => running.delete(tool.child));
  return tool;
}

/**
 * A PostgreSQL and, where there is one, a Redis for the tests.
 * @returns {Promise<Record<string, string>>} where they are, as variables of the environment
 */
async function startServices() {
  const redis = process.env.REDIS_TEST_URL ? undefined : findRedis();
  const postgres = await startPostgres({
    directory: join(home, 'postgres'),
    throwaway: true,
    createDatabases: true,
    signal: abort.signal,
    ...(major === undefined ? {} : { binaries: bringPostgres(major) }),
  });
  closers.push(() => postgres.stop('immediate'));
  /** @type {Record<string, string>} */
  const env = { TEST_DATABASE_URL: postgres.url, TEST_SUPERUSER_URL: postgres.superuserUrl };
  if (process.env.REDIS_TEST_URL) env.TEST_REDIS_URL = process.env.REDIS_TEST_URL;
  if (redis) {
    const home = join(directory, 'redis');
    mkdirSync(home);
    const started = await startRedis(redis, home);
    closers.push(() => started.stop());
    env.TEST_REDIS_URL = started.url;
  }
  return env;
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
      const text = readFileSync(`/proc/${pid}/${file}`, 'utf8');
      return text.includes(directory) || text.includes(home);
    } catch {
      return false;
    }
  });
}

/**
 * What failed, a line each with the first line of why: the whole of it may be thousands of lines up.
 * @param {string} report
 * @returns {string[]}
 */
function failures(report) {
  try {
    return readReport(report)
      .testResults.filter(({ status }) => status === 'failed')
      .flatMap(({ name, message, assertionResults }) => {
        const tests = assertionResults.filter(({ status }) => status === 'failed');
        const whys = tests.map(({ fullName, failureMessages }) => `${fullName}: ${firstLine(failureMessages?.[0])}`);
        return (whys.length > 0 ? whys : [firstLine(message)]).map((why) => `Failed: ${relative(ROOT, name)}: ${why}`);
      });
  } catch {
    return [];
  }
}

/** @param {string | undefined} text */
function firstLine(text) {
  return (text ?? '').trim().split('\n', 1)[0]?.slice(0, 300) ?? '';
}

/**
 * The last line.
 * @param {string} report
 * @param {number} tested
 */
function count(report, tested) {
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites = 0, testResults } = readReport(report);
    if (tested !== 0 && numFailedTests === 0) {
      console.log(
        numFailedTestSuites
          ? 'A test file could not be run (see above).'
          : 'vitest reported errors outside of tests (see above).',
      );
    }
    const left = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status !== 'passed' && status !== 'failed');
    // Those of the other run are none that were skipped.
    const others = left.filter(
      ({ tags = [] }) => (long || named.length === 0 || major !== undefined) && tags.includes('long') !== long,
    ).length;
    const parts = [`${numPassedTests} passed`, `${numFailedTests} failed`];
    if (left.length > others) parts.push(`${left.length - others} skipped`);
    if (others > 0 && !long) parts.push(`${others} more in npm run test:long`);
    return parts.join(', ');
  } catch {
    return 'vitest left no report (see above).';
  }
}
