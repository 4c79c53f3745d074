/**
 * `node launch/bundle.mjs` in a room, at the end of its build: what is started there with all that it imports as one file. Of a start's time more than
 * half went into finding, reading and linking some 1,400 modules (docs/adr/0038-servers-and-workers-start-from-one-file.md). It is what runs;
 * `npm run dev` runs `dist/main.js`, so that a change is there at once, and bundles the bodies of threads anew.
 */
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { rolldown } from 'rolldown';

/** By room: what is started, and where its bundle lies in `dist`. @type {Record<string, { parts: string, input: Record<string, string> }>} */
const ROOMS = {
  server: { parts: 'bundle', input: { bundle: 'main' } },
  worker: { parts: 'bundle', input: { bundle: 'main' } },
  // Bodies of threads and processes.
  sheets: {
    parts: 'bodies',
    input: {
      'bodies/decode-thread': 'threads/decode-thread',
      'bodies/encode-thread': 'write/encode-thread',
      'bodies/read-thread': 'template/read-thread',
      'bodies/legacy-process': 'legacy/legacy-process',
      'bodies/process-watch': 'legacy/process-watch',
    },
  },
};

/** What stays a package of its own. */
const EXTERNAL = [
  // Finds migrations and its engine beside itself.
  /^@sheetport\/prisma(\/|$)/,
  // The same classes as in `@sheetport/prisma`: a pool that it does not know is none.
  /^pg(-|$)/,
  // Start threads from files of their own, or serve their files.
  /^(pino|thread-stream|@scalar\/.*)$/,
  // Loaded only where they are asked for: S3, SFTP, a mailbox, a workbook to make, a workbook of an old kind.
  /^(@aws-sdk\/.*|ssh2|imapflow|exceljs|@e965\/xlsx)$/,
];

const room = basename(process.cwd());
const { parts, input } = /** @type {typeof ROOMS[string]} */ (ROOMS[room]);
// Parts of earlier builds have other names.
rmSync(`dist/${parts}`, { recursive: true, force: true });
const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(input).map(([name, file]) => [name, `dist/${file}.js`])),
  platform: 'node',
  external: EXTERNAL,
  logLevel: 'warn',
});
await bundle.write({
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: `${parts}/[name]-[hash].js`,
});
await bundle.close();
console.log(`${room}: ${Object.keys(input).join(', ')}`);
