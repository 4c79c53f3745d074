import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const ROOMS: string[] = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).workspaces;
const NEVER = ['**/node_modules/**', '**/dist/**'];
/** Two even on two cores: vitest leaves one of them free, and these tests wait for processes, disks and databases. */
const CORES = Math.max(2, availableParallelism());
/** Services at a time, each with a server and some workers. With one more than cores, browsers wait too long for a slow machine. */
const SERVICES = Math.min(4, Math.max(2, Math.floor(availableParallelism() / 2)));
/** What is judged by the clock runs when nothing else does. */
const TIMED = ['tests/flow/bar.test.ts', 'server/src/auth/timing.test.ts'];
/** How a test beside the code says that it needs PostgreSQL, Redis or S3. */
const SERVICE_WORDS =
  /TEST_DATABASE_URL|TEST_REDIS_URL|TEST_SUPERUSER_URL|\/testing\/(database|migrated-database|test-server|s3-server)\.ts/;
const WITH_SERVICES = ROOMS.filter((room) => existsSync(join(ROOT, room, 'src'))).flatMap((room) =>
  filesWithServices(room),
);
/** Left out by `npm run test:unit`: the corpus, attacks, long properties, starts of the whole. */
const SLOW = process.env.TEST_QUICK
  ? [
      'sheets/src/attacks/**',
      'sheets/src/inspect-corpus.test.ts',
      'sheets/src/excel-csv.test.ts',
      'sheets/src/wasm-fast-path/fast-path.test.ts',
      'sheets/src/xlsx/{any-writer,corpus,hostile,scan-xlsx}.test.ts',
      'sheets/src/{inspect,threads/thread,csv/guess-encoding}.test.ts',
      'sheets/src/zip/zip-file.test.ts',
      'sheets/src/legacy/scan-legacy.test.ts',
      'sheets/src/write/{round-trip,strict-workbook}.test.ts',
      'launch/src/{main,prepare}.test.ts',
      'launch/src/postgres/postgres.test.ts',
    ]
  : [];
/** `npm test` leaves these out, `npm run test:long` runs them; a file that is named is run with them. */
const LONG_RUN = {
  name: 'long',
  description:
    'What a quicker test shows of one case, shown of the others: the other queue, more modes, tables, files, screens and random histories.',
};
/** Far beyond what a test takes: it ends one that hangs, and is no measure. */
const TIMEOUT = 300_000;
/** How long `expect.poll` waits for what must come: a busy machine is no failure. Vitest's own default is one second. */
const POLL_MS = 60_000;

export default defineConfig({
  test: {
    testTimeout: TIMEOUT,
    hookTimeout: TIMEOUT,
    expect: { poll: { timeout: POLL_MS } },
    tags: [LONG_RUN],
    // What is built already is loaded by Node itself: vitest would transform each of these modules again, in each project.
    server: { deps: { external: [/\/dist\/.*\.js$/] } },
    // Of sources that did not change, the modules as they were transformed last time.
    experimental: { fsModuleCache: process.env.TEST_QUICK !== undefined },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['*/src/**/*.test.{ts,tsx}'],
          exclude: [...NEVER, ...SLOW, 'tests/**', ...WITH_SERVICES],
          // They keep nothing from one file to the next: loading their modules once for all files halves the time.
          isolate: false,
          maxWorkers: CORES,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'service',
          include: WITH_SERVICES,
          exclude: [...NEVER, ...TIMED],
          isolate: false,
          maxWorkers: CORES,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['tests/**/*.test.ts'],
          exclude: [...NEVER, ...TIMED, 'tests/faults/**'],
          // Files that follow each other in a process share a service and a browser (tests/support/shared-service.ts).
          isolate: false,
          maxWorkers: SERVICES,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          exclude: NEVER,
          isolate: false,
          maxWorkers: SERVICES,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'timed',
          include: TIMED,
          isolate: false,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

/** The tests beside the code of a room that need a service, as paths from the root. */
function filesWithServices(room: string): string[] {
  return readdirSync(join(ROOT, room, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => join(room, 'src', name))
    .filter((file) => SERVICE_WORDS.test(readFileSync(join(ROOT, file), 'utf8')));
}
