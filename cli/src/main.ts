/** `sheetport`: the service from a terminal and from scripts. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { tolerateClosedOutput } from './output.ts';
import { runProgram } from './program.ts';

tolerateClosedOutput();
const manifest = z.object({ version: z.string() });
const { version } = manifest.parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));

/** The launcher is loaded only to start the service: the other commands begin at once. */
async function start(): Promise<void> {
  const { main } = await import('@sheetport/launch/main');
  await main({ env: { ...process.env, DATA_DIR: resolve(process.env.DATA_DIR || 'data') } });
}

await runProgram(process.argv, version, start);
