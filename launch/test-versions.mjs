/**
 * `npm run test:versions`: what depends on the version of PostgreSQL, on each that Sheetport supports besides the embedded one. Arguments
 * are paths of tests instead of the usual ones.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './prepare.mjs';

/** Statements on people's tables, migrations, the queue, and the service as a whole. */
const TESTS = [
  'tables',
  'prisma',
  'queue',
  'tests/flow/story',
  'tests/flow/undo',
  'tests/flow/attach',
  'tests/flow/rules',
];

const given = process.argv.slice(2);
const versions = Object.keys(JSON.parse(readFileSync(join(ROOT, 'launch/postgres-versions.json'), 'utf8')));
const failed = versions.filter((version) => {
  console.log(`PostgreSQL ${version}`);
  const args = [join(ROOT, 'launch/test.mjs'), `--postgres=${version}`, ...(given.length > 0 ? given : TESTS)];
  return spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status !== 0;
});
console.log(
  failed.length === 0 ? `passed on PostgreSQL ${versions.join(', ')}` : `failed on PostgreSQL ${failed.join(', ')}`,
);
process.exit(failed.length === 0 ? 0 : 1);
