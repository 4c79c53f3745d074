/** PostgreSQL of Debian's package `postgresql`, which has what the embedded one lacks: pg_dump, pg_restore and psql. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

const ROOT = '/usr/lib/postgresql';

/** The programs of the newest version that is whole, or undefined. */
export function findDebianPostgres(): { bin: string; major: string } | undefined {
  const versions = existsSync(ROOT) ? readdirSync(ROOT).sort((a, b) => Number(b) - Number(a)) : [];
  const programs = ['postgres', 'initdb', 'pg_dump', 'pg_restore', 'psql'];
  const isWhole = (bin: string) => programs.every((name) => existsSync(path.join(bin, name)));
  return versions
    .map((major) => ({ major, bin: path.join(ROOT, major, 'bin') }))
    .find(({ major, bin }) => Number(major) >= 15 && isWhole(bin));
}

/** These programs as `startPostgres` takes them: in the form of the npm package with the embedded ones. */
export async function asPackage({ bin, major }: { bin: string; major: string }, directory: string): Promise<string> {
  await mkdir(path.join(directory, 'native'), { recursive: true });
  await symlink(bin, path.join(directory, 'native', 'bin'));
  await writeFile(path.join(directory, 'package.json'), JSON.stringify({ version: `${major}.0` }));
  return directory;
}
