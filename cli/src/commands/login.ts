import type { Command } from 'commander';
import { MeAnswer } from '../answers.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { HttpClient } from '../http-client.ts';
import { plain, writeJson, writeLine, writeTable } from '../output.ts';
import { checkUrl, forgetProfile, keepProfile, readProfiles } from '../profiles.ts';

export function addLoginCommands(program: Command): void {
  program
    .command('login')
    .description('keep where the service is, and a key, for the next commands')
    .requiredOption('--url <url>', 'the address of the service')
    .addHelpText(
      'after',
      `
The key comes from SHEETPORT_KEY or from the standard input, never from the command line, which others on the machine can read.
Make one under "Your account" in the browser.

Example:
  sheetport login --url https://sheets.example.com < key.txt`,
    )
    .action(async ({ url }: { url: string }, command: Command) => {
      const { profile, json } = command.optsWithGlobals<{ profile?: string; json?: boolean }>();
      const connection = { url: checkUrl(url), key: process.env.SHEETPORT_KEY || (await readKey()) };
      const { name, role } = await new HttpClient(connection).ask(MeAnswer, 'GET', '/api/me');
      warnOfPlainHttp(connection.url);
      const kept = await keepProfile(process.env, profile, connection);
      if (json) writeJson({ exitCode: EXIT.done, profile: kept, url: connection.url });
      else writeLine(`Kept as profile "${kept}": ${plain(name)} (${role}) at ${connection.url}`);
    });

  program
    .command('logout')
    .description('forget a profile')
    .action(async (_options, command: Command) => {
      const { profile } = command.optsWithGlobals<{ profile?: string }>();
      if (!(await forgetProfile(process.env, profile)))
        throw new CliError(EXIT.usage, 'no_profile', `There is no profile "${profile ?? 'default'}".`);
    });

  program
    .command('profiles')
    .description('list the profiles that are kept, without their keys')
    .action(async (_options, command: Command) => {
      const profiles = Object.entries(await readProfiles(process.env)).map(([name, { url }]) => ({ name, url }));
      if (command.optsWithGlobals<{ json?: boolean }>().json) writeJson({ exitCode: EXIT.done, profiles });
      else
        writeTable(
          ['NAME', 'URL'],
          profiles.map(({ name, url }) => [name, url]),
        );
    });
}

async function readKey(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Key: ');
  let text = '';
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (process.stdin.isTTY && text.includes('\n')) break;
  }
  const key = text.trim();
  if (key === '')
    throw new CliError(EXIT.usage, 'no_key', 'There is no key: set SHEETPORT_KEY, or give it on the standard input.');
  return key;
}

function warnOfPlainHttp(url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && !['127.0.0.1', 'localhost', '[::1]'].includes(hostname))
    process.stderr.write('sheetport: the address begins with http: whoever listens on the network can read the key.\n');
}
