/**
 * As whom PostgreSQL runs. It refuses to run as root, so a launcher that is root starts it as an account without rights;
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
export interface Footing {
  readonly prefix: readonly string[];
  readonly account: Account | undefined;
  readonly spawn: { readonly uid?: number; readonly gid?: number };
}

/**
 * Choose as whom to run `program` on the data in `directory`.
 * @param owner the owner of data that is there already: it keeps its account.
 * @throws Refusal that says what stands in the way and what to do.
 */
export function chooseFooting(program: string, directory: string, owner?: { uid: number; gid: number }): Footing {
  if (!isRoot()) {
    if (owner && process.getuid && owner.uid !== process.getuid()) {
      throw new StartupError(
        `The database in ${directory} belongs to account ${nameOf(owner.uid)}, and this is account ${nameOf(process.getuid())}.\nStart Sheetport as ${nameOf(owner.uid)} or as root, or set DATA_DIR to another directory.`,
      );
    }
    const footing: Footing = { prefix: [], account: undefined, spawn: {} };
    const fault = whyNot(footing, program, directory);
    if (fault)
      throw new StartupError(
        `PostgreSQL cannot run here: ${fault}\nSet DATABASE_URL to a PostgreSQL of your own, 15 or newer.`,
      );
    return footing;
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
  const plain: Footing = { prefix: [], account, spawn: { uid: account.uid, gid: account.gid } };
  let fault = whyNot(plain, program, directory);
  if (!fault) return plain;

  // Lend the account one right, that of passing closed directories. The first is the smaller one; containers often
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
    const lent: Footing = { prefix, account, spawn: {} };
    if (!whyNot(lent, program, directory)) return lent;
  }

  // Last, open DATA_DIR itself to passing through; what lies in it stays as closed as it was.
  if (!enters(plain, directory) && enters(plain, dirname(directory))) {
    chmodSync(directory, statSync(directory).mode | 0o001);
    fault = whyNot(plain, program, directory);
    if (!fault) return plain;
  }
  throw new StartupError(
    `PostgreSQL refuses to run as root, and account ${account.name} cannot run it here: ${fault}\nPut the clone and DATA_DIR where other accounts may enter, start Sheetport as an ordinary account, or set DATABASE_URL.`,
  );
}

/** Why this footing does not do, in words; undefined when it does. Tried, not computed: mounts and ACLs have a say too. */
function whyNot(footing: Footing, program: string, directory: string): string | undefined {
  for (const place of [dirname(program), directory]) {
    if (enters(footing, place)) continue;
    let closed = '/';
    for (const part of place.split('/').slice(1)) {
      closed = join(closed, part);
      if (!enters(footing, closed)) break;
    }
    return `it may not enter ${closed}.`;
  }
  const run = attempt(footing, [program, '--version']);
  if (run.status === 0) return undefined;
  return String(run.stderr || run.error?.message || `${program} does not start (${run.signal ?? run.status})`).trim();
}

function enters(footing: Footing, directory: string): boolean {
  if (process.platform === 'win32') return true;
  if (!footing.account) {
    try {
      accessSync(directory, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }
  return attempt(footing, ['/bin/sh', '-c', 'cd -- "$0"', directory]).status === 0;
}

function attempt(footing: Footing, words: readonly string[]) {
  const [command = '', ...args] = [...footing.prefix, ...words];
  return spawnSync(command, args, {
    ...footing.spawn,
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
