/**
 * For developers: `npm run migration -w prisma -- <name>` writes the SQL that leads from the newest migration to
 * schema.prisma. The newest migration keeps the schema it leads to beside its SQL, so any Postgres serves as DATABASE_URL: the
 * engine insists on a connection, but only compares two texts.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DiffTarget } from '@prisma/schema-engine-wasm';
import { HOME, MIGRATIONS } from './migration-files.ts';
import { withEngine } from './schema-engine.ts';

const name = process.argv[2];
const databaseUrl = process.env.DATABASE_URL;
if (!name || !/^[a-z0-9_]+$/.test(name) || !databaseUrl) {
  throw new Error('usage: DATABASE_URL=postgres://… npm run migration -w prisma -- <name_in_lower_snake>');
}

const folders = (await readdir(MIGRATIONS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
const newest = folders
  .map((entry) => entry.name)
  .sort()
  .at(-1);
const target = (content: string): DiffTarget => ({
  tag: 'schemaDatamodel',
  files: [{ path: 'schema.prisma', content }],
});
const wanted = await readFile(path.join(HOME, 'schema.prisma'), 'utf8');
const from: DiffTarget = newest
  ? target(await readFile(path.join(MIGRATIONS, newest, 'schema.prisma'), 'utf8'))
  : { tag: 'empty' };

const script = await withEngine(databaseUrl, async (engine) => {
  const filters = { externalTables: [], externalEnums: [] };
  return (await engine.diff({ from, to: target(wanted), script: true, exitCode: null, filters })).stdout ?? '';
});

if (!/^(CREATE|ALTER|DROP)/m.test(script)) {
  console.log('Nothing to do: the migrations already lead to schema.prisma.');
} else {
  const folder = path.join(MIGRATIONS, `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'migration.sql'), script);
  await writeFile(path.join(folder, 'schema.prisma'), wanted);
  if (newest) await rm(path.join(MIGRATIONS, newest, 'schema.prisma'), { force: true });
  console.log(`Wrote ${path.relative(process.cwd(), folder)}/migration.sql`);
}
