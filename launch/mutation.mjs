/**
 * `npm run mutation -- contract client`: changes the code of these rooms, one small change at a time, and sees whether a test fails
 * (mutation testing, by Stryker). Of all rooms in `mutation.json` where none is named; a path names the files to change.
 * `mutation.json` holds the score that each room has reached: less fails, more is to be written there.
 * Long: minutes for a file, hours for all. No part of `npm test`, so the first run installs Stryker.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bringPackages } from './bring-packages.mjs';
import { checkNode, prepare, ROOT } from './prepare.mjs';

/** @typedef {{ mutate: string[], least: number }} Room files as patterns from the root, and the least score in per cent */

checkNode();
await prepare();
/** @type {Record<string, Room>} */
const rooms = JSON.parse(readFileSync(join(ROOT, 'mutation.json'), 'utf8'));
const given = process.argv.slice(2);
const paths = given.filter((name) => !(name in rooms));
const chosen = given.filter((name) => name in rooms);
process.chdir(ROOT);
const modules = bringPackages('stryker', {
  '@stryker-mutator/core': '9.6.1',
  '@stryker-mutator/vitest-runner': '9.6.1',
});
/** @type {{ Stryker: new (options: object) => { runMutationTest(): Promise<{ status: string }[]> } }} */
const { Stryker } = await import(pathToFileURL(join(modules, '@stryker-mutator/core/dist/src/index.js')).href);

let failed = false;
if (paths.length > 0) console.log(`Score: ${(await mutate('files', paths)).toFixed(1)} %`);
for (const name of given.length === 0 ? Object.keys(rooms) : chosen) {
  const { mutate: files, least } = /** @type {Room} */ (rooms[name]);
  const score = await mutate(name, files);
  const low = score < least;
  console.log(
    `${name}: ${score.toFixed(1)} %, at least ${least} %${low ? ': a test is missing' : score >= least + 1 ? ': raise it in mutation.json' : ''}`,
  );
  failed ||= low;
}
process.exit(failed ? 1 : 0);

/**
 * @param {string} name under which the report is kept, in out/mutation
 * @param {string[]} files
 * @returns {Promise<number>} how many per cent of the changes made a test fail, or ran without end
 */
async function mutate(name, files) {
  const results = await new Stryker({
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'vitest.mutation.config.ts', related: true },
    coverageAnalysis: 'perTest',
    mutate: files,
    // Not copied for the runs: what the tests of pure code do not need.
    ignorePatterns: [
      'tests',
      'bench',
      'docs',
      'server',
      'worker',
      'launch',
      'prisma',
      'queue',
      'out',
      '.data',
      'dist',
      '.turbo',
    ],
    // A change that cannot do harm: what is only evaluated once when the module is loaded.
    ignoreStatic: true,
    concurrency: 2,
    tempDirName: '.stryker-tmp',
    reporters: ['clear-text', 'json'],
    clearTextReporter: { allowColor: false, logTests: false },
    jsonReporter: { fileName: `out/mutation/${name}.json` },
    allowEmpty: false,
  }).runMutationTest();
  const counted = results.filter(({ status }) => ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status));
  const caught = counted.filter(({ status }) => status === 'Killed' || status === 'Timeout');
  return counted.length === 0 ? 0 : (caught.length / counted.length) * 100;
}
