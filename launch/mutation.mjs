/**
 * `npm run mutation -- contract client/import`: changes the code of these slices, one small change at a time, and sees whether a test fails
 * (mutation testing, by Stryker). Of all slices in `mutation.json` where none is named; a room names all of its slices; a path names the
 * files to change. `mutation.json` holds the score that each slice has reached: less fails, more is to be written there.
 * Long: minutes for a slice, an hour or more for all. No part of `npm test`, so the first run installs Stryker.
 *
 * `out/mutation` keeps what was found: the next run changes only code that is new, or whose tests are. Delete it to run all again.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bringPackages } from './bring-packages.mjs';
import { checkNode, prepare, ROOT } from './prepare.mjs';

/** @typedef {{ mutate: string[], tests: string[], least: number }} Slice files and tests as patterns from the root, and the least score in per cent */

checkNode();
/** @type {Record<string, Slice>} */
const slices = JSON.parse(readFileSync(join(ROOT, 'mutation.json'), 'utf8'));
const names = Object.keys(slices);
const given = process.argv.slice(2);
/** @param {string} word a slice or a room @returns {string[]} */
const slicesOf = (word) => names.filter((name) => name === word || name.startsWith(`${word}/`));
const paths = given.filter((word) => slicesOf(word).length === 0);
const chosen = given.length === 0 ? names : given.flatMap(slicesOf);
const files = [...paths, ...chosen.flatMap((name) => /** @type {Slice} */ (slices[name]).mutate)];
await prepare({ rooms: [...new Set(files.map((file) => file.split('/')[0] ?? ''))] });
process.chdir(ROOT);
const modules = bringPackages('stryker', {
  '@stryker-mutator/core': '9.6.1',
  '@stryker-mutator/vitest-runner': '9.6.1',
});
/** @type {{ Stryker: new (options: object) => { runMutationTest(): Promise<{ status: string }[]> } }} */
const { Stryker } = await import(pathToFileURL(join(modules, '@stryker-mutator/core/dist/src/index.js')).href);

let failed = false;
if (paths.length > 0) console.log(`Score: ${(await mutate('files', paths)).toFixed(1)} %`);
for (const name of chosen) {
  const { mutate: files, tests, least } = /** @type {Slice} */ (slices[name]);
  const score = await mutate(name, files, tests);
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
 * @param {string[]} [tests] those to run; of all quick ones, those that import the files
 * @returns {Promise<number>} how many per cent of the changes made a test fail, or ran without end
 */
async function mutate(name, files, tests) {
  if (tests) process.env.MUTATION_TESTS = JSON.stringify(tests);
  else delete process.env.MUTATION_TESTS;
  const report = `out/mutation/${name.replaceAll('/', '-')}`;
  const results = await new Stryker({
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'vitest.mutation.config.ts', related: tests === undefined },
    coverageAnalysis: 'perTest',
    mutate: files,
    // Not copied for the runs: what no test of pure code needs.
    ignorePatterns: ['tests', 'bench', 'docs', 'deploy', 'launch', 'out', '.data', 'dist', '.turbo'],
    // A change that cannot do harm: what is only evaluated once when the module is loaded.
    ignoreStatic: true,
    incremental: true,
    incrementalFile: `${report}-last.json`,
    concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 2),
    tempDirName: '.stryker-tmp',
    reporters: ['progress-append-only', 'clear-text', 'json'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: `${report}.json` },
    allowEmpty: false,
  }).runMutationTest();
  const counted = results.filter(({ status }) => ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status));
  const caught = counted.filter(({ status }) => status === 'Killed' || status === 'Timeout');
  return counted.length === 0 ? 0 : (caught.length / counted.length) * 100;
}
