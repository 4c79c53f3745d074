import { defineConfig } from 'vitest/config';

/** Rooms whose tests need no database. */
const PURE = ['contract', 'sheets', 'client'];
const NEVER = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: PURE.map((room) => `${room}/src/**/*.test.{ts,tsx}`),
          exclude: NEVER,
          // Rooms that keep nothing from one test to the next: loading their modules once for all files halves the time.
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'unit',
          include: ['*/src/**/*.test.{ts,tsx}'],
          exclude: [...NEVER, 'tests/**', ...PURE.map((room) => `${room}/**`)],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['tests/**/*.test.ts'],
          exclude: NEVER,
          // One file at a time: each has a server and a worker of its own that want both cores, and some measure time.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
