import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Rooms whose tests need no database. */
const PURE = ['contract', 'sheets', 'client'];
const NEVER = ['**/node_modules/**', '**/dist/**'];
/** Two even on two cores: vitest leaves one of them free, and these tests wait for processes, disks and databases. */
const CORES = Math.max(2, availableParallelism());
/** Services at a time, each with a server and some workers. Redis has databases for four (tests/support/service.ts). */
const SERVICES = Math.min(4, Math.max(2, Math.floor(availableParallelism() / 2)));
/** Far beyond what a test takes: it ends one that hangs, and is no measure. */
const TIMEOUT = 120_000;

export default defineConfig({
  test: {
    testTimeout: TIMEOUT,
    hookTimeout: TIMEOUT,
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: PURE.map((room) => `${room}/src/**/*.test.{ts,tsx}`),
          exclude: NEVER,
          // Rooms that keep nothing from one test to the next: loading their modules once for all files halves the time.
          isolate: false,
          maxWorkers: CORES,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['*/src/**/*.test.{ts,tsx}'],
          exclude: [...NEVER, 'tests/**', ...PURE.map((room) => `${room}/**`)],
          maxWorkers: CORES,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['tests/**/*.test.ts'],
          exclude: NEVER,
          maxWorkers: SERVICES,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
