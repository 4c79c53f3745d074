/** Where the service is and with which key, kept for the next command in a file that only its owner reads. */
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { CliError, EXIT } from './exit-codes.ts';

const Profiles = z.record(z.string(), z.object({ url: z.string(), key: z.string() }));
type Profiles = z.infer<typeof Profiles>;
export type Profile = Profiles[string];

const DEFAULT_PROFILE = 'default';

function profilesFile(env: NodeJS.ProcessEnv): string {
  const base = env.XDG_CONFIG_HOME || path.join(env.HOME || homedir(), '.config');
  return path.join(base, 'sheetport', 'profiles.json');
}

export async function readProfiles(env: NodeJS.ProcessEnv): Promise<Profiles> {
  const file = profilesFile(env);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  try {
    return Profiles.parse(JSON.parse(text));
  } catch {
    throw new CliError(
      EXIT.usage,
      'invalid_profiles',
      `${file} cannot be read. Correct it, or remove it and log in again.`,
    );
  }
}

async function writeProfiles(env: NodeJS.ProcessEnv, profiles: Profiles): Promise<void> {
  const file = profilesFile(env);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600 });
  await chmod(fresh, 0o600);
  await rename(fresh, file);
}

export async function keepProfile(env: NodeJS.ProcessEnv, name: string | undefined, profile: Profile): Promise<string> {
  const kept = name ?? DEFAULT_PROFILE;
  await writeProfiles(env, { ...(await readProfiles(env)), [kept]: profile });
  return kept;
}

/** Out: whether there was such a profile. */
export async function forgetProfile(env: NodeJS.ProcessEnv, name: string | undefined): Promise<boolean> {
  const { [name ?? DEFAULT_PROFILE]: gone, ...others } = await readProfiles(env);
  if (gone) await writeProfiles(env, others);
  return gone !== undefined;
}

/**
 * Where the service is, and with which key. A profile that is named comes first, then the environment, then the profile `default`.
 * @throws CliError `no_connection`, `no_profile`
 */
export async function findConnection(env: NodeJS.ProcessEnv, name: string | undefined): Promise<Profile> {
  if (name === undefined && env.SHEETPORT_URL && env.SHEETPORT_KEY)
    return { url: checkUrl(env.SHEETPORT_URL), key: env.SHEETPORT_KEY };
  const profiles = await readProfiles(env);
  const found = Object.hasOwn(profiles, name ?? DEFAULT_PROFILE) ? profiles[name ?? DEFAULT_PROFILE] : undefined;
  if (found) return found;
  if (name !== undefined)
    throw new CliError(
      EXIT.usage,
      'no_profile',
      `There is no profile "${name}". Make it: sheetport login --profile ${name}`,
    );
  throw new CliError(
    EXIT.usage,
    'no_connection',
    'Which service, and with which key? Set SHEETPORT_URL and SHEETPORT_KEY, or keep them once: sheetport login --url http://127.0.0.1:4000',
  );
}

/** @throws CliError `invalid_url` */
export function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new CliError(
      EXIT.usage,
      'invalid_url',
      `"${text}" is no address of a service. It looks like https://sheets.example.com`,
    );
  return url.origin + url.pathname.replace(/\/+$/, '');
}
