/** The tests that `npm run mutation` runs: those of pure code, which are quick and need nothing but themselves. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'contract/src/**/*.test.ts',
      'client/src/**/*.test.ts',
      'sheets/src/{convert,infer}/**/*.test.ts',
      'tables/src/match/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
    tags: [{ name: 'long' }],
    testTimeout: 60_000,
  },
});
