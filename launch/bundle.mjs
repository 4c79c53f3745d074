/**
 * `node launch/bundle.mjs` in a room, at the end of its build: what is started there with all that it imports as one file. Of a start's time more than
 * half went into finding, reading and linking some 1,400 modules (docs/adr/0038-servers-and-workers-start-from-one-file.md). It is what runs;
 * `npm run dev` runs `dist/main.js`, so that a change is there at once, and bundles the bodies of threads anew.
 */
import { basename } from 'node:path';
import { writeBundle, writePackages } from './write-bundle.mjs';

/** By room: what is started, and where its bundle lies in `dist`. @type {Record<string, { parts: string, input: Record<string, string> }>} */
const ROOMS = {
  server: { parts: 'bundle', input: { bundle: 'main' } },
  worker: { parts: 'bundle', input: { bundle: 'main' } },
  cli: { parts: 'bundle', input: { bundle: 'main' } },
  // Bodies of threads and processes.
  sheets: {
    parts: 'bodies',
    input: {
      'bodies/decode-thread': 'threads/decode-thread',
      'bodies/encode-thread': 'write/encode-thread',
      'bodies/pack-thread': 'write/deflate/pack-thread',
      'bodies/read-thread': 'template/read-thread',
      'bodies/legacy-process': 'legacy/legacy-process',
      'bodies/process-watch': 'legacy/process-watch',
    },
  },
};

/** What stays a package of its own. */
const EXTERNAL = [
  // Find what belongs to them beside themselves: migrations and an engine; server and worker.
  /^@sheetport\/(prisma|launch)(\/|$)/,
  // The same classes as in `@sheetport/prisma`: a pool that it does not know is none.
  /^pg(-|$)/,
  // Start threads from files of their own.
  /^(pino|thread-stream)$/,
  // Loaded in a process of its own, for a workbook of an old kind.
  /^@e965\/xlsx(\/|$)/,
  // Compiled for one system, and used only where they are there.
  /\.node$|^cpu-features$/,
];

const room = basename(process.cwd());
const { parts, input } = /** @type {typeof ROOMS[string]} */ (ROOMS[room]);
const packages = await writeBundle({
  cwd: process.cwd(),
  input: Object.fromEntries(Object.entries(input).map(([name, file]) => [name, `dist/${file}.js`])),
  dir: 'dist',
  parts,
  external: EXTERNAL,
});
writePackages(`dist/${parts}`, packages);
console.log(`${room}: ${Object.keys(input).join(', ')}`);
