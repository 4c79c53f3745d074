/** What each command works with. */
import type { Command } from 'commander';
import { EXIT } from './exit-codes.ts';
import { HttpClient } from './http-client.ts';
import { findConnection } from './profiles.ts';
import { openProgress, type ProgressSink, SILENT } from './progress-line.ts';

interface GlobalOptions {
  profile?: string;
  json?: boolean;
  quiet?: boolean;
}

export interface Session {
  client: HttpClient;
  /** One JSON document on the standard output, and no progress. */
  json: boolean;
  progress: ProgressSink;
}

export async function openSession(command: Command): Promise<Session> {
  const { profile, json = false, quiet = false } = command.optsWithGlobals<GlobalOptions>();
  process.once('SIGINT', () => {
    process.stderr.write('\nsheetport: stopped here. A job that was accepted goes on: see "sheetport jobs".\n');
    process.exit(EXIT.interrupted);
  });
  const connection = await findConnection(process.env, profile);
  return {
    client: new HttpClient(connection),
    json,
    progress: json || quiet ? SILENT : openProgress(process.stderr),
  };
}
