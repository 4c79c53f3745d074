/** The migrations folder: one directory a migration, named so that they sort in order. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export const HOME = path.resolve(import.meta.dirname, '..');
export const MIGRATIONS = path.join(HOME, 'migrations');

export interface Migration {
  /** The directory's name: a time stamp and a word. */
  readonly name: string;
  /** The whole of migration.sql. */
  readonly sql: string;
}

/** Every migration of the folder, the oldest first. */
export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(MIGRATIONS, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return Promise.all(
    names.map(async (name) => ({ name, sql: await readFile(path.join(MIGRATIONS, name, 'migration.sql'), 'utf8') })),
  );
}
