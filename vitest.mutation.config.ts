/**
 * The tests that `npm run mutation` runs: those of a slice of `mutation.json`, which are quick and need nothing but themselves.
 * `MUTATION_TESTS` names their files, as JSON.
 */
import { defineConfig } from 'vitest/config';

/** Where no slice is named: of these, the ones that import the files to change. */
const PURE = [
  'contract/src/**/*.test.ts',
  'client/src/**/*.test.ts',
  'sheets/src/{convert,infer}/**/*.test.ts',
  'tables/src/match/**/*.test.ts',
];

export default defineConfig({
  test: {
    include: process.env.MUTATION_TESTS ? JSON.parse(process.env.MUTATION_TESTS) : PURE,
    exclude: ['**/node_modules/**', '**/dist/**'],
    tags: [{ name: 'long' }],
    // They keep nothing from one file to the next, so modules need not be loaded for each.
    isolate: false,
    testTimeout: 60_000,
  },
});
