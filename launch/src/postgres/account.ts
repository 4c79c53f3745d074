/**
 * The account that PostgreSQL runs as. It refuses to run as root, so a launcher that is root starts it as an account without rights;
 * that account must still reach the programs and the data, which may lie below a directory that only root enters.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRoot } from '../data-directory.ts';
import { StartupError } from '../startup-error.ts';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** How to start PostgreSQL's programs: a command put in front (or none) and, for spawn, an account (or none). */
export interface AccountMode {
  readonly prefix: readonly string[];
  readonly account: Account | undefined;
  readonly spawn: { readonly uid?: number; readonly gid?: number };
}

/**
 * Choose the account that runs `program` on the data in `directory`.
 * @param owner the owner of data that is there already: it keeps its account.
 * @throws StartupError with the reason and what to do.
 */
export function chooseAccountMode(
  program: string,
  directory: string,
  owner?: { uid: number; gid: number },
): AccountMode {
  if (!isRoot()) {
    if (owner && process.getuid && owner.uid !== process.getuid()) {
      throw new StartupError(
        `The database in ${directory} belongs to account ${nameOf(owner.uid)}, and this is account ${nameOf(process.getuid())}.\nStart Sheetport as ${nameOf(owner.uid)} or as root, or set DATA_DIR to another directory.`,
      );
    }
    const mode: AccountMode = { prefix: [], account: undefined, spawn: {} };
    const problem = whyNot(mode, program, directory);
    if (problem)
      throw new StartupError(
        `PostgreSQL cannot run here: ${problem}\nSet DATABASE_URL to a PostgreSQL of your own, 15 or newer.`,
      );
    return mode;
  }
  const account =
    owner && owner.uid !== 0
      ? { name: nameOf(owner.uid), uid: owner.uid, gid: owner.gid }
      : (find('postgres') ?? find('nobody'));
  if (!account) {
    throw new StartupError(
      'PostgreSQL refuses to run as root, and there is no account "postgres" or "nobody" to run it as.\nMake one (useradd --system postgres), start Sheetport as an ordinary account, or set DATABASE_URL.',
    );
  }
  const plain: AccountMode = { prefix: [], account, spawn: { uid: account.uid, gid: account.gid } };
  let problem = whyNot(plain, program, directory);
  if (!problem) return plain;

  // Give the account one capability, to enter closed directories. The first is the smaller one; containers often
  // have only the second. no_setuid_fixup makes access(2), by which PostgreSQL looks at its own files, honour it too.
  for (const right of ['+dac_read_search', '+dac_override']) {
    const prefix = [
      'setpriv',
      `--reuid=${account.uid}`,
      `--regid=${account.gid}`,
      '--clear-groups',
      '--securebits=+no_setuid_fixup',
      `--inh-caps=${right}`,
      `--ambient-caps=${right}`,
      '--',
    ];
    const withCapability: AccountMode = { prefix, account, spawn: {} };
    if (!whyNot(withCapability, program, directory)) return withCapability;
  }

  // Last, open DATA_DIR itself to passing through; what lies in it stays as closed as it was.
  if (!enters(plain, directory) && enters(plain, dirname(directory))) {
    chmodSync(directory, statSync(directory).mode | 0o001);
    problem = whyNot(plain, program, directory);
    if (!problem) return plain;
  }
  throw new StartupError(
    `PostgreSQL refuses to run as root, and account ${account.name} cannot run it here: ${problem}\nPut the clone and DATA_DIR where other accounts may enter, start Sheetport as an ordinary account, or set DATABASE_URL.`,
  );
}

/** Why this mode does not work; undefined when it does. Tried, not computed: mounts and ACLs matter too. */
function whyNot(mode: AccountMode, program: string, directory: string): string | undefined {
  for (const path of [dirname(program), directory]) {
    if (enters(mode, path)) continue;
    let closed = '/';
    for (const part of path.split('/').slice(1)) {
      closed = join(closed, part);
      if (!enters(mode, closed)) break;
    }
    return `it may not enter ${closed}.`;
  }
  const run = attempt(mode, [program, '--version']);
  if (run.status === 0) return undefined;
  return String(run.stderr || run.error?.message || `${program} does not start (${run.signal ?? run.status})`).trim();
}

function enters(mode: AccountMode, directory: string): boolean {
  if (process.platform === 'win32') return true;
  if (!mode.account) {
    try {
      accessSync(directory, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }
  return attempt(mode, ['/bin/sh', '-c', 'cd -- "$0"', directory]).status === 0;
}

function attempt(mode: AccountMode, words: readonly string[]) {
  const [command = '', ...args] = [...mode.prefix, ...words];
  return spawnSync(command, args, {
    ...mode.spawn,
    cwd: '/',
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

function accounts(): { name: string; uid: number; gid: number }[] {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [name, , uid, gid] = line.split(':');
        return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
      });
  } catch {
    return [];
  }
}

function find(name: string): Account | undefined {
  return accounts().find((account) => account.name === name && account.uid !== 0);
}

function nameOf(uid: number): string {
  return accounts().find((account) => account.uid === uid)?.name ?? String(uid);
}
