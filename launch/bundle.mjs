/**
 * `node launch/bundle.mjs` in a room: its `dist/main.js` with all that it imports as `dist/bundle.js`. Of a start's time more than half went into
 * finding, reading and linking some 1,400 modules. It is what runs; `npm run dev` runs `dist/main.js`, so that a change is there at once.
 */
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { rolldown } from 'rolldown';

/** What stays a package of its own. */
const EXTERNAL = [
  // Reads files beside itself: threads, fonts, WebAssembly, migrations.
  /^@sheetport\/(sheets|prisma)(\/|$)/,
  // The same classes as in `@sheetport/prisma`: a pool that it does not know is none.
  /^pg(-|$)/,
  // Start threads from files of their own, or serve their files.
  /^(pino|thread-stream|@scalar\/.*)$/,
  // Loaded only where they are asked for, by whoever has S3, SFTP, a mailbox or a workbook to make.
  /^(@aws-sdk\/.*|@tus\/s3-store|ssh2|imapflow|exceljs)$/,
];

// Parts of earlier builds have other names.
rmSync('dist/bundle', { recursive: true, force: true });
const bundle = await rolldown({
  input: { bundle: 'dist/main.js' },
  platform: 'node',
  external: EXTERNAL,
  logLevel: 'warn',
});
await bundle.write({
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'bundle/[name]-[hash].js',
});
await bundle.close();
console.log(`${basename(process.cwd())}: dist/bundle.js`);
