// `npm run pack`: one npm package with everything built, for `npx sheetport`. Out: the path of the tarball, on the last line.
// The packages of the workspace lie in it as they do here, so that the launcher finds server, worker and client beside itself.
// @ts-check
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pinDependencies } from './pin-dependencies.mjs';
import { ROOT } from './prepare.mjs';

const ROOMS = [
  'contract',
  'storage',
  'tables',
  'prisma',
  'core',
  'queue',
  'sheets',
  'server',
  'worker',
  'client',
  'launch',
  'cli',
];
/** What runs, besides `dist`. */
const MORE = { prisma: ['migrations', 'schema.prisma'] };
const NOT_RUN = /(\.map|\.d\.ts|\.tsbuildinfo)$|[/\\]dist[/\\]testing([/\\]|$)/;

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

const root = readJson(join(ROOT, 'package.json'));
const home = resolve(process.argv[2] ?? join(ROOT, 'out'));
const staged = join(home, 'package');
rmSync(staged, { recursive: true, force: true });

for (const room of ROOMS) {
  const from = join(ROOT, room);
  const to = join(staged, 'node_modules/@sheetport', room);
  mkdirSync(to, { recursive: true });
  for (const name of ['dist', ...(MORE[/** @type {keyof typeof MORE} */ (room)] ?? [])]) {
    if (!existsSync(join(from, name))) throw new Error(`${room}/${name} is not there: run "npm run build" first`);
    cpSync(join(from, name), join(to, name), { recursive: true, filter: (file) => !NOT_RUN.test(file) });
  }
  const { name, version, type, exports } = readJson(join(from, 'package.json'));
  writeFileSync(join(to, 'package.json'), JSON.stringify({ name, version, type, exports }, null, 2));
}

for (const name of ['README.md', 'LICENSE', 'SECURITY.md', 'CHANGELOG.md'])
  cpSync(join(ROOT, name), join(staged, name));
const manifest = {
  name: root.name,
  version: root.version,
  description: root.description,
  license: root.license,
  type: 'module',
  engines: { node: root.engines.node },
  bin: { sheetport: 'node_modules/@sheetport/cli/dist/main.js' },
  // The page is built: what it is made of is in its files.
  dependencies: pinDependencies(
    readJson(join(ROOT, 'package-lock.json')).packages,
    ROOMS.filter((room) => room !== 'client'),
  ),
  bundleDependencies: ROOMS.map((room) => `@sheetport/${room}`),
};
writeFileSync(join(staged, 'package.json'), JSON.stringify(manifest, null, 2));
const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', home], {
  cwd: staged,
  maxBuffer: 2 ** 27,
  shell: process.platform === 'win32',
});
const [{ filename }] = JSON.parse(packed.toString('utf8'));
console.log(join(home, basename(filename)));
