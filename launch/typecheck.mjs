/**
 * `npm run typecheck`: checks the types of every test, and of what only tests use. The build checks everything else.
 * Reads the declarations that the build writes.
 */
import { run } from './run-tool.mjs';

/** The configurations that hold tests: of all rooms but the client, and of the client, which needs a bundler's resolution. */
export const CHECKED = ['tests', 'client'];

if (process.argv[1] === import.meta.filename) {
  const codes = await Promise.all(CHECKED.map((project) => run('typescript', 'tsc', ['-p', project]).ended));
  process.exit(codes.some((code) => code !== 0) ? 1 : 0);
}
